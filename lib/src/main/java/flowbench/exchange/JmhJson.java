package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.analysis.Operations;
import flowbench.exchange.RunResults.Measure;
import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.settings.Setting;
import flowbench.statistics.Estimate;
import flowbench.statistics.StudentInterval;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * What JMH writes with {@code -rf json}, with a benchmark for each result that JMH has a mode for:
 *
 * <ul>
 *   <li>{@code thrpt}, in {@code ops/s}: what happens so many times a second, a value for each iteration;
 *   <li>{@code ss}, in {@code ms/op}: the durations of the phases, an iteration being one shot;
 *   <li>{@code sample}, in {@code ms/op}: the latencies of the calls, a histogram for each iteration, to three digits;
 *   <li>{@code avgt}, in {@code ns/op}: the time for an operation that another tool has measured.
 * </ul>
 *
 * <p>JMH's error is half of a 99.9 % interval. Here that is of the mean of the fork means, which are as many values as there
 * are forks; JMH itself takes the iterations of all forks as independent. It is absent where there is none, and never "NaN".
 * Percentiles that the values are too few for are absent. Secondary metrics are none, since not every reader takes them.
 */
final class JmhJson implements ExchangeFormat {
    private static final double ERROR_LEVEL = .999;
    private static final double MS = 1e6;

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        ArrayNode root = Json.array();
        for (RunResults run : runs) {
            run.results().forEach(measure -> benchmark(run, measure).ifPresent(root::add));
            if (!run.calls().isEmpty()) {
                CallHistograms histograms = CallHistograms.of(run.run());
                run.calls().stream()
                        .filter(call -> call.latencyMean().isPresent())
                        .forEach(call -> root.add(benchmark(run, call, histograms)));
            }
        }
        return List.of(new Document("", "json", Json.text(root)));
    }

    private static Optional<ObjectNode> benchmark(RunResults run, Measure measure) {
        Metric metric = measure.metric();
        if (metric.equals(Metric.DURATION)) {
            return Optional.of(benchmark(run, "phases." + measure.phase(), "ss", score(measure, "ms/op", MS), measure));
        }
        if (metric.equals(Metric.TIME_PER_OPERATION)) {
            return Optional.of(benchmark(run, metric.name(), "avgt", score(measure, "ns/op", 1), measure));
        }
        return metric.unit().endsWith("s/s")
                ? Optional.of(
                        benchmark(run, "throughput." + metric.name(), "thrpt", score(measure, "ops/s", 1), measure))
                : Optional.empty();
    }

    private static ObjectNode benchmark(RunResults run, String what, String mode, ObjectNode score, Measure measure) {
        int iterations =
                measure.forks().stream().mapToInt(values -> values.length).max().orElse(0);
        return benchmark(run, what, mode, score, measure.forks().size(), iterations);
    }

    private static ObjectNode benchmark(RunResults run, Operations.Row call, CallHistograms histograms) {
        ObjectNode metric = Json.object();
        call.latencyMean().ifPresent(mean -> {
            Json.put(metric, "score", mean.mean() / MS);
            mean.interval()
                    .map(interval -> interval.atLevel(ERROR_LEVEL))
                    .ifPresent(interval -> error(metric, interval, MS));
        });
        Map<String, OptionalDouble> percentiles = new LinkedHashMap<>();
        percentiles.put("0.0", call.latency().min());
        for (double p : new double[] {.5, .9, .95, .99, .999, .9999, .99999, .999999}) {
            percentiles.put(percent(p), call.latency().quantile(p));
        }
        percentiles.put("100.0", call.latency().max());
        metric.set("scorePercentiles", percentiles(percentiles, ns -> ns / MS));
        metric.put("scoreUnit", "ms/op");
        ArrayNode forks = Json.array();
        int[] most = new int[1];
        histograms.of(call.phase(), call.operation()).values().forEach(iterations -> {
            ArrayNode fork = forks.addArray();
            most[0] = Math.max(most[0], iterations.size());
            iterations.values().forEach(values -> {
                ArrayNode iteration = fork.addArray();
                values.forEach((ns, count) -> iteration.add(Json.numbers(ns / MS, count[0])));
            });
        });
        metric.set("rawDataHistogram", forks);
        return benchmark(run, "calls." + RunResults.name(call), "sample", metric, forks.size(), most[0]);
    }

    private static ObjectNode score(Measure measure, String unit, double divisor) {
        Estimate estimate = measure.estimate();
        ObjectNode metric = Json.object();
        Json.put(metric, "score", estimate.mean() / divisor);
        StudentInterval.ofLevel(ERROR_LEVEL, Estimate.replicates(measure.forks()))
                .ifPresent(interval -> error(metric, interval, divisor));
        Map<String, OptionalDouble> percentiles = new LinkedHashMap<>();
        percentiles.put("0.0", OptionalDouble.of(estimate.min()));
        for (double p : Estimate.QUANTILES) {
            percentiles.put(
                    percent(p),
                    p == .5
                            ? OptionalDouble.of(estimate.median())
                            : estimate.quantile(p).value());
        }
        percentiles.put("100.0", OptionalDouble.of(estimate.max()));
        metric.set("scorePercentiles", percentiles(percentiles, value -> value / divisor));
        metric.put("scoreUnit", unit);
        ArrayNode raw = metric.putArray("rawData");
        for (double[] fork : measure.forks()) {
            ArrayNode iterations = raw.addArray();
            for (double value : fork) {
                iterations.add(Json.number(value / divisor));
            }
        }
        return metric;
    }

    private static void error(ObjectNode metric, StudentInterval interval, double divisor) {
        Json.put(metric, "scoreError", (interval.high() - interval.low()) / 2 / divisor);
        metric.set("scoreConfidence", Json.numbers(interval.low() / divisor, interval.high() / divisor));
    }

    /** The name of a percentile in JMH's words: {@code 99.0}. */
    private static String percent(double p) {
        BigDecimal percent = BigDecimal.valueOf(p).movePointRight(2).stripTrailingZeros();
        return percent.toPlainString() + (percent.scale() <= 0 ? ".0" : "");
    }

    private static ObjectNode percentiles(Map<String, OptionalDouble> values, DoubleUnaryOperator scaled) {
        ObjectNode percentiles = Json.object();
        values.forEach(
                (name, value) -> value.ifPresent(number -> Json.put(percentiles, name, scaled.applyAsDouble(number))));
        return percentiles;
    }

    private static ObjectNode benchmark(
            RunResults run, String what, String mode, ObjectNode primary, int forks, int iterations) {
        Manifest manifest = run.manifest();
        ObjectNode benchmark = Json.object();
        benchmark.put(
                "jmhVersion",
                manifest.importedFrom()
                        .map(ImportSource::name)
                        .orElse(("Flowbench " + manifest.library().version()).strip()));
        benchmark.put(
                "benchmark",
                (manifest.importedFrom().isPresent() ? "" : "flowbench.") + manifest.scenario() + "." + what);
        benchmark.put("mode", mode);
        run.workers().ifPresent(workers -> benchmark.put("threads", workers));
        benchmark.put("forks", forks);
        put(benchmark, "jdkVersion", manifest.machine().jdk());
        put(benchmark, "vmName", manifest.machine().jvm());
        String warmup = manifest.setting(Setting.WARMUP_ITERATIONS);
        if (warmup.matches("[0-9]{1,9}")) {
            benchmark.put("warmupIterations", Integer.parseInt(warmup));
        }
        // An iteration is so much work, and not so much time.
        benchmark.put("warmupTime", "single-shot");
        benchmark.put("warmupBatchSize", 1);
        benchmark.put("measurementIterations", iterations);
        benchmark.put("measurementTime", "single-shot");
        benchmark.put("measurementBatchSize", 1);
        Map<String, String> scale = run.scale();
        if (!scale.isEmpty()) {
            ObjectNode params = benchmark.putObject("params");
            scale.forEach(params::put);
        }
        benchmark.set("primaryMetric", primary);
        benchmark.putObject("secondaryMetrics");
        return benchmark;
    }

    private static void put(ObjectNode object, String name, String text) {
        if (!text.isEmpty()) {
            object.put(name, text);
        }
    }
}
