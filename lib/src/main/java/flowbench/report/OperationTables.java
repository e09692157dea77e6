package flowbench.report;

import flowbench.analysis.Operations;
import flowbench.statistics.Distribution;
import flowbench.statistics.NestedMean;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** The timed calls of a run: their latency, and their wait for a connection of the pool. */
final class OperationTables {
    private static final double[] QUANTILES = {.5, .9, .95, .99, .999};

    private final Operations operations;

    OperationTables(Operations operations) {
        this.operations = operations;
    }

    /** The time of calls without the wait for a connection. */
    ReportTable latency() {
        return table("Latency of calls", Operations.Row::latency, Operations.Row::latencyMean, true);
    }

    /** The wait for a connection. */
    ReportTable acquire() {
        return table("Wait of calls for a connection", Operations.Row::acquire, Operations.Row::acquireMean, false);
    }

    private ReportTable table(
            String caption,
            Function<Operations.Row, Distribution> part,
            Function<Operations.Row, Optional<NestedMean>> mean,
            boolean outcomes) {
        ReportTable.Builder table = new ReportTable.Builder(caption)
                .words("phase", "operation", "unit")
                .numbers("n", "mean", "95 % interval")
                .numbers(DoubleStream.of(QUANTILES)
                        .mapToObj(QuantileEstimate::percentile)
                        .toArray(String[]::new))
                .numbers("max");
        if (outcomes) {
            table.numbers("empty", "errors");
        }
        for (Operations.Row row : operations.rows()) {
            Distribution distribution = part.apply(row);
            Optional<NestedMean> average = mean.apply(row);
            Scale scale = Scale.of("ns", average.map(NestedMean::mean).orElse(0.0));
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.text(row.phase().toString()),
                    Cell.text(row.operation()),
                    Cell.text(scale.unit()),
                    Cell.count(distribution.n()),
                    average.map(m -> Cell.number(scale, m.mean())).orElseGet(Cell::nothing),
                    Cell.interval(scale, average.flatMap(NestedMean::interval))));
            for (double p : QUANTILES) {
                cells.add(Cell.number(scale, distribution.quantile(p)));
            }
            cells.add(Cell.number(scale, distribution.max()));
            if (outcomes) {
                cells.add(Cell.count(row.empty()));
                cells.add(Cell.trouble(row.errors()));
            }
            table.row(cells);
        }
        table.note(
                "n: calls that ended ok, all forks pooled; quantiles of type 7 of these; the mean and its 95 % interval are of"
                        + " fork means, or with one fork of its iterations. –: too few calls."
                        + (outcomes ? " empty: polls that found no task." : ""));
        return table.build();
    }
}
