package flowbench.exchange;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of a log that {@code pgbench --log} writes: client_id, transaction_no, time, script_no, time_epoch, time_us, and with
 * some options schedule_lag and retries.
 *
 * @param client from 0
 * @param number of the transaction among those of its client, from 1
 * @param script from 0
 * @param endUs when it ended, microseconds since 1970
 * @param timeUs how long it took, from when it was due; 0 where it was not done
 * @param outcome {@code ok}, {@code skipped} (too late before it began), or {@code error}
 * @param sqlstate of an error whose kind the log gives; else empty
 * @param extra the columns after the six that every line has
 */
record PgbenchLine(
        int client, long number, int script, long endUs, long timeUs, String outcome, String sqlstate, long... extra) {
    static final String OK = "ok";
    static final String SKIPPED = "skipped";

    private static final String ERROR = "error";
    private static final int COLUMNS = 6;
    private static final int MOST_COLUMNS = 8;
    private static final long SECOND_US = 1_000_000;
    private static final Pattern AGGREGATE = Pattern.compile("[0-9]{9,10}( [0-9]+){5,}");

    /** Whether a text is such a line. */
    static boolean isOne(String text) {
        return of(text).isPresent();
    }

    /** Whether a text is a line of a log that was written with {@code --aggregate-interval}, which has no transactions. */
    static boolean isAggregate(String text) {
        return AGGREGATE.matcher(text).matches();
    }

    /** The line of a text; absent where it is none. */
    static Optional<PgbenchLine> of(String text) {
        String[] cells = text.split(" ", -1);
        if (cells.length < COLUMNS || cells.length > MOST_COLUMNS) {
            return Optional.empty();
        }
        String outcome = outcome(cells[2]);
        long[] numbers = new long[cells.length];
        for (int i = 0; i < cells.length; i++) {
            if (i != 2 || outcome.equals(OK)) {
                numbers[i] = number(cells[i]);
                if (numbers[i] < 0) {
                    return Optional.empty();
                }
            }
        }
        // The log of intervals begins with a time where this one has a client.
        if (numbers[0] >= Integer.MAX_VALUE
                || numbers[3] >= Integer.MAX_VALUE
                || numbers[5] >= SECOND_US
                || numbers[4] < SECOND_US) {
            return Optional.empty();
        }
        long[] extra = new long[cells.length - COLUMNS];
        System.arraycopy(numbers, COLUMNS, extra, 0, extra.length);
        return Optional.of(new PgbenchLine(
                (int) numbers[0],
                numbers[1],
                (int) numbers[3],
                numbers[4] * SECOND_US + numbers[5],
                numbers[2],
                outcome,
                sqlstate(cells[2]),
                extra));
    }

    private static String outcome(String time) {
        return switch (time) {
            case SKIPPED -> SKIPPED;
            case "failed", "serialization", "deadlock" -> ERROR;
            default -> OK;
        };
    }

    private static String sqlstate(String time) {
        return switch (time) {
            case "serialization" -> "40001";
            case "deadlock" -> "40P01";
            default -> "";
        };
    }

    /** A whole number from 0 up; -1 for another text. */
    private static long number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** When it was due: with {@code --rate} when it was planned for, else when it began. */
    long dueUs() {
        return endUs - timeUs;
    }
}
