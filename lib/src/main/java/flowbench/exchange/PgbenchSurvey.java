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

    /**
     * How long a window is, in seconds: 1, 2, 5, 10, …, so that there are a hundred at most; of a log of less than a second, all
     * of it.
     */
    double windowSeconds() {
        double seconds = (endedUs - beganUs) / SECOND_US;
        if (seconds < 1) {
            return seconds;
        }
        for (long scale = 1; ; scale *= 10) {
            for (long step : STEPS) {
                if (seconds / (step * scale) <= MOST_WINDOWS) {
                    return step * scale;
                }
            }
        }
    }

    /** How many whole windows there are; what comes after the last belongs to it. */
    int windows() {
        double window = windowSeconds();
        return window == 0 ? 1 : Math.max(1, (int) Math.floor((endedUs - beganUs) / SECOND_US / window));
    }

    /** The window of a time, from 1. */
    int window(long dueUs) {
        double window = windowSeconds();
        return window == 0 ? 1 : Math.min(windows(), 1 + (int) ((dueUs - beganUs) / SECOND_US / window));
    }

    /** Whether a time is within the whole windows. */
    boolean isWithin(long dueUs) {
        return (dueUs - beganUs) / SECOND_US <= windowSeconds() * windows();
    }

    /** When a window began. */
    long windowBeganUs(int window) {
        return beganUs + (long) ((window - 1) * windowSeconds() * SECOND_US);
    }
}
