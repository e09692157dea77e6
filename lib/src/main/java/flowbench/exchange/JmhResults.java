package flowbench.exchange;

import flowbench.runfolder.Better;
import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What JMH writes with {@code -rf json}: a run for each benchmark and its parameters. Its forks and iterations are those of
 * {@code rawData}; of the histograms of mode {@code sample} an iteration has the mean and, where its calls are enough, the
 * median and p99. Throughput becomes operations a second, time nanoseconds for an operation. A secondary metric is taken where
 * its direction is known: by its unit, or as one of the garbage collector.
 */
record JmhResults(JsonPart root) implements ForeignFile {
    private static final List<String> SCALE = List.of("threads");
    private static final List<String> PARAMETERS = List.of(
            "mode",
            "forks",
            "warmupIterations",
            "warmupTime",
            "warmupBatchSize",
            "measurementIterations",
            "measurementTime",
            "measurementBatchSize",
            "jvmArgs");

    /** The samples of a benchmark as they are read, and what could not be taken. */
    private record Reading(Instant at, List<Sample> samples, List<String> warnings) {
        void add(int fork, int iteration, Metric metric, double value) {
            samples.add(new Sample(fork, iteration, Kind.MEASURED, Phase.EXECUTE, metric, value, at));
        }
    }

    static boolean isOne(JsonPart root) {
        return root.isArray()
                && !root.elements().isEmpty()
                && root.elements().get(0).find("primaryMetric").isPresent();
    }

    @Override
    public List<ForeignRun> runs() {
        Instant written = ForeignFile.written(root.file());
        Map<String, Integer> seen = new HashMap<>();
        root.elements().forEach(benchmark -> seen.merge(name(benchmark), 1, Integer::sum));
        return root.elements().stream()
                .map(benchmark -> {
                    String name = name(benchmark);
                    String mode = benchmark.find("mode").map(JsonPart::text).orElse("");
                    return run(benchmark, seen.get(name) > 1 ? name + " (" + mode + ")" : name, written);
                })
                .toList();
    }

    /** The benchmark and its parameters: {@code sample.Parsing.average:size=10}. */
    private static String name(JsonPart benchmark) {
        String params = benchmark.find("params").map(JsonPart::members).orElse(Map.of()).entrySet().stream()
                .map(param -> param.getKey() + "=" + param.getValue().text())
                .collect(Collectors.joining(","));
        return benchmark.get("benchmark").text() + (params.isEmpty() ? "" : ":" + params);
    }

    private ForeignRun run(JsonPart benchmark, String scenario, Instant written) {
        Reading reading = new Reading(written, new ArrayList<>(), new ArrayList<>());
        JsonPart primary = benchmark.get("primaryMetric");
        String unit = primary.get("scoreUnit").text();
        JmhUnit read = JmhUnit.of(unit)
                .orElseThrow(() -> primary.get("scoreUnit")
                        .refused("holds \"" + unit
                                + "\", which is neither operations for a time, such as ops/s, nor a time"
                                + " for an operation, such as us/op"));
        int forks = primary(primary, read, reading);
        benchmark
                .find("secondaryMetrics")
                .map(JsonPart::members)
                .orElse(Map.of())
                .forEach((name, metric) -> secondary(name, metric, reading));
        reading.warnings()
                .add(
                        "The file does not say when this was measured; the time given is that at which the file was written.");
        return new ForeignRun(
                scenario,
                new ImportSource(
                        ImportSource.Tool.JMH,
                        text(benchmark, "jmhVersion"),
                        List.of(root.file().toString()),
                        named(benchmark, SCALE),
                        named(benchmark, PARAMETERS)),
                new Manifest.Machine(text(benchmark, "jdkVersion"), text(benchmark, "vmName"), "", "", 0, 0, 0),
                written,
                written,
                forks,
                List.copyOf(reading.warnings()),
                folder -> folder.append(reading.samples(), List.of(), List.of(), List.of()));
    }

    private static String text(JsonPart benchmark, String name) {
        return benchmark.find(name).map(JsonPart::text).orElse("");
    }

