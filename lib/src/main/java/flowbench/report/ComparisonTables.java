package flowbench.report;

import flowbench.comparison.Comparison;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A comparison metric by metric: those that decide, and the others. */
final class ComparisonTables {
    private static final Scale PLAIN = new Scale(1, "");

    private final Comparison comparison;

    ComparisonTables(Comparison comparison) {
        this.comparison = comparison;
    }

    /** The metrics that decide. */
    ReportTable headline() {
        return table("Metrics that decide", comparison.headline());
    }

    /** The metrics that explain, and decide nothing. */
    ReportTable others() {
        return table(
                "Other metrics, which decide nothing",
                comparison.rows().stream().filter(row -> !row.headline()).toList());
    }

    private ReportTable table(String caption, List<Comparison.Row> rows) {
        ReportTable.Builder table = new ReportTable.Builder(caption)
                .words("scenario", "metric", "unit")
                .numbers("base", "candidate", "ratio", "95 % interval", "adjusted p", "shows", "threshold")
                .words("verdict");
        rows.forEach(row -> table.row(cells(row)));
        return table.note(
                        "ratio: candidate ÷ base, of geometric means of fork means, with its 95 % interval; adjusted p: for the"
                                + " number of metrics (Benjamini and Hochberg); shows: the smallest change that such runs would have"
                                + " shown in four of five tries. equivalent: the whole interval is within the threshold; better,"
                                + " worse: the whole interval is on one side of 1, and adjusted p is below .05; else inconclusive.")
                .build();
    }

    private static List<Cell> cells(Comparison.Row row) {
        Scale scale = Scale.of(row.metric().unit(), row.samples().baseMean());
        return List.of(
                Cell.text(row.scenario()),
                Cell.text(row.name()),
                Cell.text(scale.unit()),
                Cell.number(scale, row.samples().baseMean()),
                Cell.number(scale, row.samples().mean()),
                row.samples().ratio().map(r -> Cell.number(PLAIN, r.value())).orElseGet(Cell::nothing),
                Cell.interval(PLAIN, row.samples().ratio().flatMap(Ratio::interval)),
                p(row.adjustedP()),
                row.detectable().isPresent() ? Cell.percent(row.detectable().getAsDouble()) : Cell.nothing(),
                Cell.percent(row.threshold()),
                Cell.verdict(row.verdict()));
    }

    private static Cell p(OptionalDouble p) {
        if (p.isEmpty()) {
            return Cell.nothing();
        }
        double value = p.getAsDouble();
        return Cell.number(value < .0001 ? "< .0001" : String.format(Locale.ROOT, "%.4f", value), value);
    }
}
