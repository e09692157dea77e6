package flowbench.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Every setting, declared once: the name of its environment variable is the name of the constant. The README table,
 * {@code lib/bench settings} and every error message are printed from these declarations.
 */
public enum Setting {
    /** What is measured. */
    ENGINE(
            "reference",
            "",
            new Domain.Word(List.of("reference", "pgflow")),
            "The engine that is measured: reference is that of setup.sql; pgflow is pgflow 0.8.1, fetched with npm, or the one"
                    + " that is installed at DATABASE_URL."),
    /** Steps of the one flow that high-frequency completes, and messages of bare-queue. */
    STEP_COUNT(
            "1000",
            "steps",
            whole(1, 100_000),
            "Independent steps of the one flow in high-frequency, and messages in bare-queue."),
    /** Flows that concurrent-flows runs together. */
    CONCURRENT_FLOWS("50", "flows", whole(1, 10_000), "Flows, each run once, in concurrent-flows."),
    /** Steps of each of the flows of concurrent-flows. */
    STEPS_PER_FLOW(
            "5",
            "steps",
            whole(1, 10_000),
            "Independent steps of each flow in concurrent-flows, and of each flow run that event-stream makes up."),
    /** Events that event-stream writes in a second. */
    EVENT_RATE(
            "1000",
            "events/s",
            whole(1, 1_000_000),
            "Events a second that event-stream offers, and the first rate that sustained-delivery tries."),
    /** How long event-stream writes. */
    STREAM_SECONDS(
            "60",
            "s",
            whole(1, 3_600),
            "How long event-stream offers its rate, and how long sustained-delivery asks a channel to hold one."),
    /** How long a trial of sustained-delivery is. */
    TRIAL_SECONDS("5", "s", whole(1, 3_600), "Length of the trials by which sustained-delivery looks for that rate."),
    /** Threads that start flow runs, claim and complete tasks. */
    WORKERS(
            "4",
            "workers",
            whole(1, 256),
            "Workers that start flow runs, claim tasks and complete them, each in its own thread."),
    /** Tasks a worker claims in one call. */
    COMPLETION_BATCH_SIZE(
            "10",
            "tasks",
            whole(1, 10_000),
            "Most tasks a worker claims in one call; it completes them all before it claims again."),
    /** How claimed tasks are completed. */
    COMPLETION_MODE(
            "single",
            "",
            new Domain.Word(List.of("single", "batch")),
            "single: each task is completed by a call and in a transaction of its own; batch: all tasks of a claim"
                    + " in one call and one transaction."),
    /** Flow runs in progress at the same time. */
    CONCURRENT_FLOW_PROCESSING(
            "0",
            "flow runs",
            whole(0, 10_000),
            "Most flow runs in progress at the same time in concurrent-flows; 0: all of them, started together."),
    /** Time limit of the execute phase. */
    MAX_COMPLETION_TIME_MS(
            "60000",
            "ms",
            whole(1, 86_000_000),
            "Longest execute phase, in event-stream beyond STREAM_SECONDS; an iteration that takes longer fails, and with"
                    + " it the run."),
    /** Empty polls in a row before a worker gives up. */
    POLLING_RETRIES(
            "10",
            "polls",
            whole(0, 1_000_000),
            "Empty polls in a row after which a worker gives up and the iteration fails; 0: the first empty one."),
    /** How long a poll waits for a task. */
    POLLING_TIMEOUT_MS(
            "1000",
            "ms",
            whole(1, 3_600_000),
            "How long one poll goes on asking for a task, at growing intervals, before it counts as empty."),
    /** Time limit of the drain phase. */
    MAX_DRAIN_TIME_MS(
            "10000", "ms", whole(1, 86_400_000), "Longest wait, after the last step, for the last expected event."),
    /** How events are listened to. */
    EVENT_CHANNEL(
            "poll",
            "",
            new Domain.Word(List.of("poll", "notify", "wal", "realtime", "none")),
            "How events are listened to: poll reads the outbox by its sequence, notify is LISTEN/NOTIFY, wal is logical"
                    + " replication, realtime is Supabase Realtime at SUPABASE_URL; none: only what is in the outbox is"
                    + " counted."),
    /** How often the channel poll asks. */
    EVENT_POLL_INTERVAL_MS("10", "ms", whole(1, 5_000), "Pause between two reads of the outbox by the channel poll."),
    /** Where the channel realtime listens. */
    SUPABASE_URL(
            "",
            "",
            new Domain.RealtimeUrl(),
            "The Supabase project whose Realtime the channel realtime listens to, https://REF.supabase.co, or the"
                    + " WebSocket of a Realtime server, ws://host/socket/websocket; its database is DATABASE_URL."),
    /** What opens Realtime. */
    SUPABASE_ANON_KEY("", "", new Domain.Key(), "The anon or publishable key of that project; never shown."),
    /** What Realtime lets through. */
    REALTIME_EVENT_LIMIT(
            "100",
            "events/s",
            whole(0, 10_000_000),
            "Events a second that the Realtime server lets through, each counted once when it is sent and once when it is"
                    + " received; 100 is what a server of one's own allows by default; 0: unknown, and nothing is said."),
    /** When an event is late. */
    EVENT_TIME_LIMIT_MS(
            "1000",
            "ms",
            whole(1, 86_400_000),
            "An event that arrives later than this after the commit that wrote it is late, and not counted as delivered."),
    /** Events that wait for the application. */
    EVENT_BUFFER_SIZE(
            "10000",
            "events",
            whole(1, 10_000_000),
            "Events that may wait for the application; what arrives while so many wait is dropped, and counted."),
    /** The events the application listens for. */
    EVENT_LEVEL(
            "all",
            "",
            new Domain.Word(List.of("all", "run")),
            "Events the application listens for: all, or only those of the run itself."),
    /** Whether the channel is ready before the first flow run starts. */
    EVENT_SUBSCRIPTION(
            "before",
            "",
            new Domain.Word(List.of("before", "after")),
            "Subscribe before the flow runs are started, as one must, or after, to show what is missed."),
    /** Faults on purpose. */
    EVENT_FAULTS(
            "",
            "",
            new Domain.Faults(),
            "Faults to inject into the channel on purpose, from SEED: drop:1%, duplicate:1%, delay:1%, reorder:1%,"
                    + " stall:1500 (ms, once), kill:1 (times); empty: none."),
    /** Delivery below which a run fails. */
    MIN_EVENT_DELIVERY(
            "95",
            "%",
            new Domain.Percentage(0, 100, false),
            "A run fails where a smaller share of the expected events was delivered."),
    /** How often probes are read. */
    SAMPLE_INTERVAL_MS(
            "100",
            "ms",
            whole(0, 60_000),
            "How often the probes of telemetry.csv are read beside the work; 0: only where an iteration begins, and right"
                    + " before and after its execute phase, and those alone that ask the server nothing."),
    /** Forks of a run. */
    RUNS(
            "3",
            "forks",
            whole(1, 1_000),
            "Forks: repetitions in a fresh process, with a fresh database where it is embedded; the unit of replication."),
    /** Unmeasured iterations at the start of each fork. */
    WARMUP_ITERATIONS(
            // With 1000 steps an iteration, the just-in-time compiler and the server's plans were done after five or
            // six.
            "6",
            "iterations",
            whole(0, 10_000),
            "Iterations at the start of each fork that are written, marked and left out of results."),
    /** Measured iterations of each fork. */
    MEASURED_ITERATIONS(
            "5",
            "iterations",
            whole(1, 10_000),
            "Iterations of each fork, after the warm-up, that results are made of."),
    /** How narrow the interval of a run must be. */
    PRECISION(
            "",
            "%",
            new Domain.Percentage(.1, 50, true),
            "After RUNS forks a run goes on, to 10 at the least, until the 95 % interval of its throughput reaches no further"
                    + " than this share of the mean to each side, such as 2%; empty: it has RUNS forks."),
    /** How long a run may go on for it. */
    PRECISION_TIME_LIMIT_S(
            "3600",
            "s",
            whole(1, 604_800),
            "With PRECISION, no fork after the first RUNS is begun that would probably end later than this after the first"
                    + " began."),
    /** Connections in the pool. */
    POOL_SIZE("0", "connections", whole(0, 1_000), "Connections in the pool; 0: one for each worker and one more."),
    /** The server to measure. */
    DATABASE_URL(
            "",
            "",
            new Domain.DatabaseUrl(),
            "The server to measure; empty: an embedded PostgreSQL, fresh for each fork."),
    /** Where samples are written. */
    DATA_DIR(
            "",
            "",
            new Domain.Paths("folder"),
            "Folder for runs/ and for the embedded server's files; empty: data/ of this project."),
    /** Where packages are kept. */
    CACHE_DIR(
            "",
            "",
            new Domain.Paths("folder"),
            "Folder for the packages that ENGINE=pgflow is made of, fetched once; empty: flowbench in the user's cache folder."),
    /** Run folders to analyse. */
    RUN_FOLDERS(
            "",
            "",
            new Domain.Paths("folders"),
            "Run folders to analyse, separated as in PATH; arguments that are run folders, or ids of runs in DATA_DIR, are added to it;"
                    + " empty: the newest complete run."),
    /** What ab and aa measure. */
    SCENARIO(
            "high-frequency",
            "",
            new Domain.Word(List.of("high-frequency", "concurrent-flows", "bare-queue", "event-stream")),
            "The scenario that ab and aa measure."),
    /** One variant. */
    A(
            "",
            "",
            new Domain.Variant(),
            "The settings that the first of the two variants that ab measures in turn has for itself, such as \"WORKERS=4"
                    + " POOL_SIZE=8\"; empty: none."),
    /** The other. */
    B("", "", new Domain.Variant(), "The same of the second variant."),
    /** How the interval of a mean is found. */
    INTERVAL(
            "t",
            "",
            new Domain.Word(List.of("t", "percentile", "bca")),
            "How a summary finds the interval of a mean: t is Student's; percentile and bca are bootstrap intervals, from"
                    + " SEED, which need 20 forks, or 20 iterations of one."),
    /** What a run is called. */
    LABEL(
            "",
            "",
            new Domain.Label(),
            "A name for the run, kept in its run.json, by which BASE and CANDIDATE find it; several runs may share one."),
    /** How results are printed, and what export writes. */
    FORMAT(
            "text",
            "",
            new Domain.Word(List.of("text", "json", "csv", "hyperfine", "jmh", "github", "bencher", "google", "otava")),
            "How results are printed: text, json or csv; and the format that export writes: hyperfine, jmh, github (github-action-benchmark), bencher, google (Google Benchmark), otava, json or csv."),
    /** Where export writes. */
    EXPORT_FILE(
            "",
            "",
            new Domain.Paths("file, - or empty"),
            "The file that export writes, or - for standard output; empty: a file named after FORMAT in exports/ of the run's"
                    + " folder. A format of two files takes the name before its ending for both."),
    /** What import reads. */
    IMPORT_FILES(
            "",
            "",
            new Domain.Paths("files"),
            "Results of other tools that import reads, separated as in PATH; arguments that are files are added to it."),
    /** What is compared with. */
    BASE(
            "",
            "",
            new Domain.Paths("run ids, folders or labels"),
            "What a comparison compares with: the id, the folder or the label of a run, or several, separated as in PATH."),
    /** What is compared. */
    CANDIDATE(
            "",
            "",
            new Domain.Paths("run ids, folders or labels"),
            "What a comparison compares, named in the same ways."),
    /** The smallest change that matters. */
    THRESHOLD(
            "5",
            "%",
            new Domain.Percentage(0, 1000, false),
            "The smallest change that matters in a comparison; where the machine's noise is known, at least twice that."),
    /** When a comparison fails. */
    FAIL_ON(
            "worse",
            "",
            new Domain.Word(List.of("worse", "inconclusive")),
            "What a comparison fails on: worse, or inconclusive as well."),
    /** Whether conditions may differ. */
    COMPARE_UNLIKE(
            "no",
            "",
            new Domain.Word(List.of("no", "yes")),
            "yes: runs are compared although durability, scale, server version or machine differ, and the result says so."),
    /** The metrics of a history. */
    METRIC(
            "",
            "",
            new Domain.Names(),
            "Metrics that trend looks at, separated by commas; empty: the scenario's throughput."),
    /** How a history is searched. */
    TREND_MODE(
            "corrected",
            "",
            new Domain.Word(List.of("corrected", "compatible")),
            "How trend looks for changes: corrected keeps the false alarms of a whole history at TREND_P_VALUE; compatible"
                    + " finds what Apache Otava finds."),
    /** How much of a history is looked at together. */
    TREND_WINDOW(
            "50",
            "runs",
            whole(10, 1_000),
            "Newest runs in which a regression that stands makes trend fail; in the compatible mode also the runs that are"
                    + " searched together."),
    /** How sure a change must be. */
    TREND_P_VALUE(
            "",
            "",
            new Domain.DecimalOrEmpty("0.00001", "0.5"),
            "Largest p-value of a change that trend reports; empty: 0.01 corrected, 0.001 compatible."),
    /** How large a change must be. */
    TREND_MAGNITUDE(
            "0", "%", new Domain.Percentage(0, 1000, false), "A change that trend reports is larger than this."),
    /** How often the notebook coverage makes up data. */
    REPETITIONS(
            "10000",
            "repetitions",
            whole(100, 10_000_000),
            "How often coverage repeats each of its simulations; those that take a thousand times as long, a tenth as often."),
    /** Seed of everything random. */
    SEED(
            "1",
            "",
            whole(0, Long.MAX_VALUE),
            "Seed of the task outputs, of the order in which workers visit flows, of when in an iteration probes begin to look, of EVENT_FAULTS, of bootstrap"
                    + " intervals, and of coverage.");

