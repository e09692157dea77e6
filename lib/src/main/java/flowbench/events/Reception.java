package flowbench.events;

import flowbench.channels.ChannelReport;
import flowbench.channels.EventChannel;
import flowbench.channels.EventChannel.Readiness;
import flowbench.channels.Subscription;
import flowbench.database.ConnectionFault;
import flowbench.engine.EventKey;
import flowbench.engine.FlowEngine;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventCause;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An open channel and the way of an event through it: from the listener, past the faults that are injected on purpose, into the
 * ledger, through the buffer, to the application.
 */
final class Reception implements Listener.Watcher, AutoCloseable {
    /** A channel that is not ready yet loses what is written: another is written until one comes back. */
    private static final long WRITE_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long LOOK_AGAIN_MS = 10;
    /** Added to the time limit for a delayed event: the answer to the call that wrote it may come after the event. */
    private static final long DELAY_NS = TimeUnit.SECONDS.toNanos(1);

    private final EventChannel channel;
    private final FlowEngine engine;
    private final SideConnection side;
    private final EventLedger ledger;
    private final Consumer<EventKey> application;
    private final Consumer<String> warnings;
    private final boolean runLevelOnly;
    private final Sentinels sentinels;
    private final FaultInjector faults;
    private final ApplicationBuffer buffer;
    private final Listener listener;
    private final DeliveryWatch watch;
    private final Object change = new Object();
    private volatile boolean draining;
    private volatile long reconnectedNs;
    /** The channel was opened again, and no sentinel that was written since is back. */
    private volatile boolean resuming;

    /** Whether it was told that the channel could not be opened again. Belongs to the listener's thread. */
    private boolean saidStillBroken;

    private volatile RuntimeException failure;

