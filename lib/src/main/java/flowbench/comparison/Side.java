package flowbench.comparison;

import flowbench.runfolder.Better;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.Moments;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * One side of a comparison: runs of one scenario, of which all measured values of a fork become one for each metric.
 * Several runs are pooled fork by fork, in the order of time. Within one process the iterations take the place of the
 * forks.
 */
final class Side {
    /** What is compared: a metric in a phase. */
    record Key(Phase phase, Metric metric) {
        /** The phase, where it is not what everything is about, and the metric without the unit of its file. */
        String name() {
            return (phase == Phase.EXECUTE ? "" : phase + " ") + metric.label();
        }
    }

    /** A fork, or an iteration of one; iteration 0 stands for the whole fork. */
    private record Replicate(int run, int fork, int iteration) implements Comparable<Replicate> {
        private static final Comparator<Replicate> ORDER = Comparator.comparingInt(Replicate::run)
                .thenComparingInt(Replicate::fork)
                .thenComparingInt(Replicate::iteration);

        @Override
        public int compareTo(Replicate other) {
            return ORDER.compare(this, other);
        }

        Replicate wholeFork() {
            return new Replicate(run, fork, 0);
        }
    }

    private static final double[] QUANTILES = {.5, .99};
    private static final String EVENT_LATENCY = "event_latency";

    private final List<RunFolder> runs;
    private final Map<Key, SortedMap<Replicate, Double>> samples = new LinkedHashMap<>();
    private final List<String> cut = new ArrayList<>();

    private Side(List<RunFolder> runs) {
        this.runs = runs;
    }

    /**
     * Reads the samples of runs of one scenario.
     *
     * @throws UserException if a file is bad
     */
    static Side of(List<RunFolder> runs) {
        Side side = new Side(RunFolder.oldestFirst(runs));
        for (int run = 0; run < side.runs.size(); run++) {
            for (Sample sample : side.runs.get(run).readSamples(side.cut::add)) {
                if (sample.kind() == Kind.MEASURED && sample.metric().isResult()) {
                    side.samples
                            .computeIfAbsent(new Key(sample.phase(), sample.metric()), key -> new TreeMap<>())
                            .put(new Replicate(run, sample.fork(), sample.iteration()), sample.value());
                }
            }
        }
        return side;
    }

    List<Manifest> manifests() {
        return runs.stream().map(RunFolder::manifest).toList();
    }

    List<RunFolder> runs() {
        return runs;
    }

    /** What had to be left out of files, a sentence each. */
    List<String> cut() {
        return cut;
    }

    /** The metrics of the samples, in the order of the phases. */
    List<Key> measured() {
        return samples.keySet().stream()
                .sorted(Comparator.comparing(Key::phase))
                .toList();
    }

    int forks() {
        return forkSet().size();
    }

    private Set<Replicate> forkSet() {
        Set<Replicate> forks = new TreeSet<>();
        samples.values().forEach(values -> values.keySet().forEach(replicate -> forks.add(replicate.wholeFork())));
        return forks;
    }