    private final String defaultText;
    private final String unit;
    private final Domain domain;
    private final String documentation;

    Setting(String defaultText, String unit, Domain domain, String documentation) {
        this.defaultText = defaultText;
        this.unit = unit;
        this.domain = domain;
        this.documentation = documentation;
    }

    /** The default, as it would be typed; empty where the documentation says what empty means. */
    public String defaultText() {
        return defaultText;
    }

    /** The unit of the value: a plural noun, {@code ms}, or empty. */
    public String unit() {
        return unit;
    }

    /** The allowed values, short enough for a table cell. */
    public String range() {
        return domain.range();
    }

    /** One line that says what the setting does and what 0 or empty means. */
    public String documentation() {
        return documentation;
    }

    /**
     * Whether it is one for both variants that are measured in turn, so that neither {@link #A} nor {@link #B} may set
     * it.
     */
    public boolean isOfBothVariants() {
        return switch (this) {
            case SCENARIO, A, B, RUNS, PRECISION, PRECISION_TIME_LIMIT_S -> true;
            // Of no use to a variant, and of no harm.
            case CACHE_DIR, REPETITIONS -> false;
            default -> !isOfTheMeasurement();
        };
    }

    /** Whether it says what is measured, and not where things are kept, or how results are found, judged and printed. */
    public boolean isOfTheMeasurement() {
        return switch (this) {
            case DATA_DIR,
                    CACHE_DIR,
                    RUN_FOLDERS,
                    EXPORT_FILE,
                    IMPORT_FILES,
                    FORMAT,
                    BASE,
                    CANDIDATE,
                    THRESHOLD,
                    FAIL_ON,
                    COMPARE_UNLIKE,
                    METRIC,
                    TREND_MODE,
                    TREND_WINDOW,
                    TREND_P_VALUE,
                    TREND_MAGNITUDE,
                    REPETITIONS -> false;
            default -> true;
        };
    }

