package flowbench.events;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks every quarter of a second whether events are being lost, and says so at once, each thing once; and whether a channel that
 * was opened again is ready.
 */
final class DeliveryWatch implements AutoCloseable {
    private static final long INTERVAL_MS = 250;
    private static final double HALF_FULL = .5;

    private final Settings settings;
    private final Reception reception;
    private final EventLedger ledger;
    private final ApplicationBuffer buffer;
    private final Consumer<String> warnings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "event-watch");
    private volatile boolean catchUpDue;
    private boolean saidOverdue;
    private boolean saidFullBuffer;
    private boolean saidQueue;

    DeliveryWatch(
            Settings settings,
            Reception reception,
            EventLedger ledger,
            ApplicationBuffer buffer,
            Consumer<String> warnings) {
        this.settings = settings;
        this.reception = reception;
        this.ledger = ledger;
        this.buffer = buffer;
        this.warnings = warnings;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Has the state of the runs read again. */
    void catchUpSoon() {
        catchUpDue = true;
    }

    private void look() {
        try {
            while (!closing.await(INTERVAL_MS, TimeUnit.MILLISECONDS)) {
                lookOnce();
            }
            lookOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        if (!saidOverdue && ledger.hasOverdue()) {
            saidOverdue = true;
            warnings.accept("Events are lost or late: one that was committed more than EVENT_TIME_LIMIT_MS="
                    + settings.number(Setting.EVENT_TIME_LIMIT_MS) + " ago has not arrived.");
        }
        if (!saidFullBuffer && buffer.refused() > 0) {
            saidFullBuffer = true;
            warnings.accept("The application's buffer is full, and events are dropped: more than EVENT_BUFFER_SIZE="
                    + settings.number(Setting.EVENT_BUFFER_SIZE) + " wait.");
        }
        try {
            reception.askAgain();
            if (catchUpDue) {
                reception.catchUp();
                catchUpDue = false;
            }
            lookAtQueue();
        } catch (SQLException e) {
            // The server is away: the listener has said so, and the next look comes soon.
        }
    }

    private void lookAtQueue() throws SQLException {
        double usage = saidQueue ? 0 : reception.queueUsage();
        if (usage > HALF_FULL) {
            saidQueue = true;
            warnings.accept(String.format(
                    Locale.ROOT,
                    "The server's queue of notifications is %.0f %% full: a listener that keeps a transaction open holds it"
                            + " up. When it is full, commits that notify fail.",
                    100 * usage));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
