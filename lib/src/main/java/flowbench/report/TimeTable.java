package flowbench.report;

import flowbench.resources.WorkerTime;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.stream.Collectors;

/** What the workers' time in the execute phases went to. */
final class TimeTable {
    private static final int MOST_WAITS = 3;

    private TimeTable() {}

    static ReportTable of(WorkerTime time) {
        ReportTable.Builder table = new ReportTable.Builder("What the workers' time went to")
                .words("part", "waits")
                .numbers("share", "95 % interval");
        for (WorkerTime.Share share : time.shares()) {
            table.row(List.of(
                    Cell.text(share.part().words()),
                    Cell.text(share.waits().stream()
                            .limit(MOST_WAITS)
                            .map(wait -> wait.name() + " " + Scale.percent(wait.share()))
                            .collect(Collectors.joining(", "))),
                    Cell.percent(share.share()),
                    share.sampled()
                            ? Cell.number(Scale.percent(share.low()) + "–" + Scale.percent(share.high()), share.low())
                            : Cell.nothing()));
        }
        return table.note("By what the backends of the pool were doing in " + time.looks()
                        + " looks; 95 % interval of Wilson, in which a look counts once. –: timed, not sampled.")
                .build();
    }
}
