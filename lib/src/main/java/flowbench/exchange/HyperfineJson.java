package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.exchange.RunResults.Measure;
import flowbench.statistics.Moments;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code hyperfine --export-json} writes: a result for each run, whose times are the execute durations of all measured
 * iterations, in seconds. Mean, standard deviation and median are of those times, all forks together, as readers of the format
 * compute them again. {@code user} and {@code system} are absent, since the two are not measured apart.
 */
final class HyperfineJson implements ExchangeFormat {
    private static final double SECOND_NS = 1e9;

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        ArrayNode results = Json.array();
        runs.forEach(run -> results.add(result(run)));
        ObjectNode root = Json.object();
        root.set("results", results);
        return List.of(new Document("", "json", Json.text(root)));
    }

    private static ObjectNode result(RunResults run) {
        Measure measure = run.executeDuration("hyperfine");
        double[] times = measure.forks().stream()
                .flatMapToDouble(Arrays::stream)
                .map(ns -> ns / SECOND_NS)
                .toArray();
        ObjectNode result = Json.object();
        result.put("command", run.name());
        Json.put(result, "mean", Moments.mean(times));
        if (measure.estimate().sd().isPresent()) {
            Json.put(result, "stddev", measure.estimate().sd().getAsDouble() / SECOND_NS);
        } else {
            result.putNull("stddev");
        }
        Json.put(result, "median", measure.estimate().median() / SECOND_NS);
        Json.put(result, "min", measure.estimate().min() / SECOND_NS);
        Json.put(result, "max", measure.estimate().max() / SECOND_NS);
        result.set("times", Json.numbers(times));
        // What was measured to its end has succeeded.
        result.set("exit_codes", Json.numbers(new double[times.length]));
        ObjectNode parameters = Json.object();
        run.scale().forEach(parameters::put);
        result.set("parameters", parameters);
        return result;
    }
}
