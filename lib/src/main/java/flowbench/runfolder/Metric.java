package flowbench.runfolder;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a sample is a value of.
 *
 * @param name in snake case; ends in {@code _ns} where the unit is nanoseconds
 * @param unit {@code ns}, {@code steps/s}, or a plural noun
 * @param better the direction in which it improves
 */
public record Metric(String name, String unit, Better better) {
    private static final String FAULTS = "faults_";

    /** Steps completed in one second of the execute phase. */
    public static final Metric STEPS_PER_SECOND = new Metric("steps_per_second", "steps/s", Better.HIGHER);

    /** Messages taken out of a bare queue in one second of the execute phase. */
    public static final Metric MESSAGES_PER_SECOND = new Metric("messages_per_second", "messages/s", Better.HIGHER);

    /** Messages that the execute phase took out of a bare queue. */
    public static final Metric MESSAGES_FINISHED = new Metric("messages_finished", "messages", Better.HIGHER);

    /** Flow runs completed in one second of the execute phase. */
    public static final Metric FLOW_RUNS_PER_SECOND = new Metric("flow_runs_per_second", "flow runs/s", Better.HIGHER);

    /** Wall time of a phase on the monotonic clock. */
    public static final Metric DURATION = new Metric("duration_ns", "ns", Better.LOWER);

    /** WAL that the server wrote in the execute phase, for each step that it completed. */
    public static final Metric WAL_BYTES_PER_STEP = new Metric("wal_bytes_per_step", "bytes/step", Better.LOWER);

    /** Row versions that the execute phase left dead, by update or delete, for each step that it completed. */
    public static final Metric DEAD_TUPLES_PER_STEP = new Metric("dead_tuples_per_step", "tuples/step", Better.LOWER);

    /** WAL that the server wrote in the execute phase, for each message that was taken out of a bare queue. */
    public static final Metric WAL_BYTES_PER_MESSAGE =
            new Metric("wal_bytes_per_message", "bytes/message", Better.LOWER);

    /** Row versions that the execute phase left dead, for each message that was taken out of a bare queue. */
    public static final Metric DEAD_TUPLES_PER_MESSAGE =
            new Metric("dead_tuples_per_message", "tuples/message", Better.LOWER);

    /** The share of the updates of the execute phase that changed no index (heap-only tuples). */
    public static final Metric HOT_UPDATE_SHARE = new Metric("hot_update_share", "%", Better.HIGHER);

    /** Processor time that the client took in the execute phase, for each step that was completed. */
    public static final Metric CLIENT_CPU_MS_PER_STEP = new Metric("client_cpu_ms_per_step", "ms/step", Better.LOWER);

    /** Processor time that the processes of the embedded server took in it, for each step that was completed; Linux. */
    public static final Metric SERVER_CPU_MS_PER_STEP = new Metric("server_cpu_ms_per_step", "ms/step", Better.LOWER);

    /** Bytes that the client allocated on its heap in the execute phase, for each step that was completed. */
    public static final Metric ALLOCATED_BYTES_PER_STEP =
            new Metric("allocated_bytes_per_step", "bytes/step", Better.LOWER);

    /** Largest resident memory of the client that was read in the execute phase; Linux. */
    public static final Metric CLIENT_RSS_PEAK = new Metric("client_rss_peak_bytes", "bytes", Better.LOWER);

    /** Mean of the resident memory of the client over its readings in the execute phase; Linux. */
    public static final Metric CLIENT_RSS_MEAN = new Metric("client_rss_mean_bytes", "bytes", Better.LOWER);

    /** Largest memory of the embedded server's processes that was read in the execute phase; Linux. */
    public static final Metric SERVER_RSS_PEAK = new Metric("server_rss_peak_bytes", "bytes", Better.LOWER);

    /** Mean of the memory of the embedded server's processes over its readings in the execute phase; Linux. */
    public static final Metric SERVER_RSS_MEAN = new Metric("server_rss_mean_bytes", "bytes", Better.LOWER);

    /** Time of the execute phase that the client spent in garbage collections; the JVM counts it in milliseconds. */
    public static final Metric GC_TIME = new Metric("gc_ns", "ns", Better.LOWER);

    /** The share of the workers' time in the execute phase that they waited for a connection of the pool. */
    public static final Metric ACQUIRE_TIME_SHARE = new Metric("acquire_time_share", "%", Better.LOWER);

    /**
     * The share of the workers' time in the execute phase that they waited for the answers to their calls; what is neither this
     * nor waiting for a connection, they spent by themselves.
     */
    public static final Metric CALL_TIME_SHARE = new Metric("call_time_share", "%", Better.HIGHER);

    /** What is used for the work, apart from the server's WAL and row versions; also for each message or event. */
    private static final List<Metric> RESOURCES = List.of(
            CLIENT_CPU_MS_PER_STEP,
            SERVER_CPU_MS_PER_STEP,
            ALLOCATED_BYTES_PER_STEP,
            CLIENT_RSS_PEAK,
            CLIENT_RSS_MEAN,
            SERVER_RSS_PEAK,
            SERVER_RSS_MEAN,
            GC_TIME,
            ACQUIRE_TIME_SHARE,
            CALL_TIME_SHARE);

