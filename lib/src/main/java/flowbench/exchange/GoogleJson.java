package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.exchange.RunResults.Measure;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.statistics.Estimate;
import flowbench.statistics.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Google Benchmark writes with {@code --benchmark_format=json}: a benchmark for each run, whose repetitions are the execute
 * durations of all measured iterations, in milliseconds, with their mean, median, standard deviation and coefficient of
 * variation as aggregates, all forks together. The processor time is that of the client; readers need it, so where it was not
 * measured it is 0, and the label says so. Throughput is the counter {@code items_per_second}.
 */
final class GoogleJson implements ExchangeFormat {
    private static final double MS = 1e6;
    private static final String NO_PROCESSOR_TIME = "processor time not measured";

    /** An iteration's time on the clock, on the processors, and its throughput; milliseconds, and a second. */
    private record Times(double real, double cpu, Optional<Double> perSecond) {}

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        ObjectNode root = Json.object();
        root.set("context", context(runs.get(runs.size() - 1).manifest()));
        ArrayNode benchmarks = root.putArray("benchmarks");
        for (int family = 0; family < runs.size(); family++) {
            add(benchmarks, runs.get(family), family);
        }
        return List.of(new Document("", "json", Json.text(root)));
    }

    private static ObjectNode context(Manifest run) {
        ObjectNode context = Json.object();
        context.put("date", run.startedAt());
        context.put(
                "executable", run.importedFrom().map(source -> source.name()).orElse("Flowbench"));
        if (run.machine().cpuCount() > 0) {
            context.put("num_cpus", run.machine().cpuCount());
        }
        context.putArray("caches");
        String version = run.library().version();
        if (!version.isEmpty()) {
            context.put("library_version", "Flowbench " + version);
        }
        context.put("library_build_type", "release");
        context.put("json_schema_version", 1);
        return context;
    }

    private static void add(ArrayNode benchmarks, RunResults run, int family) {
        Measure duration = run.executeDuration("google");
        double[] real = all(duration);
        Optional<double[]> cpu = cpu(run, real.length);
        Optional<double[]> perSecond = run.measures().stream()
                .filter(measure -> measure.metric().isThroughput())
                .findFirst()
                .map(GoogleJson::all)
                .filter(values -> values.length == real.length);
        List<Times> times = new ArrayList<>();
        for (int i = 0; i < real.length; i++) {
            int at = i;
            times.add(new Times(
                    real[i] / MS, cpu.map(values -> values[at]).orElse(0.), perSecond.map(values -> values[at])));
            ObjectNode repetition = benchmark(run, family, real.length, run.name(), "iteration");
            repetition.put("repetition_index", i);
            threads(repetition, run);
            repetition.put("iterations", 1);
            put(repetition, times.get(i), cpu.isPresent());
            benchmarks.add(repetition);
        }
        for (Map.Entry<String, Times> aggregate : aggregates(duration.estimate(), times, perSecond, cpu)) {
            ObjectNode row = benchmark(run, family, real.length, run.name() + "_" + aggregate.getKey(), "aggregate");
            threads(row, run);
            row.put("aggregate_name", aggregate.getKey());
            row.put("aggregate_unit", aggregate.getKey().equals("cv") ? "percentage" : "time");
            row.put("iterations", real.length);
            put(row, aggregate.getValue(), cpu.isPresent());
            benchmarks.add(row);
        }
    }

    private static double[] all(Measure measure) {
        return measure.forks().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** The client's processor time in each iteration, in milliseconds. */
    private static Optional<double[]> cpu(RunResults run, int n) {
        Optional<double[]> perStep = run.executed(Metric.CLIENT_CPU_MS_PER_STEP).map(GoogleJson::all);
        Optional<double[]> steps = run.executed(Metric.STEPS_COMPLETED).map(GoogleJson::all);
        if (perStep.filter(values -> values.length == n).isEmpty()
                || steps.filter(values -> values.length == n).isEmpty()) {
            return Optional.empty();
        }
        double[] cpu = perStep.get();
        for (int i = 0; i < n; i++) {
            cpu[i] *= steps.get()[i];
        }
        return Optional.of(cpu);
    }

    private static List<Map.Entry<String, Times>> aggregates(
            Estimate estimate, List<Times> times, Optional<double[]> perSecond, Optional<double[]> cpu) {
        Optional<Estimate> ofCpu = cpu.map(Estimate::of);
        Optional<Estimate> ofThroughput = perSecond.map(Estimate::of);
        double mean = Moments.mean(times.stream().mapToDouble(Times::real).toArray());
        List<Map.Entry<String, Times>> aggregates = new ArrayList<>();
        aggregates.add(Map.entry(
                "mean", new Times(mean, ofCpu.map(Estimate::mean).orElse(0.), ofThroughput.map(Estimate::mean))));
        aggregates.add(Map.entry(
                "median",
                new Times(
                        estimate.median() / MS,
                        ofCpu.map(Estimate::median).orElse(0.),
                        ofThroughput.map(Estimate::median))));
        if (estimate.sd().isPresent()) {
            double sd = estimate.sd().getAsDouble() / MS;
            aggregates.add(Map.entry(
                    "stddev",
                    new Times(
                            sd, ofCpu.map(e -> e.sd().orElse(0)).orElse(0.), ofThroughput.map(e -> e.sd().orElse(0)))));
            if (mean > 0) {
                aggregates.add(Map.entry(
                        "cv",
                        new Times(
                                sd / mean,
                                ofCpu.map(e -> e.cv().orElse(0)).orElse(0.),
                                ofThroughput.map(e -> e.cv().orElse(0)))));
            }
        }
        return aggregates;
    }

    private static ObjectNode benchmark(RunResults run, int family, int repetitions, String name, String type) {
        ObjectNode benchmark = Json.object();
        benchmark.put("name", name);
        benchmark.put("family_index", family);
        benchmark.put("per_family_instance_index", 0);
        benchmark.put("run_name", run.name());
        benchmark.put("run_type", type);
        benchmark.put("repetitions", repetitions);
        return benchmark;
    }

    private static void threads(ObjectNode benchmark, RunResults run) {
        run.workers().ifPresent(workers -> benchmark.put("threads", workers));
    }

    private static void put(ObjectNode benchmark, Times times, boolean withCpu) {
        Json.put(benchmark, "real_time", times.real());
        Json.put(benchmark, "cpu_time", times.cpu());
        benchmark.put("time_unit", "ms");
        times.perSecond().ifPresent(value -> Json.put(benchmark, "items_per_second", value));
        if (!withCpu) {
            benchmark.put("label", NO_PROCESSOR_TIME);
        }
    }
}
