package flowbench.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** What must be known of all lines of a log before the first is written: how long it was, and what its columns are. */
final class PgbenchSurvey {
    private static final double SECOND_US = 1e6;
    private static final int MOST_WINDOWS = 100;
    private static final long[] STEPS = {1, 2, 5};

    /** The transactions of a client. */
    private static final class Client {
        private long lines;
        private long last;
    }

    private final Map<Integer, Client> clients = new HashMap<>();
    private final TreeSet<Integer> columns = new TreeSet<>();
    private long beganUs = Long.MAX_VALUE;
    private long endedUs;
    private int lastScript;
    private boolean skipped;

    void add(PgbenchLine line) {
        Client client = clients.computeIfAbsent(line.client(), c -> new Client());
        client.lines++;
        client.last = Math.max(client.last, line.number());
        columns.add(line.extra().length);
        beganUs = Math.min(beganUs, line.dueUs());
        endedUs = Math.max(endedUs, line.endUs());
        lastScript = Math.max(lastScript, line.script());
        skipped |= line.outcome().equals(PgbenchLine.SKIPPED);
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    int clients() {
        return clients.size();
    }

    long beganUs() {
        return beganUs;
    }

    long endedUs() {
        return endedUs;
    }

    /** Whether there was more than one script. */
    boolean hasScripts() {
        return lastScript > 0;
    }

    /**
     * Whether it is a sample of the transactions ({@code --sampling-rate}): the numbers of a client's transactions have gaps.
     */
    boolean isSample() {
        return clients.values().stream().anyMatch(client -> client.lines < client.last);
    }

    /** Whether all lines have the same number of columns. */
    boolean isEven() {
        return columns.size() == 1;
    }

    /** Whether the seventh column is the lag behind the schedule: where there are eight, or what was too late was skipped. */
    boolean hasLag() {
        return columns.first() == 2 || columns.first() == 1 && skipped;
    }

    /** Whether there is a seventh column, and nothing says which of the two that it may be. */
    boolean isUnclear() {
        return columns.first() == 1 && !skipped;
    }

    private double seconds() {
        return (endedUs - beganUs) / SECOND_US;
    }

    /**
     * How many windows there are, all equally long: as near as can be to 1, 2, 5, 10, … seconds each, the first of which there
     * are a hundred at most.
     */
    int windows() {
        for (long scale = 1; ; scale *= 10) {
            for (long step : STEPS) {
                long windows = Math.round(seconds() / (step * scale));
                if (windows <= MOST_WINDOWS) {
                    return (int) Math.max(1, windows);
                }
            }
        }
    }

    /** How long a window is; 0 for the log of one moment. */
    double windowSeconds() {
        return seconds() / windows();
    }

    /** The window of a time, from 1. */
    int window(long dueUs) {
        long all = endedUs - beganUs;
        return all == 0 ? 1 : (int) Math.min(windows(), 1 + (dueUs - beganUs) * windows() / all);
    }

    /** When a window began; never later than what is in it. */
    long windowBeganUs(int window) {
        return beganUs + (endedUs - beganUs) * (window - 1) / windows();
    }
}
