package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

/** Where the time of an iteration goes: its phases stacked in their order, a bar for each fork, or for each iteration of one. */
final class PhasesChart {
    private static final Map<Phase, Color> COLORS = new EnumMap<>(Map.of(
            Phase.SETUP, Look.BLACK,
            Phase.CREATE, Look.PURPLE,
            Phase.SUBSCRIBE, Look.GREEN,
            Phase.EXECUTE, Look.BLUE,
            Phase.DRAIN, Look.ORANGE,
            Phase.CLEANUP, Look.SKY));
    private static final int MOST_LABELS = 25;

    private PhasesChart() {}

    static Color color(Phase phase) {
        return COLORS.get(phase);
    }

    static Chart of(RunFolder run) {
        return find(run)
                .orElseThrow(() -> new UserException(run.samples().path() + ": no phases to draw: the file holds no "
                        + Metric.DURATION.name() + " of a measured iteration."));
    }

    /** Absent where no phase was measured. */
    static Optional<Chart> find(RunFolder run) {
        List<Sample> durations = run.readSamples(notice -> {}).stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().equals(Metric.DURATION))
                .toList();
        if (durations.isEmpty()) {
            return Optional.empty();
        }
        long forks = durations.stream().map(Sample::fork).distinct().count();
        Function<Sample, Integer> bar = forks > 1 ? Sample::fork : Sample::iteration;
        List<Integer> bars = durations.stream().map(bar).distinct().sorted().toList();

        CategoryChart plot = new CategoryChart(Look.WIDTH, Look.HEIGHT);
        Look.apply(plot);
        plot.getStyler().setStacked(true);
        plot.getStyler().setAvailableSpaceFill(bars.size() < 4 ? .4 : .7);
        if (bars.size() > MOST_LABELS) {
            // Not setXAxisMaxLabelCount: it puts the labels that are left under other bars than theirs.
            plot.getStyler().setXAxisLabelRotation(90);
        }
        plot.getStyler().setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        plot.setXAxisTitle(forks > 1 ? "fork (mean of its measured iterations)" : "measured iteration of the one fork");
        plot.setYAxisTitle("time [ms]");
        List<String> labels = bars.stream().map(String::valueOf).toList();
        Map<Integer, Double> totals = new TreeMap<>();
        for (Phase phase : Phase.values()) {
            Map<Integer, Double> means = durations.stream()
                    .filter(sample -> sample.phase() == phase)
                    .collect(Collectors.groupingBy(bar, Collectors.averagingDouble(Sample::value)));
            if (means.isEmpty()) {
                continue;
            }
            double mean = means.values().stream().mapToDouble(v -> v).average().orElseThrow();
            List<Double> heights = new ArrayList<>();
            for (int b : bars) {
                double height = means.getOrDefault(b, 0.0) / Scale.MILLISECONDS.divisor();
                heights.add(height);
                totals.merge(b, height, Double::sum);
            }
            CategorySeries one =
                    plot.addSeries(phase + "  " + Scale.MILLISECONDS.number(mean) + " ms", labels, heights);
            one.setFillColor(color(phase));
        }
        double highest = Collections.max(totals.values());
        plot.getStyler().setYAxisMin(-Look.HAIR * highest);
        plot.getStyler().setYAxisMax(highest > 0 ? highest * 1.08 : 1.0);
        return Optional.of(new Chart(
                "phases",
                "Where the time of an iteration goes",
                "mean of each phase in the legend; the first is at the foot of the bar; "
                        + forks
                        + (forks == 1 ? " fork, within one process" : " forks") + ", n = "
                        + durations.stream()
                                .map(sample -> List.of(sample.fork(), sample.iteration()))
                                .distinct()
                                .count()
                        + " measured iterations",
                Conditions.of(run.manifest()),
                plot));
    }
}
