package flowbench.report;

import flowbench.analysis.Quantiles;
import flowbench.analysis.Summary;
import flowbench.runfolder.Metric;
import flowbench.statistics.Estimate;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the measured iterations of one run say: results, quantiles, and the use of processors and memory. */
final class SummaryTables {
    private final List<Summary.Row> rows;

    /** Of a summary of one run. */
    SummaryTables(Summary summary) {
        this.rows = summary.rows();
    }

    /** Every metric of how the work went, by phase. */
    ReportTable results() {
        return table("Results of measured iterations", row -> row.metric().isOfTheWork());
    }

    /** What was used for the work. */
    ReportTable used() {
        return table(
                "Processors, memory and time used, measured execute phases",
                row -> row.metric().isResource());
    }

    private ReportTable table(String caption, Predicate<Summary.Row> which) {
        ReportTable.Builder table = new ReportTable.Builder(caption)
                .words("phase", "metric", "unit")
                .numbers("n", "mean", "95 % interval", "sd", "median", "min", "max", "cv", "outliers");
        rows.stream().filter(which).forEach(row -> table.row(cells(row)));
        table.note("95 % interval: of the mean" + method()
                + "; sd: standard deviation of all values; cv: sd ÷ mean; outliers: outside Tukey's fences, flagged and kept; –:"
                + " not defined.");
        String constant = rows.stream()
                .filter(which)
                .filter(row -> row.estimate().n() > 1 && row.estimate().constant())
                .map(row -> row.phase() + " " + Words.metric(row.metric().name()))
                .collect(Collectors.joining(", "));
        if (!constant.isEmpty()) {
            table.note("All values are the same, so there is no interval: " + constant + ".");
        }
        return table.build();
    }

    /** How the intervals were found, where there is one. */
    private String method() {
        return rows.stream()
                .flatMap(row -> row.interval().stream())
                .findFirst()
                .map(interval -> ", " + interval.method())
                .orElse("");
    }

    private static List<Cell> cells(Summary.Row row) {
        Estimate e = row.estimate();
        Scale scale = scale(row);
        return List.of(
                Cell.text(row.phase().toString()),
                Cell.text(Words.metric(row.metric().name())),
                Cell.text(scale.unit()),
                Cell.count(e.n()),
                Cell.number(scale, e.mean()),
                Cell.interval(scale, row.interval()),
                Cell.number(scale, e.sd()),
                Cell.number(scale, e.median()),
                Cell.number(scale, e.min()),
                Cell.number(scale, e.max()),
                e.cv().isPresent() ? Cell.percent(e.cv().getAsDouble()) : Cell.nothing(),
                Cell.number(outliers(e), e.mild() + e.severe()));
    }

    /** That of the row's values; of bytes, which may be many, megabytes. */
    private static Scale scale(Summary.Row row) {
        Metric metric = row.metric();
        return metric.unit().equals("bytes")
                ? new Scale(1e6, "MB")
                : Scale.of(metric.unit(), row.estimate().mean());
    }

    private static String outliers(Estimate e) {
        List<String> words = new ArrayList<>();
        if (e.mild() > 0) {
            words.add(e.mild() + " mild");
        }
        if (e.severe() > 0) {
            words.add(e.severe() + " severe");
        }
        return words.isEmpty() ? "0" : String.join(", ", words);
    }

    /** The quantiles that the values support, with their intervals. */
    ReportTable quantiles() {
        List<Summary.Row> shown = rows.stream()
                .filter(row -> row.metric().isOfTheWork() && !row.estimate().constant())
                .toList();
        ReportTable.Builder table = new ReportTable.Builder("Quantiles of measured iterations")
                .words("phase", "metric", "unit")
                .numbers("n", "independent")
                .words("quantile")
                .numbers("value", "95 % interval");
        for (Summary.Row row : shown) {
            Scale scale = scale(row);
            for (QuantileEstimate quantile : row.estimate().quantiles()) {
                if (quantile.value().isPresent()) {
                    table.row(List.of(
                            Cell.text(row.phase().toString()),
                            Cell.text(Words.metric(row.metric().name())),
                            Cell.text(scale.unit()),
                            Cell.count(quantile.n()),
                            Cell.count(quantile.independent()),
                            Cell.number(quantile.name(), quantile.p()),
                            Cell.number(scale, quantile.value()),
                            quantile.interval()
                                    .map(i -> Cell.interval(scale, i.low(), i.high()))
                                    .orElseGet(Cell::nothing)));
                }
            }
        }
        table.note(
                "Quantiles of type 7 of all values, with 95 % intervals of order statistics. independent: as how many"
                        + " independent values they count, less where forks differ.");
        String needed = Quantiles.needed(shown);
        if (!needed.isEmpty()) {
            table.note("Refused where fewer independent values than this are there: " + needed + ".");
        }
        return table.build();
    }
}
