package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.OrderStatisticInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Latency of the calls of execute by percentile, a line for each operation. */
final class LatencyChart {
    private static final String POOLED =
            "measured calls that ended ok, all forks pooled; type 7 quantiles; a line ends where n"
                    + " supports no 95 % bound";

    private LatencyChart() {}

    static Chart of(RunFolder run) {
        return find(Reading.of(run))
                .orElseThrow(() -> new UserException(run.operations().path()
                        + ": no latency to draw: no operation of the execute phase has "
                        + OrderStatisticInterval.smallestSample(.5) + " measured calls that ended ok."));
    }

    /** Absent where no operation of the execute phase has enough calls. */
    static Optional<Chart> find(Reading reading) {
        return reading.operations().flatMap(operations -> draw(reading.run(), operations));
    }

    /** Of one operation, a line for each run. */
    static Chart of(List<RunFolder> runs, String operation) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run whose latency could be drawn.");
        }
        List<PercentilePlot.Line> lines = new ArrayList<>();
        for (RunFolder run : runs) {
            lines.add(new PercentilePlot.Line(name(run.manifest(), runs), latency(run, operation)));
        }
        PercentilePlot plot = new PercentilePlot(lines, "calls", 0);
        if (plot.isEmpty()) {
            throw new UserException("There is no latency of \"" + operation + "\" to draw: none of the runs has "
                    + OrderStatisticInterval.smallestSample(.5)
                    + " measured calls of it in the execute phase that ended ok; they have calls of "
                    + runs.stream()
                            .flatMap(run -> Operations.find(run).stream())
                            .flatMap(operations -> operations.rows().stream())
                            .filter(row -> row.phase() == Phase.EXECUTE)
                            .map(Operations.Row::operation)
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return new Chart(
                "latency-" + operation,
                "Latency of " + operation + " by run",
                POOLED + plot.leftOut(),
                Conditions.of(runs.stream().map(RunFolder::manifest).toList()),
                plot);
    }

    private static Distribution latency(RunFolder run, String operation) {
        return Operations.find(run).stream()
                .flatMap(operations -> operations.rows().stream())
                .filter(row -> row.phase() == Phase.EXECUTE && row.operation().equals(operation))
                .map(Operations.Row::latency)
                .findFirst()
                .orElseGet(Distribution::of);
    }

    /** The label of a run that no other has, else when it began and the end of its id. */
    static String name(Manifest run, List<RunFolder> runs) {
        String label = run.setting(Setting.LABEL);
        boolean unique = runs.stream()
                        .filter(other -> other.manifest().setting(Setting.LABEL).equals(label))
                        .count()
                == 1;
        String id = run.runId();
        return unique && !label.isEmpty() ? label : TrendChart.label(run) + " " + id.substring(id.lastIndexOf('-') + 1);
    }

    private static Optional<Chart> draw(RunFolder run, Operations operations) {
        PercentilePlot plot = new PercentilePlot(
                operations.rows().stream()
                        .filter(row -> row.phase() == Phase.EXECUTE)
                        .map(row -> new PercentilePlot.Line(row.operation(), row.latency()))
                        .toList(),
                "calls",
                0);
        return plot.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(
                        "latency",
                        "Latency of the operations of execute",
                        POOLED + plot.leftOut(),
                        Conditions.of(run.manifest()),
                        plot));
    }
}
