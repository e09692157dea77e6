package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

/** Where the time of an iteration goes: its phases stacked in their order, a bar for each fork, or for each iteration of one. */
final class PhasesChart {
    private static final Map<Phase, Ink> INKS = new EnumMap<>(Map.of(
            Phase.SETUP, Ink.STRONG,
            Phase.CREATE, Ink.PURPLE,
            Phase.SUBSCRIBE, Ink.GREEN,
            Phase.EXECUTE, Ink.BLUE,
            Phase.DRAIN, Ink.ORANGE,
            Phase.CLEANUP, Ink.SKY));
    private static final int MOST_LABELS = 25;

    /**
     * A phase of every bar.
     *
     * @param mean of all bars, ns
     * @param heights by bar, ms
     */
    private record Layer(Phase phase, double mean, List<Double> heights) {}

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

        List<Layer> layers = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            Map<Integer, Double> means = durations.stream()
                    .filter(sample -> sample.phase() == phase)
                    .collect(Collectors.groupingBy(bar, Collectors.averagingDouble(Sample::value)));
            if (!means.isEmpty()) {
                layers.add(new Layer(
                        phase,
                        means.values().stream().mapToDouble(v -> v).average().orElseThrow(),
                        bars.stream()
                                .map(b -> means.getOrDefault(b, 0.0) / Scale.MILLISECONDS.divisor())
                                .toList()));
            }
        }
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
                Conditions.of(reading.manifest()),
                Plot.of(theme -> plot(bars, layers, forks > 1, theme))));
    }

    private static CategoryChart plot(List<Integer> bars, List<Layer> layers, boolean byFork, Theme theme) {
        CategoryChart plot = new CategoryChart(Look.WIDTH, Look.HEIGHT);
        Look.apply(plot, theme);
        var styler = plot.getStyler();
        styler.setStacked(true);
        styler.setAvailableSpaceFill(bars.size() < 4 ? .4 : .7);
        if (bars.size() > MOST_LABELS) {
            // Not setXAxisMaxLabelCount: it puts the labels that are left under other bars than theirs.
            styler.setXAxisLabelRotation(90);
        }
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        plot.setXAxisTitle(byFork ? "fork (mean of its measured iterations)" : "measured iteration of the one fork");
        plot.setYAxisTitle("time [ms]");
        List<String> labels = bars.stream().map(String::valueOf).toList();
        for (Layer layer : layers) {
            CategorySeries one = plot.addSeries(
                    layer.phase() + "  " + Scale.MILLISECONDS.number(layer.mean()) + " ms", labels, layer.heights());
            one.setFillColor(ink(layer.phase()).on(theme));
        }
        double highest = IntStream.range(0, bars.size())
                .mapToDouble(i -> layers.stream()
                        .mapToDouble(layer -> layer.heights().get(i))
                        .sum())
                .max()
                .orElse(0);
        styler.setYAxisMin(-Look.HAIR * highest);
        styler.setYAxisMax(highest > 0 ? highest * 1.08 : 1.0);
        return plot;
    }
}
