package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Where the time of an iteration goes: its phases stacked in their order, a bar for each fork, or for each iteration of one. */
final class PhasesChart {
    private static final Map<Phase, Ink> INKS = new EnumMap<>(Map.of(
            Phase.SETUP, Ink.STRONG,
            Phase.CREATE, Ink.PURPLE,
            Phase.SUBSCRIBE, Ink.GREEN,
            Phase.EXECUTE, Ink.BLUE,
            Phase.DRAIN, Ink.ORANGE,
            Phase.CLEANUP, Ink.SKY));

    private PhasesChart() {}

    static Ink ink(Phase phase) {
        return INKS.get(phase);
    }

    static Chart of(Reading reading) {
        return find(reading)
                .orElseThrow(() ->
                        new UserException(reading.run().samples().path() + ": no phases to draw: the file holds no "
                                + Metric.DURATION.name() + " of a measured iteration."));
    }

    /** Absent where no phase was measured. */
    static Optional<Chart> find(Reading reading) {
        List<Sample> durations = reading.samples().stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().equals(Metric.DURATION))
                .toList();
        if (durations.isEmpty()) {
            return Optional.empty();
        }
        long forks = durations.stream().map(Sample::fork).distinct().count();
        Function<Sample, Integer> bar = forks > 1 ? Sample::fork : Sample::iteration;
        List<Integer> bars = durations.stream().map(bar).distinct().sorted().toList();

        List<StackedBars.Part> parts = new ArrayList<>();
        double[][] heights = new double[bars.size()][Phase.values().length];
        for (Phase phase : Phase.values()) {
            Map<Integer, Double> means = durations.stream()
                    .filter(sample -> sample.phase() == phase)
                    .collect(Collectors.groupingBy(bar, Collectors.averagingDouble(Sample::value)));
            if (means.isEmpty()) {
                continue;
            }
            double mean = means.values().stream().mapToDouble(v -> v).average().orElseThrow();
            for (int i = 0; i < bars.size(); i++) {
                heights[i][parts.size()] = means.getOrDefault(bars.get(i), 0.0) / Scale.MILLISECONDS.divisor();
            }
            parts.add(new StackedBars.Part(phase.toString(), Scale.MILLISECONDS.number(mean) + " ms", ink(phase)));
        }
        List<StackedBars.Bar> rows = IntStream.range(0, bars.size())
                .mapToObj(i -> row(
                        (forks > 1 ? "fork " : "iteration ") + bars.get(i), Arrays.copyOf(heights[i], parts.size())))
                .toList();
        double longest = rows.stream().mapToDouble(StackedBars.Bar::sum).max().orElse(0);
        double whole = longest > 0 ? longest : 1;
        return Optional.of(new Chart(
                "phases",
                "Where the time of an iteration goes",
                "mean of each phase in the legend, in the order of the bars; at their right the whole; "
                        + forks
                        + (forks == 1 ? " fork, within one process" : " forks") + ", n = "
                        + durations.stream()
                                .map(sample -> List.of(sample.fork(), sample.iteration()))
                                .distinct()
                                .count()
                        + " measured iterations",
                Conditions.of(reading.manifest()),
                new StackedBars(
                        rows,
                        parts,
                        whole,
                        StackedBars.ticks(whole),
                        "time [ms]"
                                + (forks > 1
                                        ? ", mean of the measured iterations of the fork"
                                        : ", of each measured iteration"),
                        0)));
    }

    private static StackedBars.Bar row(String name, double[] milliseconds) {
        return new StackedBars.Bar(
                name, TimePlot.figure(DoubleStream.of(milliseconds).sum()) + " ms", milliseconds);
    }
}
