package flowbench.database;

import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Waits for a server that is away, as one is that restarts: tries again at growing intervals, for a limited time. */
final class Comeback {
    private static final long LIMIT_S = 60;
    private static final long FIRST_BACKOFF_MS = 20;
    private static final long LONGEST_BACKOFF_MS = 1000;

    private Comeback() {}

    /** Needs the server. */
    @FunctionalInterface
    interface Attempt {
        void make() throws SQLException;
    }

    /**
     * Makes an attempt until it succeeds.
     *
     * @param advice what to do where it does not in time
     * @throws UserException if it does not in time, or is given up by itself
     */
    static void await(Attempt attempt, String advice) {
        await(attempt, advice, LIMIT_S);
    }

    static void await(Attempt attempt, String advice, long limitS) {
        long begin = System.nanoTime();
        long backoffMs = FIRST_BACKOFF_MS;
        while (true) {
            try {
                attempt.make();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(limitS)) {
                    String reason =
                            ConnectionFault.of(e).map(ConnectionFault::cause).orElse(e.getMessage());
                    throw new UserException(
                            "The server was lost and did not come back within " + limitS + " s: " + reason + "; "
                                    + advice + ".",
                            e);
                }
            }
            pause(backoffMs);
            backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
        }
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted while the server was away.", e);
        }
    }
}
