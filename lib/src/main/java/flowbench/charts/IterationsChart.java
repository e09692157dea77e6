package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.SteadyState;
import flowbench.analysis.Summary;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.statistics.Course;
import flowbench.statistics.Estimate;
import flowbench.statistics.Scale;
import flowbench.statistics.Segmentation.Segment;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The values of a metric by iteration, a line for each fork, around their mean and its interval. */
final class IterationsChart {
    /** More forks than this share one marker, as no reader can tell so many apart. */
    private static final int MOST_FORKS = 10;
    /** Of the middle of a cross above the end of the axis, as a share of it: high enough for all of the cross to be seen. */
    private static final double CROSS_HEIGHT = .025;

    private final Reading reading;
    private final Summary.Row row;
    private final Scale scale;
    private final List<Sample> samples;
    private final Map<Integer, Integer> forks = new TreeMap<>();
    private final List<Sample> measured;
    private final List<Sample> failed;
    private final List<SteadyState.Fork> states;

    private IterationsChart(Reading reading, String metric) {
        this.reading = reading;
        this.row = Summary.row(reading.rows(), metric);
        this.samples = reading.samples().stream()
                .filter(sample -> sample.kind() != Kind.FAILED
                        && sample.phase() == row.phase()
                        && sample.metric().equals(row.metric()))
                .sorted(Comparator.comparing(Sample::fork).thenComparing(Sample::iteration))
                .toList();
        this.measured = only(Kind.MEASURED);
        this.failed = failed(reading.samples());
        this.scale = Scale.of(row.metric().unit(), max());

        for (Sample sample : samples) {
            forks.putIfAbsent(sample.fork(), forks.size());
        }
        this.states = forks.size() <= MOST_FORKS
                ? SteadyState.of(reading.run(), reading.samples(), metric).forks()
                : List.of();
    }

    /** One sample of each iteration that failed, whatever it is of: it says where there is no value. */
    private static List<Sample> failed(List<Sample> samples) {
        Map<List<Integer>, Sample> first = new LinkedHashMap<>();
        samples.stream()
                .filter(sample -> sample.kind() == Kind.FAILED)
                .forEach(sample -> first.putIfAbsent(List.of(sample.fork(), sample.iteration()), sample));
        return List.copyOf(first.values());
    }

    static Chart of(Reading reading, String metric) {
        return new IterationsChart(reading, metric).draw();
    }

    private double max() {
        double high = row.estimate().interval().map(StudentInterval::high).orElse(0.0);
        return samples.stream().mapToDouble(Sample::value).reduce(high, Math::max);
    }

    private Chart draw() {
        SortedMap<Integer, String> labels = new TreeMap<>();
        Stream.concat(samples.stream(), failed.stream())
                .forEach(sample -> labels.put(sample.iteration(), String.valueOf(sample.iteration())));
        return new Chart(
                "iterations-" + (row.phase() == Phase.EXECUTE ? "" : row.phase() + "-")
                        + row.metric().name(),
                capitalised(words(row.metric(), row.phase())) + " by iteration",
                subtitle(),
                Conditions.of(reading.manifest()),
                new LabelledPlot(theme -> new Painting(theme).plot(), "iteration of the fork", labels, bottom()));
    }

    private double bottom() {
        double least = samples.stream().mapToDouble(Sample::value).min().orElse(0);
        double low = least < 0
                ? Math.min(
                        least,
                        row.estimate().interval().map(StudentInterval::low).orElse(0.0))
                : 0;
        return low < 0 ? low / scale.divisor() * 1.1 : -Look.HAIR * Math.max(max() / scale.divisor(), 0);
    }

    private double top() {
        return max() <= 0 ? 1.0 : max() / scale.divisor() * 1.1;
    }

