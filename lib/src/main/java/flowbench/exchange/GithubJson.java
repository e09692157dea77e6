package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.exchange.RunResults.Measure;
import flowbench.runfolder.Better;
import flowbench.settings.UserException;
import flowbench.statistics.NestedMean;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What github-action-benchmark takes with the tools {@code customBiggerIsBetter} and {@code customSmallerIsBetter}: a file for
 * each of them, since a direction is one of a whole file. A value is a mean in the metric's unit, its range half the width of
 * the 95 % interval of that mean; calls have their mean, median and p99 in nanoseconds.
 */
final class GithubJson implements ExchangeFormat {
    private static final double[] QUANTILES = {.5, .99};

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        Map<Better, ArrayNode> entries = new EnumMap<>(Better.class);
        for (Better better : Better.values()) {
            entries.put(better, Json.array());
        }
        for (RunResults run : runs) {
            for (Measure measure : run.results()) {
                entries.get(measure.metric().better())
                        .add(entry(
                                run,
                                measure.name(),
                                measure.metric().unit(),
                                measure.estimate().mean(),
                                measure.halfWidth(),
                                measure.replication()));
            }
            run.calls().forEach(call -> calls(run, call).forEach(entries.get(Better.LOWER)::add));
        }
        List<Document> documents = new ArrayList<>();
        // The action refuses a file without an entry.
        entries.forEach((better, some) -> {
            if (!some.isEmpty()) {
                documents.add(new Document(better == Better.HIGHER ? "-bigger" : "-smaller", "json", Json.text(some)));
            }
        });
        if (documents.isEmpty()) {
            throw UserException.nothingMeasured("FORMAT=github: the runs hold no result.");
        }
        return documents;
    }

    private static List<ObjectNode> calls(RunResults run, Operations.Row call) {
        String of = RunResults.name(call);
        List<ObjectNode> entries = new ArrayList<>();
        call.latencyMean()
                .ifPresent(mean -> entries.add(entry(
                        run,
                        of + "_mean",
                        "ns",
                        mean.mean(),
                        mean.interval().map(i -> (i.high() - i.low()) / 2),
                        Scale.counted(mean.n(), "call"))));
        for (double p : QUANTILES) {
            call.latency()
                    .quantile(p)
                    .ifPresent(value -> entries.add(entry(
                            run,
                            of + (p == .5 ? "_p50" : "_p99"),
                            "ns",
                            value,
                            call.latency().interval(p).map(i -> (i.high() - i.low()) / 2),
                            call.latencyMean()
                                    .map(NestedMean::n)
                                    .map(n -> Scale.counted(n, "call"))
                                    .orElse(""))));
        }
        return entries;
    }

    private static ObjectNode entry(
            RunResults run, String what, String unit, double value, Optional<Double> halfWidth, String replication) {
        ObjectNode entry = Json.object();
        entry.put("name", run.name() + ": " + what);
        entry.put("unit", unit);
        Json.put(entry, "value", value);
        halfWidth.ifPresent(half -> entry.put("range", "± " + Json.number(half).asText()));
        entry.put("extra", replication + "\n" + Conditions.of(run.manifest()));
        return entry;
    }
}
