package flowbench.report;

import flowbench.analysis.Replication;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Locale;

/** How many forks and iterations it would take for narrower intervals. */
final class ReplicationTable {
    private static final double NS_PER_MINUTE = 60e9;

    private ReplicationTable() {}

    static ReportTable of(Replication replication) {
        ReportTable.Builder table = new ReportTable.Builder("The cheapest way to a narrower interval")
                .words("to reach")
                .numbers("forks", "iterations", "expected", "minutes");
        for (double width : Replication.WIDTHS) {
            replication
                    .plan(width)
                    .ifPresent(plan -> table.row(List.of(
                            Cell.number("±" + Scale.percent(width), width),
                            Cell.count(plan.forks()),
                            Cell.count(plan.iterations()),
                            Cell.number("±" + Scale.percent(plan.expected()), plan.expected()),
                            Cell.number(
                                    String.format(Locale.ROOT, "%.1f", plan.cost() / NS_PER_MINUTE), plan.cost()))));
        }
        return table.note(
                        "From the noise between forks and between the iterations of one (variance components, Kalibera and"
                                + " Jones 2013); from few forks a rough guide.")
                .build();
    }
}