    /** Steps that the execute phase completed. */
    public static final Metric STEPS_COMPLETED = new Metric("steps_completed", "steps", Better.HIGHER);

    /** Completions that the engine did not accept: of tasks that were somebody else's, or of a run that had failed. */
    public static final Metric COMPLETIONS_REFUSED = new Metric("completions_refused", "completions", Better.LOWER);

    /** Warnings that came with the answers to calls. */
    public static final Metric SERVER_WARNINGS = new Metric("server_warnings", "warnings", Better.LOWER);

    /** Operations that ended with a connection error: SQLSTATE class 08, 57P01, 57P02, 57P03 or 57P05. */
    public static final Metric CONNECTION_ERRORS = new Metric("connection_errors", "errors", Better.LOWER);

    /** Waits for a connection of the pool that ended without one. */
    public static final Metric TIMEOUTS = new Metric("timeouts", "timeouts", Better.LOWER);

    /** Connections that the pool opened after it was filled, each in place of one that was lost. */
    public static final Metric RECONNECTS = new Metric("reconnects", "reconnects", Better.LOWER);

    /** Events that the flows' shapes say must be written. */
    public static final Metric EVENTS_EXPECTED = new Metric("events_expected", "events", Better.HIGHER);

    /** Events found in the outbox at the end of the drain phase. */
    public static final Metric EVENTS_WRITTEN = new Metric("events_written", "events", Better.HIGHER);

    /**
     * Events that had arrived when the execute phase ended, and that the application got in time, in one second of it.
     */
    public static final Metric EVENTS_PER_SECOND = new Metric("events_per_second", "events/s", Better.HIGHER);

    /** Events that a stream was to write in one second. */
    public static final Metric OFFERED_EVENTS_PER_SECOND =
            new Metric("offered_events_per_second", "events/s", Better.HIGHER);

    /** Events that its writers wrote in one second, from the first that was due until all were written. */
    public static final Metric WRITTEN_EVENTS_PER_SECOND =
            new Metric("written_events_per_second", "events/s", Better.HIGHER);

    /** Transactions that another tool began in one second. */
    public static final Metric TRANSACTIONS_PER_SECOND =
            new Metric("transactions_per_second", "transactions/s", Better.HIGHER);

    /** Operations, whatever another tool took for one, in one second. */
    public static final Metric OPERATIONS_PER_SECOND =
            new Metric("operations_per_second", "operations/s", Better.HIGHER);

    /** Time for one operation, whatever another tool took for one. */
    public static final Metric TIME_PER_OPERATION = new Metric("time_per_operation", "ns/operation", Better.LOWER);

    /**
     * What a scenario is about: steps a second or, where it has no steps, events or messages; of another tool's
     * measurements, transactions or operations. A scenario has one of these at most.
     */
    public static final List<Metric> THROUGHPUTS = List.of(
            STEPS_PER_SECOND,
            WRITTEN_EVENTS_PER_SECOND,
            MESSAGES_PER_SECOND,
            TRANSACTIONS_PER_SECOND,
            OPERATIONS_PER_SECOND);

    /** Expected events that the application got in time. */
    public static final Metric EVENTS_DELIVERED = new Metric("events_delivered", "events", Better.HIGHER);

    /** Expected events that arrived after the time limit. */
    public static final Metric EVENTS_LATE = new Metric("events_late", "events", Better.LOWER);

    /** Expected events that arrived in time, after one of the same flow run that was written later for certain. */
    public static final Metric EVENTS_OUT_OF_ORDER = new Metric("events_out_of_order", "events", Better.LOWER);

    /** Arrivals of expected events after their first. */
    public static final Metric EVENTS_DUPLICATE = new Metric("events_duplicate", "events", Better.LOWER);

    /** Expected events that were not delivered, but told of by the state of their run. */
    public static final Metric EVENTS_RECOVERED = new Metric("events_recovered", "events", Better.LOWER);

    /** Expected events that were not delivered, and told of by nothing. */
    public static final Metric EVENTS_MISSING = new Metric("events_missing", "events", Better.LOWER);

    /** Arrivals that no flow's shape leads to expect. */
    public static final Metric EVENTS_UNKNOWN = new Metric("events_unknown", "events", Better.LOWER);

    /** Times that the channel was closed under its listener. */
    public static final Metric CHANNEL_BREAKS = new Metric("channel_breaks", "breaks", Better.LOWER);

    /** Events that a Realtime server lets through in one second, as the setting says. */
    public static final Metric REALTIME_EVENT_LIMIT = new Metric("realtime_event_limit", "events/s", Better.HIGHER);

    /** Events that it was to let through in one second of the execute phase, as it counts them. */
    public static final Metric REALTIME_EVENTS_OFFERED =
            new Metric("realtime_events_offered", "events/s", Better.HIGHER);

