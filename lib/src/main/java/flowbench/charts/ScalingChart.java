package flowbench.charts;

import flowbench.analysis.Connections;
import flowbench.comparison.Dimension;
import flowbench.comparison.Scaling;
import flowbench.comparison.ScalingPoint;
import flowbench.runfolder.Metric;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Throughput against what grows, and beside it what a step takes: the latency of its completion, its processor time, or, of the
 * pool, its connections.
 */
final class ScalingChart {
    private static final double HALF = .5;
    private static final String STEPS_PER_SECOND = "steps/s";

    /** A line of a scaling, and the dimension that it is along. */
    private record Along(Dimension dimension, Scaling.Line line) {}

    private final Scaling scaling;

    private ScalingChart(Scaling scaling) {
        this.scaling = scaling;
    }

    /** A chart for each thing that was swept; none where nothing was. */
    static List<Chart> of(Scaling scaling) {
        ScalingChart charts = new ScalingChart(scaling);
        List<Chart> all = new ArrayList<>();
        List<Along> workers = charts.along(Dimension.WORKERS);
        charts.add(all, "workers", "Throughput and latency against workers", workers, charts::latency);
        charts.add(all, "processor", "Throughput and processor time against workers", workers, charts::processor);
        charts.add(
                all,
                "flow-runs",
                "Throughput and latency against flow runs",
                charts.along(Dimension.FLOW_RUNS, Dimension.FLOW_RUNS_OF_THE_SAME_WORK),
                charts::latency);
        charts.add(
                all,
                "steps",
                "Throughput and latency against steps of each flow run",
                charts.along(Dimension.STEPS),
                charts::latency);
        charts.add(
                all,
                "connections",
                "Throughput and connections at work by pool size",
                charts.along(Dimension.CONNECTIONS),
                charts::busy);
        return List.copyOf(all);
    }

    private List<Along> along(Dimension... dimensions) {
        return Stream.of(dimensions)
                .flatMap(dimension -> scaling.lines(dimension).stream().map(line -> new Along(dimension, line)))
                .toList();
    }

    private void add(
            List<Chart> all,
            String name,
            String title,
            List<Along> lines,
            Function<List<Along>, Optional<Plot>> right) {
        if (lines.isEmpty()) {
            return;
        }
        Plot steps = SizesPlot.of(axis(lines), STEPS_PER_SECOND, lines(lines, "", false, Metric.STEPS_PER_SECOND, 1));
        right.apply(lines)
                .ifPresent(beside -> all.add(new Chart(
                        "scaling-" + name,
                        title,
                        subtitle(lines),
                        scaling.conditions(),
                        new Beside(steps, beside, HALF))));
    }

    private static String axis(List<Along> lines) {
        return lines.get(0).dimension().toString();
    }

    /** A line of a metric for each of some. */
    private List<SizesPlot.Line> lines(List<Along> some, String suffix, boolean dashed, Metric metric, double divisor) {
        List<SizesPlot.Line> lines = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            SortedMap<Integer, SizesPlot.Value> values = new TreeMap<>();
            Along along = some.get(i);
            for (ScalingPoint point : along.line().points()) {
                scaling.row(point, metric)
                        .ifPresent(row -> values.put(
                                along.dimension().size(point),
                                SizesPlot.Value.of(row.value(), row.interval(), divisor)));
            }
            if (!values.isEmpty()) {
                lines.add(new SizesPlot.Line(along.line().name() + suffix, i, dashed, values));
            }
        }
        return lines;
    }

    private Optional<Plot> latency(List<Along> lines) {
        String call = scaling.completion();
        List<SizesPlot.Line> all = new ArrayList<>();
        all.addAll(lines(lines, ", p50", false, Scaling.latency(call, .5), Scale.MILLISECONDS.divisor()));
        all.addAll(lines(lines, ", p99", true, Scaling.latency(call, .99), Scale.MILLISECONDS.divisor()));
        return plot(lines, "latency of " + call + " [ms]", all);
    }

    private Optional<Plot> processor(List<Along> lines) {
        List<SizesPlot.Line> all = new ArrayList<>();
        all.addAll(lines(lines, ", server", false, Metric.SERVER_CPU_MS_PER_STEP, 1));
        all.addAll(lines(lines, ", client", true, Metric.CLIENT_CPU_MS_PER_STEP, 1));
        return plot(lines, "processor time of a step [ms]", all);
    }

    private Optional<Plot> busy(List<Along> lines) {
        List<SizesPlot.Line> all = new ArrayList<>();
        all.addAll(busy(lines, ", mean", false, Connections::mean));
        all.addAll(busy(lines, ", p95", true, Connections::p95));
        return plot(lines, "connections at work at once", all);
    }

    private List<SizesPlot.Line> busy(
            List<Along> some, String suffix, boolean dashed, ToDoubleFunction<Connections> part) {
        List<SizesPlot.Line> lines = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            SortedMap<Integer, SizesPlot.Value> values = new TreeMap<>();
            Along along = some.get(i);
            along.line()
                    .points()
                    .forEach(point -> scaling.connections(point)
                            .ifPresent(busy -> values.put(
                                    along.dimension().size(point), SizesPlot.Value.of(part.applyAsDouble(busy)))));
            if (!values.isEmpty()) {
                lines.add(new SizesPlot.Line(along.line().name() + suffix, i, dashed, values));
            }
        }
        return lines;
    }

    private static Optional<Plot> plot(List<Along> lines, String title, List<SizesPlot.Line> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(SizesPlot.of(axis(lines), title, all));
    }

    private String subtitle(List<Along> lines) {
        List<String> words = new ArrayList<>();
        if (lines.get(0).dimension() == Dimension.CONNECTIONS) {
            words.addAll(scaling.poolFindings());
        }
        String gains = lines.stream()
                .filter(along -> along.dimension() == Dimension.WORKERS)
                .map(along -> gains(along.line()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        if (!gains.isEmpty()) {
            words.add("steps/s ÷ those of 1 worker (95 % interval): " + gains);
        }
        words.add(scaling.replication() + "; bands: 95 % intervals of the means");
        return String.join("\n", words);
    }

    private String gains(Scaling.Line line) {
        String gains = line.points().stream()
                .flatMap(point -> scaling
                        .row(point, Metric.STEPS_PER_SECOND)
                        .flatMap(Scaling.Row::toOneWorker)
                        .map(ratio -> point.workers() + " workers "
                                + Scale.text("", ratio.value())
                                + ratio.interval()
                                        .map(i -> " (" + Scale.text("", i.low()) + " to " + Scale.text("", i.high())
                                                + ")")
                                        .orElse(""))
                        .stream())
                .collect(Collectors.joining(", "));
        return gains.isEmpty() ? "" : line.name() + ": " + gains;
    }
}
