package flowbench.analysis;

import flowbench.analysis.SteadyState.Fork;
import flowbench.runfolder.Better;
import flowbench.settings.Setting;
import flowbench.statistics.Course.Type;
import flowbench.statistics.Drift;
import flowbench.statistics.Scale;
import flowbench.statistics.StartEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The sentences about a run that was not in a steady state when it was measured. What several find is said once, by the
 * one that knows most: the courses of single forks, then the first measured iteration over all forks, then their drift.
 */
final class SteadyStateWarnings {
    private final SteadyState state;

    private SteadyStateWarnings(SteadyState state) {
        this.state = state;
    }

    static List<Warning> of(SteadyState state) {
        SteadyStateWarnings warnings = new SteadyStateWarnings(state);
        List<Warning> found = warnings.ofCourses();
        if (found.isEmpty()) {
            state.start().filter(StartEffect::notable).map(warnings::ofStart).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            state.drift().filter(Drift::notable).map(warnings::ofDrift).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private List<Warning> ofCourses() {
        List<Warning> found = new ArrayList<>();
        List<Fork> unsteady = state.forks().stream()
                .filter(fork -> fork.course().type() == Type.NO_STEADY_STATE)
                .toList();
        if (!unsteady.isEmpty()) {
            found.add(new Warning(
                    Warning.Type.NO_STEADY_STATE,
                    "No steady state: " + state.name() + " of " + named(unsteady) + " still changed at the end of "
                            + range(unsteady, fork -> fork.warmup() + fork.measured())
                            + " iterations, and a mean depends on how many there are. Something may grow, fill up or take"
                            + " turns; try more " + state.manifest().option(Setting.MEASURED_ITERATIONS) + look()));
        }
        List<Fork> slowing = early(Type.SLOW_DOWN);
        if (!slowing.isEmpty()) {
            found.add(new Warning(
                    Warning.Type.SLOW_DOWN,
                    "Slow-down: " + state.name() + " of " + named(slowing)
                            + " got worse among the measured iterations and stayed so from iteration " + from(slowing)
                            + " on; results mix the two states. Tables or caches may fill up, or the processor slow down"
                            + remedy("to measure the state that lasts, ", before(slowing)) + look()));
        }
        List<Fork> warming = early(Type.WARM_UP);
        if (!warming.isEmpty()) {
            found.add(new Warning(
                    Warning.Type.WARMUP_TOO_SHORT,
                    "Warm-up too short: " + state.name() + " of " + named(warming)
                            + " was steady only from iteration " + from(warming) + " on, and "
                            + iterations(state.warmup()) + (state.warmup() == 1 ? " was" : " were") + " left out"
                            + remedy("", before(warming)) + look()));
        }
        return found;
    }

    /** The forks of a course whose steady state began only among their measured iterations. */
    private List<Fork> early(Type type) {
        return state.forks().stream()
                .filter(fork -> fork.course().type() == type && fork.early() > 0)
                .toList();
    }

    private Warning ofStart(StartEffect effect) {
        boolean better = (state.metric().better() == Better.HIGHER) == effect.share() > 0;
        String over = effect.forks() == 1 ? "within one process" : "over " + effect.forks() + " forks";
        String first = state.name() + " of the first measured iteration was "
                + Scale.percent(Math.abs(effect.share())) + (effect.share() < 0 ? " lower" : " higher")
                + " than of those after it ("
                + effect.interval()
                        .map(i -> "95 % interval of the difference " + Scale.signedPercent(i.low()) + " to "
                                + Scale.signedPercent(i.high()) + ", ")
                        .orElse("")
                + over + "). ";
        return better
                ? new Warning(
                        Warning.Type.SLOW_DOWN,
                        "Slow-down: " + first + "Iterations get worse within a fork; tables or caches may fill up"
                                + remedy("to measure the state that lasts, ", state.enough()) + look())
                : new Warning(
                        Warning.Type.WARMUP_TOO_SHORT,
                        "Warm-up too short: " + first + "The server or the JVM may still have been warming up"
                                + remedy("", state.enough()) + look());
    }

    private Warning ofDrift(Drift drift) {
        return new Warning(
                Warning.Type.DRIFT,
                "Drift: " + state.name() + " of measured iterations changed by " + drift
                        + ", and a mean depends on how many there are. The warm-up may be too short, or something fill up; try"
                        + " more " + state.manifest().option(Setting.WARMUP_ITERATIONS) + " and "
                        + state.manifest().option(Setting.MEASURED_ITERATIONS) + look());
    }

    /** How many iterations came before the steady state of each of some forks, at most. */
    private static OptionalInt before(List<Fork> some) {
        return some.stream()
                .mapToInt(fork -> fork.course().steadyFrom().orElseThrow() - 1)
                .max();
    }

    private String remedy(String purpose, OptionalInt enough) {
        String warmup = state.manifest().option(Setting.WARMUP_ITERATIONS);
        String measured = state.manifest().option(Setting.MEASURED_ITERATIONS);
        if (enough.isEmpty()) {
            return "; no " + warmup + " among the iterations that there are would do: try more of them, and more "
                    + measured;
        }
        // Another tool's file does not hold its warm-up, which these would follow.
        return "; " + purpose
                + (state.manifest().importedFrom().isPresent()
                        ? "more " + warmup + " would do, by as much as " + iterations(enough.getAsInt()) + " here"
                        : state.manifest().option(Setting.WARMUP_ITERATIONS, enough.getAsInt()) + " would do");
    }

    private String look() {
        return ". SteadyState.of(run) has the details, Charts.iterations(run, \""
                + state.metric().name() + "\") shows them.";
    }

    private String named(List<Fork> some) {
        int all = state.forks().size();
        if (all == 1) {
            return "the one fork";
        }
        if (some.size() == all) {
            return "all " + all + " forks";
        }
        return (some.size() == 1 ? "fork " : "forks ")
                + some.stream().map(fork -> String.valueOf(fork.fork())).collect(Collectors.joining(", ")) + " of "
                + all;
    }

    private static String from(List<Fork> some) {
        return range(some, fork -> fork.course().steadyFrom().orElseThrow());
    }

    private static String range(List<Fork> some, ToIntFunction<Fork> number) {
        int least = some.stream().mapToInt(number).min().orElseThrow();
        int most = some.stream().mapToInt(number).max().orElseThrow();
        return least == most ? "" + least : least + " to " + most;
    }

    static String iterations(int n) {
        return n + (n == 1 ? " iteration" : " iterations");
    }
}