    /** A round number of an axis, without the noise of floating point. */
    static String tick(double value) {
        return new BigDecimal(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }

    private List<Sample> only(Kind kind) {
        return samples.stream().filter(sample -> sample.kind() == kind).toList();
    }

    private String subtitle() {
        String perFork =
                measured.stream().collect(Collectors.groupingBy(Sample::fork, Collectors.counting())).values().stream()
                        .distinct()
                        .sorted()
                        .map(Object::toString)
                        .collect(Collectors.joining(" or "));
        return figures(row) + " × " + perFork + " measured)";
    }

    /** The mean, its interval, n and the forks, in a parenthesis that is left open. */
    static String figures(Summary.Row row) {
        Estimate estimate = row.estimate();
        Scale close = Scale.of(row.metric().unit(), estimate.mean());
        String interval = estimate.interval()
                .map(i -> ", " + i.text(close::number) + " over "
                        + (estimate.withinOneProcess()
                                ? i.n() + " iterations, within one process"
                                : i.n() + " fork means"))
                .orElse(
                        estimate.constant() && estimate.n() > 1
                                ? ", all values the same: no interval"
                                : ", too few values for an interval");
        return "mean " + close.number(estimate.mean()) + " " + close.unit() + interval + "; n = " + estimate.n() + " ("
                + Scale.counted(estimate.forks(), "fork");
    }

    static String words(Metric metric, Phase phase) {
        String words = metric.label().replace('_', ' ');
        return metric.equals(Metric.DURATION) ? words + " of " + phase : words;
    }

    static String capitalised(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The plot on one ground. */
    private final class Painting {
        private final Theme theme;
        private final XYChart plot;

        private Painting(Theme theme) {
            this.theme = theme;
            this.plot = Look.plot(theme);
        }

        private XYChart plot() {
            plot.setYAxisTitle(words(row.metric(), row.phase()) + " [" + scale.unit() + "]");
            double first = measured.stream().mapToInt(Sample::iteration).min().orElseThrow() - .4;
            double last = measured.stream().mapToInt(Sample::iteration).max().orElseThrow() + .4;
            interval(first, last);
            mean(first, last);
            if (forks.size() <= MOST_FORKS) {
                segments();
                forks.forEach((fork, index) -> fork("fork " + fork, index, sample -> sample.fork() == fork));
            } else {
                points("one of " + forks.size() + " forks", measured)
                        .setMarker(Look.marker(0))
                        .setMarkerColor(Ink.BLUE.on(theme));
            }
            List<Sample> warmup = only(Kind.WARMUP);
            if (!warmup.isEmpty()) {
                points("warm-up (left out)", warmup)
                        .setMarker(new Look.Ring(.8))
                        .setMarkerColor(Ink.WARMUP.on(theme));
            }
            outliers();
            failed();
            IntSummaryStatistics drawn = Stream.concat(samples.stream(), failed.stream())
                    .mapToInt(Sample::iteration)
                    .summaryStatistics();
            var styler = plot.getStyler();
            styler.setXAxisMin(drawn.getMin() - .6);
            styler.setXAxisMax(Math.max(last, drawn.getMax() + .4) + .2);
            styler.setYAxisMin(bottom());
            styler.setYAxisMax(top());
            styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
            return plot;
        }

        private void interval(double first, double last) {
            row.estimate().interval().ifPresent(interval -> {
                // Where no value is below 0 the axis ends there, whatever the bound; the subtitle gives it in full.
                boolean negative = samples.stream().anyMatch(sample -> sample.value() < 0);
                double low = (negative ? interval.low() : Math.max(interval.low(), 0)) / scale.divisor();
                double high = interval.high() / scale.divisor();
                XYSeries band = plot.addSeries(
                        "95 % interval", new double[] {first, last, last, first}, new double[] {low, low, high, high});
                band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
                band.setFillColor(Ink.BAND.on(theme));
                band.setLineColor(Ink.BAND.on(theme));
                band.setMarker(SeriesMarkers.NONE);
            });
        }

        private void mean(double first, double last) {
            double mean = row.estimate().mean() / scale.divisor();
            XYSeries line = plot.addSeries("mean", new double[] {first, last}, new double[] {mean, mean});
            line.setMarker(SeriesMarkers.NONE);
            line.setLineColor(Ink.STRONG.on(theme));
            line.setLineStyle(Look.DASHED);
        }

        /** The means of the states of each fork that changed, broad and pale behind its values. */
        private void segments() {
            for (SteadyState.Fork fork : states) {
                List<Segment> segments = fork.course().segmentation().segments();
                if (fork.course().type() == Course.Type.TOO_FEW || segments.size() == 1) {
                    continue;
                }
                // Its values are those of the iterations that did not fail, one after the other.
                int[] iterations = samples.stream()
                        .filter(sample -> sample.fork() == fork.fork())
                        .mapToInt(Sample::iteration)
                        .toArray();
                for (Segment segment : segments) {
                    double mean = segment.mean() / scale.divisor();
                    XYSeries line = plot.addSeries(
                            "segment of fork " + fork.fork() + " from " + segment.first(),
                            new double[] {iterations[segment.first() - 1] - .4, iterations[segment.last() - 1] + .4},
                            new double[] {mean, mean});
                    line.setMarker(SeriesMarkers.NONE);
                    line.setLineColor(Ink.of(forks.get(fork.fork())).pale(theme));
                    line.setLineStyle(Look.BROAD);
                    line.setShowInLegend(false);
                }
            }
        }

        private void fork(String name, int index, Predicate<Sample> which) {
            List<Sample> own = measured.stream().filter(which).toList();
            if (own.isEmpty()) {
                return;
            }
            XYSeries line = plot.addSeries(name, xs(own), ys(own));
            line.setLineColor(Ink.of(index).on(theme));
            line.setLineStyle(Look.THIN);
            line.setMarker(Look.marker(index));
            line.setMarkerColor(Ink.of(index).on(theme));
        }

        private XYSeries points(String name, List<Sample> some) {
            XYSeries series = plot.addSeries(name, xs(some), ys(some));
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            return series;
        }

        private void outliers() {
            TukeyFences fences =
                    TukeyFences.of(measured.stream().mapToDouble(Sample::value).toArray());
            for (Outlier outlier : List.of(Outlier.MILD, Outlier.SEVERE)) {
                List<Sample> flagged = measured.stream()
                        .filter(sample -> fences.flag(sample.value()) == outlier)
                        .toList();
                if (!flagged.isEmpty()) {
                    points(outlier + " outlier", flagged)
                            .setMarker(new Look.Ring(outlier == Outlier.MILD ? 1.9 : 2.6))
                            .setMarkerColor(Ink.VERMILLION.on(theme));
                }
            }
        }

        /** Where an iteration failed there is no value: a cross stands in its place, right above the axis. */
        private void failed() {
            if (!failed.isEmpty()) {
                double[] heights = new double[failed.size()];
                Arrays.fill(heights, bottom() + CROSS_HEIGHT * (top() - bottom()));
                XYSeries crosses = plot.addSeries("failed (no value)", xs(failed), heights);
                crosses.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
                crosses.setMarker(new Look.Cross());
                crosses.setMarkerColor(Ink.VERMILLION.on(theme));
            }
        }

        /** Forks stand a little apart, so that equal values do not hide each other. */
        private double[] xs(List<Sample> some) {
            double step = Math.min(.08, .5 / forks.size());
            return some.stream()
                    .mapToDouble(s -> s.iteration() + step * (forks.get(s.fork()) - (forks.size() - 1) / 2.0))
                    .toArray();
        }

        private double[] ys(List<Sample> some) {
            return some.stream().mapToDouble(s -> s.value() / scale.divisor()).toArray();
        }
    }
}
