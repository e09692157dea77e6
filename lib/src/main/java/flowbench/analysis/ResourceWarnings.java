package flowbench.analysis;

import flowbench.resources.BusyProcessors;
import flowbench.resources.Usage;
import flowbench.resources.Window;
import flowbench.runfolder.Metric;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.Drift;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sentences about what the probes saw that a result must be read with, each with its figure and what to do. */
final class ResourceWarnings {
    /** Waiting this much for connections is felt in the throughput. */
    private static final double MUCH_ACQUIRING = .05;

    private static final double MUCH_COLLECTING = .05;
    private static final double MUCH_GROWTH = .10;
    private static final double MUCH_OF_THE_CLIENT = 1.0 / 3;
    private static final double MUCH_STOLEN = .02;

    private final RunFolder run;
    private final Usage usage;

    private ResourceWarnings(RunFolder run, Usage usage) {
        this.run = run;
        this.usage = usage;
    }

    /**
     * Of a run.
     *
     * @param usage what its execute phases used, read already
     */
    static List<Warning> of(RunFolder run, Usage usage) {
        ResourceWarnings warnings = new ResourceWarnings(run, usage);
        return Stream.of(
                        warnings.pool(),
                        warnings.memory(),
                        warnings.collections(),
                        warnings.inside(
                                Warning.Type.CHECKPOINT,
                                "A checkpoint was at work in",
                                "it writes beside the work, and after it the first change of each page writes all of the page as"
                                        + " WAL; raise max_wal_size and checkpoint_timeout, or make iterations long enough"
                                        + " to average over several",
                                window -> window.gauge(ProbeMetric.CHECKPOINTING)
                                                        .max()
                                                > 0
                                        || window.added(ProbeMetric.CHECKPOINTS).orElse(0) > 0),
                        warnings.inside(
                                Warning.Type.AUTOVACUUM,
                                "Autovacuum was at work in",
                                "it takes processors and disk from the work; make iterations long enough to average over"
                                        + " it, or turn autovacuum off on a server that is there for measuring",
                                window -> window.gauge(ProbeMetric.AUTOVACUUM).max() > 0),
                        warnings.processors(),
                        warnings.client(),
                        warnings.stolen(),
                        warnings.connections())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Warning> pool() {
        double acquiring = usage.mean(Metric.ACQUIRE_TIME_SHARE).orElse(0) / 100;
        if (acquiring <= MUCH_ACQUIRING) {
            return Optional.empty();
        }
        int size = usage.poolSize();
        return warning(
                Warning.Type.POOL_SATURATED,
                "The pool was saturated: workers waited " + Scale.percent(acquiring) + " of their time for one of its "
                        + Scale.counted(size, "connection")
                        + Connections.of(List.of(run))
                                .map(Connections::wanted)
                                .filter(wanted -> wanted > size)
                                .map(wanted ->
                                        "; at most " + wanted + " were in use or waited for at once, so that POOL_SIZE="
                                                + wanted + " would do.")
                                .orElse("; raise POOL_SIZE, or lower WORKERS."));
    }

    /** What a memory is called, and what an iteration says of it. */
    private record Memory(String name, Function<Window, OptionalDouble> of) {}

    private Optional<Warning> memory() {
        String grown = Stream.of(
                        new Memory(
                                "the client's heap after a garbage collection",
                                window -> start(window, ProbeMetric.HEAP_USED)),
                        new Memory("the client's RSS", window -> start(window, ProbeMetric.CLIENT_RSS)),
                        new Memory(
                                "the memory of the server's processes",
                                window -> start(window, ProbeMetric.SERVER_RSS)))
                .flatMap(memory -> growth(memory).stream())
                .collect(Collectors.joining("; "));
        return grown.isEmpty()
                ? Optional.empty()
                : warning(
                        Warning.Type.MEMORY_GROWS,
                        "Memory grew over the measured iterations: " + grown
                                + ". Something is kept that should not be, or caches still fill; try more"
                                + " WARMUP_ITERATIONS, and look at Charts.memory(run).");
    }

    private static OptionalDouble start(Window window, ProbeMetric metric) {
        Double value = window.atStart().get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private Optional<String> growth(Memory memory) {
        Map<Integer, List<Double>> forks = new TreeMap<>();
        for (Window window : usage.windows()) {
            memory.of()
                    .apply(window)
                    .ifPresent(value -> forks.computeIfAbsent(window.fork(), f -> new ArrayList<>())
                            .add(value));
        }
        return Drift.of(forks.values().stream()
                        .map(values ->
                                values.stream().mapToDouble(Double::doubleValue).toArray())
                        .toList())
                .filter(drift -> drift.notable() && drift.overall() > MUCH_GROWTH)
                .map(drift -> memory.name() + " by " + drift + ", " + Scale.percent(drift.overall()) + " in all");
    }

    private Optional<Warning> collections() {
        double time = usage.busy(ProbeMetric.GC_TIME).orElse(0);
        return time <= MUCH_COLLECTING
                ? Optional.empty()
                : warning(
                        Warning.Type.GARBAGE_COLLECTION,
                        "Garbage collections took " + Scale.percent(time)
                                + " of the execute phase: the client was slow, not the server; a larger heap"
                                + " (JDK_JAVA_OPTIONS=-Xmx…) or fewer WORKERS would help.");
    }

    private Optional<Warning> inside(Warning.Type type, String what, String then, Predicate<Window> is) {
        List<Window> some = usage.windows().stream().filter(is).toList();
        return some.isEmpty()
                ? Optional.empty()
                : warning(
                        type,
                        what + " " + some.size() + " of "
                                + Scale.counted(usage.windows().size(), "measured execute phase") + " ("
                                + some.stream()
                                        .limit(5)
                                        .map(window -> "fork " + window.fork() + ", iteration " + window.iteration())
                                        .collect(Collectors.joining("; "))
                                + (some.size() > 5 ? "; …" : "") + "): " + then + ".");
    }

    private Optional<Warning> processors() {
        return BusyProcessors.of(usage)
                .map(processors -> new Warning(
                        Warning.Type.PROCESSORS_SATURATED,
                        processors.isServerSeen()
                                ? "The processors were " + processors.words() + ": what is measured is this machine. "
                                        + (processors.isMostlyOfOthers()
                                                ? "Something else uses it: measure again when nothing else runs."
                                                : "Take fewer WORKERS, or measure a server that is elsewhere"
                                                        + " (DATABASE_URL).")
                                : "The processors of this machine were " + processors.words()
                                        + ". The server's processes cannot be seen from here: if it is on this machine,"
                                        + " they are among these."));
    }

    private Optional<Warning> client() {
        OptionalDouble client = usage.busy(ProbeMetric.CLIENT_CPU);
        OptionalDouble server = usage.busy(ProbeMetric.SERVER_CPU);
        if (client.isEmpty() || server.isEmpty()) {
            return Optional.empty();
        }
        double share = client.getAsDouble() / (client.getAsDouble() + server.getAsDouble());
        return !(share > MUCH_OF_THE_CLIENT)
                ? Optional.empty()
                : warning(
                        Warning.Type.CLIENT_BESIDE_SERVER,
                        String.format(
                                Locale.ROOT,
                                "The client took %s of the processor time that it and the server took on this machine (%.2f and %.2f"
                                        + " of %s): the server would have more of it alone; to know, measure a server that is"
                                        + " elsewhere (DATABASE_URL).",
                                Scale.percent(share),
                                client.getAsDouble(),
                                server.getAsDouble(),
                                Scale.counted(usage.processors(), "processor")));
    }

    private Optional<Warning> stolen() {
        double stolen = usage.busy(ProbeMetric.MACHINE_STOLEN).orElse(0) / Math.max(1, usage.processors());
        return stolen <= MUCH_STOLEN
                ? Optional.empty()
                : warning(
                        Warning.Type.STOLEN_TIME,
                        "The hypervisor gave " + Scale.percent(stolen)
                                + " of the processors' time to others while something here was to run: throughput depends on"
                                + " the neighbours; measure in turn (ab), or on a machine of your own.");
    }

    private Optional<Warning> connections() {
        double errors = usage.windows().stream()
                .mapToDouble(
                        window -> window.added(ProbeMetric.CONNECTION_ERRORS).orElse(0))
                .sum();
        return errors == 0
                ? Optional.empty()
                : warning(
                        Warning.Type.CONNECTIONS,
                        String.format(
                                Locale.ROOT,
                                "The connection of the probes had %.0f errors in measured execute phases: what the server did"
                                        + " meanwhile was not seen%s.",
                                errors,
                                usage.manifest().server().keepsLog()
                                        ? "; look at the server's log for the reason"
                                        : ""));
    }

    private static Optional<Warning> warning(Warning.Type type, String sentence) {
        return Optional.of(new Warning(type, sentence));
    }
}
