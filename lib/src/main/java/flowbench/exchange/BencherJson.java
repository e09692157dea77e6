package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.analysis.Operations;
import flowbench.exchange.RunResults.Measure;
import flowbench.runfolder.Metric;
import flowbench.statistics.ConfidenceInterval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Bencher Metric Format: a benchmark for each run, with its throughput as {@code throughput} (operations a second) and its
 * execute duration as {@code latency} (ns), which Bencher knows and knows the direction of; a benchmark for each phase and each
 * call, with {@code latency}; all other results as measures of their own, whose direction is set at Bencher. A value is a mean,
 * its bounds those of the mean's 95 % interval.
 */
final class BencherJson implements ExchangeFormat {
    private static final String LATENCY = "latency";
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_SLUG = 64;

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        ObjectNode root = Json.object();
        for (RunResults run : runs) {
            for (Measure measure : run.results()) {
                boolean time = measure.metric().equals(Metric.DURATION)
                        || measure.metric().equals(Metric.TIME_PER_OPERATION);
                add(
                        root,
                        time && !isMain(run, measure) ? run.name() + ": " + measure.phase() : run.name(),
                        time ? LATENCY : measure.metric().isThroughput() ? "throughput" : slug(measure),
                        measure.estimate().mean(),
                        measure.estimate().interval());
            }
            for (Operations.Row call : run.calls()) {
                call.latencyMean()
                        .ifPresent(mean -> add(
                                root,
                                run.name() + ": " + RunResults.name(call),
                                LATENCY,
                                mean.mean(),
                                mean.interval()));
            }
        }
        return List.of(new Document("", "json", Json.text(root)));
    }

    private static boolean isMain(RunResults run, Measure measure) {
        return run.executed(measure.metric()).filter(measure::equals).isPresent();
    }

    private static String slug(Measure measure) {
        String slug = measure.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.substring(0, Math.min(slug.length(), LONGEST_SLUG)).replaceAll("^-|-$", "");
    }

    private static void add(
            ObjectNode root,
            String benchmark,
            String slug,
            double value,
            Optional<? extends ConfidenceInterval> interval) {
        ObjectNode measure = Json.object();
        Json.put(measure, "value", value);
        interval.ifPresent(i -> {
            Json.put(measure, "lower_value", i.low());
            Json.put(measure, "upper_value", i.high());
        });
        String name = benchmark.substring(0, Math.min(benchmark.length(), LONGEST_NAME));
        root.withObjectProperty(name).set(slug, measure);
    }
}
