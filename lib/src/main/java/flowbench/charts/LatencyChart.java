package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.OrderStatisticInterval;
import java.util.Optional;

/** Latency of the calls of execute by percentile, a line for each operation. */
final class LatencyChart {
    private LatencyChart() {}

    static Chart of(RunFolder run) {
        return find(run)
                .orElseThrow(() -> new UserException(run.operations().path()
                        + ": no latency to draw: no operation of the execute phase has "
                        + OrderStatisticInterval.smallestSample(.5) + " measured calls that ended ok."));
    }

    /** Absent where no operation of the execute phase has enough calls. */
    static Optional<Chart> find(RunFolder run) {
        return Operations.find(run).flatMap(operations -> draw(run, operations));
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
                        "measured calls that ended ok, all forks pooled; type 7 quantiles; a line ends where n supports no"
                                + " 95 % bound" + plot.leftOut(),
                        Conditions.of(run.manifest()),
                        plot));
    }
}
