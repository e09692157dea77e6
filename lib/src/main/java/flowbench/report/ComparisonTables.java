package flowbench.report;

import flowbench.comparison.Comparison;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A comparison metric by metric: those that decide, and the others. */
final class ComparisonTables {
    private static final Scale PLAIN = new Scale(1, "");

    /** Whoever could only have seen more than ten times as much has seen nothing. */
    private static final double MOST_SHOWN = 10;

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
        boolean several = comparison.rows().stream()
                        .map(Comparison.Row::scenario)
                        .distinct()
                        .count()
                > 1;
        ReportTable.Builder table = new ReportTable.Builder(caption)
                .words(several ? new String[] {"scenario"} : new String[0])
                .words("metric", "verdict", "unit")
                .numbers("base", "candidate", "ratio", "95 % interval", "adjusted p", "shows", "threshold");
        rows.forEach(row ->
                table.row(Stream.concat(several ? Stream.of(Cell.text(row.scenario())) : Stream.empty(), cells(row))
                        .toList()));
        return table.note(
                        "ratio: candidate ÷ base, of geometric means of fork means, with its 95 % interval; adjusted p: for the"
                                + " number of metrics (Benjamini and Hochberg); shows: the smallest change that such runs would have"
                                + " shown in four of five tries. equivalent: the whole interval is within the threshold; better,"
                                + " worse: the whole interval is on one side of 1, and adjusted p is below .05; else inconclusive.")
                .build();
    }

    private static Stream<Cell> cells(Comparison.Row row) {
        Scale scale = Scale.of(row.metric().unit(), row.samples().baseMean());
        return Stream.of(
                Cell.text(row.name()),
                Cell.verdict(row.verdict()),
                Cell.text(scale.unit()),
                Cell.number(scale, row.samples().baseMean()),
                Cell.number(scale, row.samples().mean()),
                row.samples().ratio().map(r -> Cell.number(PLAIN, r.value())).orElseGet(Cell::nothing),
                Cell.interval(PLAIN, row.samples().ratio().flatMap(Ratio::interval)),
                p(row.adjustedP()),
                shows(row.detectable()),
                Cell.percent(row.threshold()));
    }

    private static Cell shows(OptionalDouble change) {
        if (change.isEmpty()) {
            return Cell.nothing();
        }
        double fraction = change.getAsDouble();
        return fraction > MOST_SHOWN
                ? Cell.number("over " + Scale.percent(MOST_SHOWN), fraction)
                : Cell.percent(fraction);
    }

    private static Cell p(OptionalDouble p) {
        if (p.isEmpty()) {
            return Cell.nothing();
        }
        double value = p.getAsDouble();
        return Cell.number(value < .0001 ? "< .0001" : String.format(Locale.ROOT, "%.4f", value), value);
    }
}