    private static Map<String, String> named(JsonPart benchmark, List<String> names) {
        Map<String, String> values = new TreeMap<>();
        for (String name : names) {
            benchmark
                    .find(name)
                    .map(part -> part.isArray()
                            ? part.elements().stream().map(JsonPart::text).collect(Collectors.joining(" "))
                            : part.text())
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> values.put(name, text));
        }
        return values;
    }

    /** Reads the values of the primary metric; how many forks it has. */
    private static int primary(JsonPart primary, JmhUnit unit, Reading reading) {
        Metric metric = unit.isThroughput() ? Metric.OPERATIONS_PER_SECOND : Metric.TIME_PER_OPERATION;
        Optional<JsonPart> histograms = primary.find("rawDataHistogram");
        List<JsonPart> forks = histograms
                .or(() -> primary.find("rawData"))
                .orElseThrow(() ->
                        primary.refused("has neither \"rawData\" nor \"rawDataHistogram\", without which there are"
                                + " no values of iterations"))
                .elements();
        for (int fork = 1; fork <= forks.size(); fork++) {
            List<JsonPart> iterations = forks.get(fork - 1).elements();
            for (int iteration = 1; iteration <= iterations.size(); iteration++) {
                JsonPart part = iterations.get(iteration - 1);
                if (histograms.isPresent()) {
                    histogram(part, fork, iteration, metric, unit.factor(), reading);
                } else {
                    reading.add(fork, iteration, metric, part.positive() * unit.factor());
                }
            }
        }
        if (reading.samples().isEmpty()) {
            throw primary.refused("holds no value");
        }
        return forks.size();
    }

    private static void histogram(
            JsonPart part, int fork, int iteration, Metric metric, double factor, Reading reading) {
        List<double[]> pairs = new ArrayList<>();
        for (JsonPart pair : part.elements()) {
            List<JsonPart> two = pair.elements();
            if (two.size() != 2) {
                throw pair.refused("is not a value and its count");
            }
            pairs.add(new double[] {two.get(0).positive() * factor, two.get(1).positive()});
        }
        CountedValues values = CountedValues.of(pairs);
        if (values.n() == 0) {
            return;
        }
        reading.add(fork, iteration, metric, values.mean());
        for (double p : new double[] {.5, .99}) {
            Metric quantile = new Metric(metric.name() + (p == .5 ? "_p50" : "_p99"), metric.unit(), metric.better());
            values.quantile(p).ifPresent(value -> reading.add(fork, iteration, quantile, value));
        }
    }

    private static void secondary(String label, JsonPart part, Reading reading) {
        // JMH writes the percentiles of mode sample as metrics too; they have no values of iterations.
        if (label.matches("p[0-9.]+")) {
            return;
        }
        String unit = part.find("scoreUnit").map(JsonPart::text).orElse("");
        Optional<Better> better = better(label, unit);
        List<JsonPart> forks = part.find("rawData").map(JsonPart::elements).orElse(List.of());
        boolean whole = forks.stream().flatMap(fork -> fork.elements().stream()).allMatch(JsonPart::isNumber);
        if (better.isEmpty() || forks.isEmpty() || !whole) {
            reading.warnings()
                    .add("The secondary metric " + label + " in " + unit + " is left out: "
                            + (better.isEmpty()
                                    ? "nothing says whether more or less of it is better."
                                    : "it holds no values of iterations, or some that are no numbers."));
            return;
        }
        Metric metric = new Metric(name(label), unit, better.get());
        for (int fork = 1; fork <= forks.size(); fork++) {
            List<JsonPart> iterations = forks.get(fork - 1).elements();
            for (int iteration = 1; iteration <= iterations.size(); iteration++) {
                reading.add(
                        fork, iteration, metric, iterations.get(iteration - 1).number());
            }
        }
    }

    private static Optional<Better> better(String label, String unit) {
        if (label.matches("·?gc\\..*")) {
            return Optional.of(Better.LOWER);
        }
        return JmhUnit.of(unit).map(known -> known.isThroughput() ? Better.HIGHER : Better.LOWER);
    }

    /** In snake case, as metrics are: {@code gc_alloc_rate_norm}. */
    private static String name(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }
}