    /** Channels that a Realtime server closed, each by itself or with its connection. */
    public static final Metric REALTIME_CHANNELS_CLOSED =
            new Metric("realtime_channels_closed", "channels", Better.LOWER);

    /** Joins that it refused, and channels of it that crashed. */
    public static final Metric REALTIME_CHANNEL_ERRORS = new Metric("realtime_channel_errors", "errors", Better.LOWER);

    /** Joins that it did not answer in time. */
    public static final Metric REALTIME_JOINS_TIMED_OUT = new Metric("realtime_joins_timed_out", "joins", Better.LOWER);

    /** Times that it said "Too many messages per second". */
    public static final Metric REALTIME_RATE_LIMIT_HITS = new Metric("realtime_rate_limit_hits", "hits", Better.LOWER);

    /** Broadcasts that arrived while as many waited to be taken as may. */
    public static final Metric REALTIME_BROADCASTS_DROPPED =
            new Metric("realtime_broadcasts_dropped", "broadcasts", Better.LOWER);

    /** What a channel went through. */
    private static final List<Metric> OF_THE_CHANNEL = List.of(
            CHANNEL_BREAKS,
            REALTIME_CHANNELS_CLOSED,
            REALTIME_CHANNEL_ERRORS,
            REALTIME_JOINS_TIMED_OUT,
            REALTIME_RATE_LIMIT_HITS,
            REALTIME_BROADCASTS_DROPPED);

    /** What is counted to know how much was measured, or was set. */
    private static final List<Metric> NO_RESULTS = List.of(
            STEPS_COMPLETED,
            MESSAGES_FINISHED,
            OFFERED_EVENTS_PER_SECOND,
            REALTIME_EVENT_LIMIT,
            REALTIME_EVENTS_OFFERED,
            CALL_TIME_SHARE);

    /** What the connections to the server went through. */
    private static final List<Metric> OF_CONNECTIONS = List.of(CONNECTION_ERRORS, TIMEOUTS, RECONNECTS);

    /**
     * Of the metrics that a run has, by name, the one that it is about: its throughput or, where it has none, the first; absent
     * of none.
     */
    public static Optional<String> mainOf(Collection<String> names) {
        return THROUGHPUTS.stream()
                .map(Metric::name)
                .filter(names::contains)
                .findFirst()
                .or(() -> names.stream().findFirst());
    }

    /** The name for people, who are told the unit of a duration beside it. */
    public String label() {
        return name.replaceFirst("_ns$", "");
    }

    /** Whether it is one of {@link #THROUGHPUTS}. */
    public boolean isThroughput() {
        return THROUGHPUTS.stream().anyMatch(metric -> metric.name.equals(name));
    }

    /**
     * Whether it counts what became of events, what their channel went through, or what was injected into it: nothing
     * that is fast or slow.
     */
    public boolean countsEvents() {
        return name.startsWith("events_") && !name.equals(EVENTS_PER_SECOND.name)
                || name.startsWith(DELIVERED_SHARE.name + "_")
                || name.startsWith(FAULTS)
                || OF_THE_CHANNEL.stream().anyMatch(metric -> metric.name.equals(name));
    }

    /**
     * Whether it says how fast or how dear something was: it counts neither events nor connections, nor how much was measured,
     * and was not set.
     */
    public boolean isResult() {
        return !countsEvents()
                && !countsConnections()
                && NO_RESULTS.stream().noneMatch(metric -> metric.name.equals(name));
    }

    /** Whether it says what was used for the work, such as processor time and memory. */
    public boolean isResource() {
        return RESOURCES.stream().anyMatch(metric -> metric.stem().equals(stem()));
    }

    private String stem() {
        return name.replaceFirst("_per_(step|message|event)$", "");
    }

    /** This metric of a step, of what a throughput counts: a step, a message or an event. */
    public Metric per(Metric throughput) {
        String one = throughput.unit.replaceFirst("s/s$", "");
        return new Metric(name.replaceFirst("step$", one), unit.replaceFirst("step$", one), better);
    }

    /** Whether it counts what the connections to the server went through: nothing that is fast or slow either. */
    public boolean countsConnections() {
        return OF_CONNECTIONS.stream().anyMatch(metric -> metric.name.equals(name));
    }

    /** Whether it says how the work went, and neither what it took nor what became of events and connections meanwhile. */
    public boolean isOfTheWork() {
        return !countsEvents() && !countsConnections() && !isResource();
    }

    /** How often a fault was injected on purpose: {@code faults_dropped}, … */
    public static Metric fault(String what, String unit) {
        return new Metric(FAULTS + what, unit, Better.LOWER);
    }

    /** The share of all expected events that the application got in time. */
    public static final Metric DELIVERED_SHARE = new Metric("delivered_share", "%", Better.HIGHER);

    /** The share of the expected events of one type that the application got in time. */
    public static Metric deliveredShare(EventType type) {
        return new Metric("delivered_share_" + type.name().toLowerCase(Locale.ROOT), "%", Better.HIGHER);
    }
}
