package flowbench.report;

import flowbench.analysis.SteadyState;
import flowbench.statistics.Course;
import flowbench.statistics.Scale;
import flowbench.statistics.StartEffect;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Whether the warm-up was long enough: the course of each fork, and its first iterations against those after them. */
final class SteadyStateTables {
    private SteadyStateTables() {}

    static List<ReportTable> of(SteadyState state) {
        ReportTable.Builder forks = new ReportTable.Builder("The course of each fork, warm-up included")
                .words("fork", "course")
                .numbers("warm-up", "measured", "steady from");
        for (SteadyState.Fork fork : state.forks()) {
            Course course = fork.course();
            forks.row(List.of(
                    Cell.count(fork.fork()),
                    Cell.text(course.type().toString()),
                    Cell.count(fork.warmup()),
                    Cell.count(fork.measured()),
                    cell(course.steadyFrom())));
        }
        ReportTable.Builder iterations = new ReportTable.Builder(
                        "Iterations against those after them, all forks together")
                .words("iteration", "kind")
                .numbers("difference", "95 % interval", "p");
        for (SteadyState.Iteration one : state.iterations()) {
            StartEffect effect = one.effect();
            iterations.row(List.of(
                    Cell.count(one.iteration()),
                    Cell.text(one.kind().toString()),
                    Cell.number(Scale.signedPercent(effect.share()), effect.share()),
                    effect.interval()
                            .map(i -> Cell.number(
                                    Scale.signedPercent(i.low()) + " to " + Scale.signedPercent(i.high()), i.low()))
                            .orElseGet(Cell::nothing),
                    Cell.number(
                            effect.p() < .001 ? "< .001" : String.format(Locale.ROOT, "%.3f", effect.p()),
                            effect.p())));
        }
        return List.of(forks.build(), iterations.build());
    }

    private static Cell cell(OptionalInt number) {
        return number.isPresent() ? Cell.count(number.getAsInt()) : Cell.nothing();
    }
}
