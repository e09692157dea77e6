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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code hyperfine --export-json} writes: a run for each command. hyperfine starts a fresh process for each time, so that
 * each is a fork with one iteration, and the interval of the mean is over as many fork means as there are times. Its warm-up
 * runs are not in the file. Of user and system time it has the means only, which are no samples; they stand in {@code run.json}.
 */
record HyperfineResults(JsonPart root) implements ForeignFile {
    private static final double SECOND_NS = 1e9;
    private static final Metric MEMORY = new Metric("memory_usage_bytes", "bytes", Better.LOWER);

    static boolean isOne(JsonPart root) {
        return !root.isArray() && root.find("results").filter(JsonPart::isArray).isPresent();
    }

    @Override
    public List<ForeignRun> runs() {
        Instant written = ForeignFile.written(root.file());
        List<JsonPart> results = root.get("results").elements();
        if (results.isEmpty()) {
            throw root.get("results").refused("holds no result");
        }
        return results.stream().map(result -> run(result, written)).toList();
    }

    private ForeignRun run(JsonPart result, Instant written) {
        List<JsonPart> times = result.get("times").elements();
        if (times.isEmpty()) {
            throw result.get("times").refused("holds no time");
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            // Durations are whole nanoseconds.
            samples.add(sample(i + 1, Metric.DURATION, Math.rint(times.get(i).positive() * SECOND_NS), written));
        }
        List<JsonPart> memory =
                result.find("memory_usage_byte").map(JsonPart::elements).orElse(List.of());
        for (int i = 0; i < memory.size() && memory.size() == times.size(); i++) {
            samples.add(sample(i + 1, MEMORY, memory.get(i).positive(), written));
        }
        Map<String, String> parameters = new TreeMap<>();
        result.find("parameters")
                .map(JsonPart::members)
                .orElse(Map.of())
                .forEach((name, value) -> parameters.put(name, value.text()));
        for (String name : List.of("user", "system")) {
            result.find(name).ifPresent(mean -> parameters.put("mean " + name + " time, s", mean.text()));
        }
        List<String> warnings = new ArrayList<>();
        long failed = result.find("exit_codes").map(JsonPart::elements).orElse(List.of()).stream()
                .filter(code -> !code.isNumber() || code.number() != 0)
                .count();
        if (failed > 0) {
            warnings.add(
                    failed + " of " + times.size()
                            + " processes ended with another exit code than 0; their times are counted, as hyperfine counts them.");
        }
        warnings.add(
                "The file does not say when this was measured; the time given is that at which the file was written.");
        return new ForeignRun(
                result.get("command").text(),
                new ImportSource(
                        ImportSource.Tool.HYPERFINE, "", List.of(root.file().toString()), Map.of(), parameters),
                Manifest.Machine.UNKNOWN,
                written,
                written,
                times.size(),
                warnings,
                folder -> folder.append(samples, List.of(), List.of(), List.of()));
    }

    private static Sample sample(int fork, Metric metric, double value, Instant at) {
        return new Sample(fork, 1, Kind.MEASURED, Phase.EXECUTE, metric, value, at);
    }
}