    /** The most measured iterations of a fork. */
    int iterations() {
        Map<Replicate, Set<Integer>> iterations = new HashMap<>();
        samples.values()
                .forEach(values -> values.keySet()
                        .forEach(replicate -> iterations
                                .computeIfAbsent(replicate.wholeFork(), fork -> new TreeSet<>())
                                .add(replicate.iteration())));
        return iterations.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    /** When each fork was ready, in their order; absent where a manifest does not say. */
    private Optional<List<Instant>> ready() {
        List<Instant> times = new ArrayList<>();
        for (Replicate fork : forkSet()) {
            Optional<Instant> time = runs.get(fork.run()).manifest().forks().stream()
                    .filter(of -> of.fork() == fork.fork())
                    .findFirst()
                    .flatMap(of -> instant(of.readyAt()));
            if (time.isEmpty()) {
                return Optional.empty();
            }
            times.add(time.get());
        }
        return Optional.of(times);
    }

    /** Whether each fork of this side and of the other was ready before either of the next. */
    boolean isInTurnWith(Side other) {
        Optional<List<Instant>> a = ready();
        Optional<List<Instant>> b = other.ready();
        if (a.isEmpty()
                || b.isEmpty()
                || a.get().size() != b.get().size()
                || a.get().size() < 2) {
            return false;
        }
        for (int i = 1; i < a.get().size(); i++) {
            for (List<Instant> before : List.of(a.get(), b.get())) {
                for (List<Instant> after : List.of(a.get(), b.get())) {
                    if (!before.get(i - 1).isBefore(after.get(i))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The values of every metric, one for each fork or, within one process, for each iteration. A latency is a quantile
     * of its replicate's own calls, and is there only where every replicate has enough of them.
     */
    Map<Key, double[]> values(boolean withinOneProcess) {
        Map<Key, double[]> values = new LinkedHashMap<>();
        for (Key key : measured()) {
            values.put(key, replicates(samples.get(key), withinOneProcess));
        }
        latencies(withinOneProcess).forEach((name, replicates) -> {
            List<Distribution> distributions = replicates.values().stream()
                    .map(calls -> Distribution.ofOwned(calls.build().toArray()))
                    .toList();
            for (double p : QUANTILES) {
                quantiles(distributions, p)
                        .ifPresent(found -> values.put(new Key(Phase.EXECUTE, EngineRounds.latency(name, p)), found));
            }
        });
        return values;
    }

    /**
     * The same of something that is made of several metrics of an execute phase, iteration by iteration; none where one of them
     * was not measured in each.
     */
    double[] made(List<Metric> of, ToDoubleFunction<double[]> from, boolean withinOneProcess) {
        List<SortedMap<Replicate, Double>> parts = of.stream()
                .map(metric -> samples.getOrDefault(new Key(Phase.EXECUTE, metric), new TreeMap<>()))
                .toList();
        SortedMap<Replicate, Double> made = new TreeMap<>();
        for (Replicate replicate : parts.get(0).keySet()) {
            if (!parts.stream().allMatch(part -> part.containsKey(replicate))) {
                return new double[0];
            }
            made.put(
                    replicate,
                    from.applyAsDouble(parts.stream()
                            .mapToDouble(part -> part.get(replicate))
                            .toArray()));
        }
        return replicates(made, withinOneProcess);
    }

    private static double[] replicates(SortedMap<Replicate, Double> iterations, boolean withinOneProcess) {
        if (withinOneProcess) {
            return iterations.values().stream().mapToDouble(value -> value).toArray();
        }
        SortedMap<Replicate, DoubleStream.Builder> forks = new TreeMap<>();
        iterations.forEach(
                (replicate, value) -> forks.computeIfAbsent(replicate.wholeFork(), f -> DoubleStream.builder())
                        .add(value));
        return forks.values().stream()
                .mapToDouble(fork -> Moments.mean(fork.build().toArray()))
                .toArray();
    }

    private static Optional<double[]> quantiles(List<Distribution> replicates, double p) {
        double[] quantiles = replicates.stream()
                .map(replicate -> replicate.quantile(p))
                // An event can be here before the answer to the call that wrote it; of what is below 0 there is no
                // ratio.
                .filter(quantile -> quantile.orElse(0) > 0)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return quantiles.length == replicates.size() ? Optional.of(quantiles) : Optional.empty();
    }

    /** The latencies of the execute phase by call, and those of events, in nanoseconds. */
    private Map<String, SortedMap<Replicate, LongStream.Builder>> latencies(boolean withinOneProcess) {
        Map<String, SortedMap<Replicate, LongStream.Builder>> calls = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            int run = i;
            runs.get(run).operations().read(row -> {
                if (row.text(OperationColumn.PHASE).equals(Phase.EXECUTE.toString())
                        && row.text(OperationColumn.KIND).equals(Kind.MEASURED.toString())
                        && row.text(OperationColumn.OUTCOME).equals("ok")) {
                    add(
                            calls,
                            row.text(OperationColumn.OPERATION),
                            replicate(
                                    run,
                                    row.count(OperationColumn.FORK),
                                    row.count(OperationColumn.ITERATION),
                                    withinOneProcess),
                            row.duration(OperationColumn.LATENCY_NS));
                }
            });
            runs.get(run)
                    .events()
                    .ifPresent(file -> file.read(row -> {
                        OptionalLong committed = row.durationIfAny(EventColumn.COMMITTED_NS);
                        OptionalLong delivered = row.durationIfAny(EventColumn.DELIVERED_NS);
                        EventOutcome outcome = row.word(EventColumn.OUTCOME, EventOutcome.class);
                        if (row.text(EventColumn.KIND).equals(Kind.MEASURED.toString())
                                && (outcome.isDelivered() || outcome == EventOutcome.LATE)
                                && committed.isPresent()
                                && delivered.isPresent()) {
                            add(
                                    calls,
                                    EVENT_LATENCY,
                                    replicate(
                                            run,
                                            row.count(EventColumn.FORK),
                                            row.count(EventColumn.ITERATION),
                                            withinOneProcess),
                                    delivered.getAsLong() - committed.getAsLong());
                        }
                    }));
        }
        return calls;
    }

    private static void add(
            Map<String, SortedMap<Replicate, LongStream.Builder>> calls,
            String name,
            Replicate replicate,
            long nanoseconds) {
        calls.computeIfAbsent(name, n -> new TreeMap<>())
                .computeIfAbsent(replicate, r -> LongStream.builder())
                .add(nanoseconds);
    }

    private static Replicate replicate(int run, int fork, int iteration, boolean withinOneProcess) {
        return new Replicate(run, fork, withinOneProcess ? iteration : 0);
    }

    /** Whether a metric is one of those that a comparison is about, and that decide how it ends. */
    static boolean isHeadline(Metric metric) {
        return metric.isThroughput()
                || metric.better() == Better.LOWER && metric.name().matches(".*_p(50|99)")
                || Set.of(
                                Metric.WAL_BYTES_PER_STEP.name(),
                                Metric.WAL_BYTES_PER_MESSAGE.name(),
                                Metric.DEAD_TUPLES_PER_STEP.name(),
                                Metric.DEAD_TUPLES_PER_MESSAGE.name(),
                                Metric.DELIVERED_SHARE.name(),
                                Metric.TIME_PER_OPERATION.name())
                        .contains(metric.name());
    }
}