    /** Whether the value may carry a password or is one, so that only {@link Settings#shown} may be printed. */
    public boolean isSecret() {
        return this == DATABASE_URL || this == SUPABASE_URL || this == SUPABASE_ANON_KEY;
    }

    /** A value of this setting, fit to print and to keep. */
    String shown(String text) {
        if (this == SUPABASE_ANON_KEY) {
            return text.isEmpty() ? "" : "***";
        }
        if (this == A || this == B) {
            return Domain.Variant.shown(text);
        }
        return isSecret() ? Passwords.hidden(text) : text;
    }

    /**
     * The value as it is kept, without surrounding blanks, or a {@link UserException} that names the setting, the value
     * and what is allowed.
     */
    String validated(String text, Origin origin) {
        String stripped = text.strip();
        objection(stripped).ifPresent(objection -> {
            boolean printable = !isSecret() && shown(stripped).equals(stripped);
            String value = printable ? "\"" + stripped + "\"" : "its value";
            throw new UserException(
                    String.format("%s: %s (from %s) %s; it must be %s.", name(), value, origin, objection, allowed()));
        });
        return domain.canonical(stripped);
    }

    /** What is wrong with a text, or nothing where it is allowed. */
    Optional<String> objection(String text) {
        return domain.objection(text);
    }

    /** What is allowed, to follow "must be". */
    String allowed() {
        return domain.allowed();
    }

    /** The setting of a name, or a {@link UserException} that says which name is nearest, if one is near. */
    public static Setting named(String name) {
        return find(name)
                .orElseThrow(() -> new UserException(String.format(
                        "%s: there is no setting of this name; %s\"lib/bench settings\" lists all.",
                        name,
                        nearest(name)
                                .map(near -> "the nearest is " + near + ", and ")
                                .orElse(""))));
    }

    /** The setting of a name, if there is one. */
    static Optional<Setting> find(String name) {
        return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst();
    }

    /** The nearest name, where at least half of it was meant. */
    static Optional<Setting> nearest(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        ToIntFunction<Setting> distance = setting -> editDistance(upper, setting.name());
        return Arrays.stream(values())
                .min(Comparator.comparingInt(distance))
                .filter(near -> distance.applyAsInt(near) * 2 <= near.name().length());
    }

    /** Levenshtein (1966): the fewest insertions, deletions and replacements of a character that turn a into b. */
    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static Domain whole(long min, long max) {
        return new Domain.Whole(min, max);
    }
}
