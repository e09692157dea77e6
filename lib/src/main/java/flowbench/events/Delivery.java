package flowbench.events;

import flowbench.channels.ChannelReport;
import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.database.ServerWarning;
import flowbench.engine.EventKey;
import flowbench.engine.FlowEngine;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.Event;
import flowbench.runfolder.IterationStart;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Listens, during one iteration, to what an engine announces, and accounts for it. In this order: {@link #subscribe}, {@link
 * #expect} each flow run before it is started, {@link #drain}, {@link #settle}, {@link #close}.
 *
 * <p>Without a channel there is nothing to listen to: then only what is in the outbox is counted.
 */
public final class Delivery implements AutoCloseable {
    private static final long OUTBOX_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Settings settings;
    private final FlowEngine engine;
    private final Optional<EventChannel> channel;
    private final IterationStart start;
    private final Consumer<String> warnings;
    private final Consumer<EventKey> application;
    private final EventLedger ledger;
    private final SideConnection side;
    private Optional<Reception> reception = Optional.empty();
    private int written;
    private ChannelReport report = ChannelReport.NOTHING;

    /**
     * Of one iteration.
     *
     * @param channel prepared; nothing: do not listen
     * @param start which iteration it is, and when it began
     * @param warnings takes, from any thread and as soon as it is seen, what a reader of the numbers must know
     * @param serverWarnings takes, from any thread, what the server warned of in a call, and the name of the call
     */
    public Delivery(
            Settings settings,
            Database database,
            FlowEngine engine,
            Optional<EventChannel> channel,
            IterationStart start,
            Consumer<String> warnings,
            BiConsumer<String, ServerWarning> serverWarnings) {
        this(settings, database, engine, channel, start, warnings, serverWarnings, event -> {});
    }

    /** The same, with an application that does something with the events. */
    Delivery(
            Settings settings,
            Database database,
            FlowEngine engine,
            Optional<EventChannel> channel,
            IterationStart start,
            Consumer<String> warnings,
            BiConsumer<String, ServerWarning> serverWarnings,
            Consumer<EventKey> application) {
        this.settings = settings;
        this.engine = engine;
        this.channel = channel;
        this.start = start;
        this.warnings = warnings;
        this.application = application;
        this.ledger = new EventLedger(
                settings.text(Setting.EVENT_CHANNEL),
                TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.EVENT_TIME_LIMIT_MS)));
        this.side = new SideConnection(database, serverWarnings);
    }

    /**
     * Opens the channel, and comes back when it is ready: when an event that was written for that purpose has come back.
     *
     * @param planned how many events will come if all goes well
     * @throws flowbench.settings.UserException if none came back in time
     */
    public void subscribe(long planned) throws SQLException {
        if (channel.isPresent()) {
            reception = Optional.of(new Reception(
                    settings, channel.get(), engine, side, ledger, application, warnings, planned, seed()));
            reception.get().begin();
        }
    }

    /** Each iteration suffers faults of its own, and the same ones when the run is repeated. */
    private long seed() {
        return start.seed(settings.longNumber(Setting.SEED));
    }

    /**
     * Opens the account of a flow run that is about to be started.
     *
     * @return takes the calls that change the run
     */
    public FlowRunEvents expect(UUID flowRun, ExpectedEvents shape) {
        return ledger.expect(flowRun, shape);
    }

    /**
     * Waits until it is certain that no more events will come: until one that was written after all others has come back. At
     * most for so long.
     */
    public void drain(long limitMs) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
        if (reception.isPresent()) {
            reception.get().drain(deadline);
            return;
        }
        while (readOutbox().size() < ledger.expected() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(OUTBOX_INTERVAL_NS);
        }
    }

    /**
     * How every event ended. What was not delivered is looked for in the state of the runs first.
     *
     * @return a row for each event; none without a channel
     */
    public List<Event> settle() throws SQLException {
        List<WrittenEvent> outbox = readOutbox();
        written = outbox.size();
        if (reception.isEmpty()) {
            return List.of();
        }
        report = reception.get().report();
        if (ledger.hasUndelivered()) {
            reception.get().catchUp();
        }
        return ledger.settle(outbox, start);
    }

    private List<WrittenEvent> readOutbox() throws SQLException {
        return side.call("read_outbox", c -> engine.outbox().read(c, ledger.flowRuns()));
    }

    /** How many expected events have neither been handed over nor refused yet. */
    long outstanding() {
        return ledger.outstanding();
    }

    /** How many events had to be written. */
    public long expected() {
        return ledger.expected();
    }

    /** How many were in the outbox when the account was settled. */
    public int written() {
        return written;
    }

    /** How often the channel was closed under its listener. */
    public int breaks() {
        return ledger.breaks();
    }

    /** What the channel had to say of itself when the account was settled. */
    public ChannelReport channelReport() {
        return report;
    }

    /** What was done on purpose; nothing where {@link Setting#EVENT_FAULTS} is empty. */
    public Optional<InjectedFaults> injectedFaults() {
        return Faults.of(settings).none() ? Optional.empty() : reception.map(Reception::injectedFaults);
    }

    /** Closes the channel, and takes back what was written to test it. Nothing that was counted is lost. */
    @Override
    public void close() throws SQLException {
        try {
            if (reception.isPresent()) {
                reception.get().close();
            }
        } finally {
            side.close();
        }
    }
}