    Reception(
            Settings settings,
            EventChannel channel,
            FlowEngine engine,
            SideConnection side,
            EventLedger ledger,
            Consumer<EventKey> application,
            Consumer<String> warnings,
            long planned,
            long seed)
            throws SQLException {
        long timeLimitNs = TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.EVENT_TIME_LIMIT_MS));
        this.channel = channel;
        this.engine = engine;
        this.side = side;
        this.ledger = ledger;
        this.application = application;
        this.warnings = warnings;
        this.runLevelOnly = settings.text(Setting.EVENT_LEVEL).equals("run");
        this.sentinels = new Sentinels(side, engine.outbox());
        this.faults = new FaultInjector(Faults.of(settings), timeLimitNs + DELAY_NS, seed, planned, this::arrived);
        this.listener = new Listener(channel.subscribe(listenedTo(ledger, sentinels)), this::received, faults, this);
        this.buffer = new ApplicationBuffer(settings.number(Setting.EVENT_BUFFER_SIZE), this::handOver);
        this.watch = new DeliveryWatch(settings, this, ledger, buffer, warnings);
    }

    private static Set<UUID> listenedTo(EventLedger ledger, Sentinels sentinels) {
        Set<UUID> flowRuns = new HashSet<>(ledger.flowRuns());
        flowRuns.add(sentinels.flowRun());
        return flowRuns;
    }

    /** Starts to listen, and comes back when a sentinel has. */
    void begin() throws SQLException {
        listener.start();
        Readiness limit = channel.readiness();
        long since = System.nanoTime();
        long deadline = since + TimeUnit.SECONDS.toNanos(limit.seconds());
        writeUntilBack(since, deadline);
        rethrowFailure();
        if (!sentinels.areBackSince(since)) {
            throw new UserException("EVENT_CHANNEL=" + channel.name() + ": no event came back within " + limit.seconds()
                    + " s of the subscription; " + (sentinels.complaint().isEmpty() ? limit.advice() : complaint())
                    + ".");
        }
        ledger.subscribed(sentinels.sequence());
        watch.start();
    }

    private String complaint() {
        return "the server warned when one was written: " + sentinels.complaint();
    }

    /**
     * Waits until it is certain that nothing more will come: until a sentinel is back that was written after all else, with
     * nothing held back and nothing left in the buffer. So the last duplicate is counted too.
     */
    void drain(long deadline) throws SQLException {
        long since = System.nanoTime();
        draining = true;
        writeUntilBack(since, deadline);
        await(() -> sentinels.areBackSince(since) && !faults.isHolding() && buffer.isEmpty(), deadline);
        rethrowFailure();
    }

    private void writeUntilBack(long since, long deadline) throws SQLException {
        boolean back = false;
        while (!back && failure == null && System.nanoTime() - deadline < 0) {
            sentinels.write();
            long writeAgain = System.nanoTime() + WRITE_AGAIN_NS;
            // The difference, since the clock may be near its end.
            long until = writeAgain - deadline < 0 ? writeAgain : deadline;
            back = await(() -> sentinels.areBackSince(since), until);
        }
    }

    /** A listener that is gone unnoticed would make the channel look bad. */
    private void rethrowFailure() {
        if (failure instanceof UserException sentence) {
            throw sentence;
        }
        if (failure != null) {
            throw new IllegalStateException("The listener failed.", failure);
        }
    }

    private void received(WrittenEvent event, long arrivedNs) {
        if (!sentinels.isBack(event)) {
            faults.take(event, arrivedNs);
            return;
        }
        if (resuming && sentinels.areBackSince(reconnectedNs)) {
            resume();
        }
        if (draining) {
            // Nothing follows that the held back ones could be handed on after.
            faults.releaseHeldBack();
        }
        changed();
    }

    private void resume() {
        try {
            ledger.resumed(sentinels.sequence());
            resuming = false;
        } catch (SQLException e) {
            // The database is away: the next sentinel that comes back is asked about again.
        }
    }

    private void arrived(WrittenEvent event, long nanoTime) {
        ledger.arrived(event, nanoTime);
        if (runLevelOnly && !event.key().type().isOfRun()) {
            ledger.refused(event.key(), EventCause.NOT_LISTENED_FOR);
        } else if (!buffer.offer(event.key())) {
            ledger.refused(event.key(), EventCause.BUFFER_FULL);
        }
        if (draining) {
            changed();
        }
    }

    private void handOver(EventKey event) {
        application.accept(event);
        ledger.seen(event);
        if (draining) {
            changed();
        }
    }

    /** Reads what the state of the runs tells of events that may have been missed. */
    void catchUp() throws SQLException {
        side.call("read_endings", c -> engine.endings(c, ledger.flowRuns())).forEach(ledger::recovered);
    }

    /** How full the queue of the channel is, from 0 to 1. */
    double queueUsage() throws SQLException {
        return side.call("read_queue_usage", channel::queueUsage);
    }

    ChannelReport report() {
        return listener.report();
    }

    InjectedFaults injectedFaults() {
        return faults.injected();
    }

    @Override
    public void failed(RuntimeException why) {
        failure = why;
        changed();
    }

    @Override
    public void broken(SQLException why) {
        resuming = false;
        saidStillBroken = false;
        ledger.broken(channel.keepsItsPlace());
        warnings.accept("The channel " + channel.name() + " was closed: " + firstLine(why)
                + ". It is opened again; what was committed meanwhile "
                + (channel.keepsItsPlace() ? "is read then." : "does not arrive on it."));
    }

    private static String firstLine(SQLException why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }

    @Override
    public void stillBroken(SQLException why) {
        if (!saidStillBroken) {
            saidStillBroken = true;
            warnings.accept(
                    "The channel " + channel.name() + " could not be opened again yet: " + firstLine(why) + ".");
        }
    }

    @Override
    public void reconnected() throws SQLException {
        reconnectedNs = System.nanoTime();
        resuming = true;
        sentinels.write();
        watch.catchUpSoon();
    }

    /** Writes another sentinel while none is back after a break: a server that drops events drops these too. */
    void askAgain() throws SQLException {
        if (resuming) {
            sentinels.write();
        }
    }

    @Override
    public void kill(Subscription subscription) {
        try {
            side.call("kill", c -> {
                subscription.kill(c);
                return null;
            });
        } catch (SQLException e) {
            if (ConnectionFault.of(e).isPresent()) {
                // The server is away, and with it the connection that was to be killed.
                return;
            }
            throw new UserException(
                    "EVENT_FAULTS: the listener's connection could not be killed: " + e.getMessage() + ".", e);
        }
    }

    private void changed() {
        synchronized (change) {
            change.notifyAll();
        }
    }

    private boolean await(BooleanSupplier condition, long deadline) {
        synchronized (change) {
            try {
                while (failure == null && !condition.getAsBoolean()) {
                    long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (leftMs <= 0) {
                        return false;
                    }
                    // Not all that is waited for announces itself.
                    change.wait(Math.min(leftMs, LOOK_AGAIN_MS));
                }
                return failure == null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        watch.close();
        listener.close();
        buffer.close();
        sentinels.delete();
    }
}
