package flowbench.charts;

import flowbench.analysis.Completions;
import flowbench.analysis.Completions.Iteration;
import flowbench.analysis.Completions.Rate;
import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How fast it goes within the execute phase: completions in short spans of time, of all measured iterations of a fork. */
final class ThroughputChart {
    /** About so many spans are drawn of the execute phase that is the median of their lengths. */
    private static final int SPANS = 60;
    /** In the mean a span holds so many completions at the least: of fewer the count is more chance than rate. */
    private static final int LEAST_IN_SPAN = 20;

    private final RunFolder run;
    private final Completions completions;
    private final int fork;
    private final int forks;
    private final List<Iteration> iterations;
    private final Optional<Iteration> chosen;
    private final double width;

    private ThroughputChart(RunFolder run, Completions completions, OptionalInt wanted, OptionalInt iteration) {
        this.run = run;
        this.completions = completions;
        List<Integer> known = completions.iterations().stream()
                .map(Iteration::fork)
                .distinct()
                .toList();
        this.fork = wanted.orElse(known.get(0));
        this.forks = known.size();
        this.iterations = completions.iterations().stream()
                .filter(one -> one.fork() == fork)
                .toList();
        if (iterations.isEmpty()) {
            throw nothing(run, "of fork " + fork + "; there are " + numbers(known));
        }
        this.chosen = iterations.stream()
                .filter(one -> iterations.size() == 1 || iteration.isPresent())
                .filter(one -> iteration.isEmpty() || one.number() == iteration.getAsInt())
                .findFirst();
        if (iteration.isPresent() && chosen.isEmpty()) {
            throw nothing(
                    run,
                    "of measured iteration " + iteration.getAsInt() + " of fork " + fork + "; there are "
                            + numbers(iterations.stream().map(Iteration::number).toList()));
        }
        this.width = width(iterations);
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static UserException nothing(RunFolder run, String what) {
        return new UserException(run.operations().path() + ": no throughput over time to draw " + what + ".");
    }

    /** Of the first fork, or of the one that is wanted. */
    static Chart of(RunFolder run, OptionalInt fork, OptionalInt iteration) {
        Completions completions = Operations.find(run)
                .flatMap(Operations::completions)
                .orElseThrow(() -> nothing(run, "here: no call of a measured execute phase completed anything"));
        return new ThroughputChart(run, completions, fork, iteration).draw();
    }

    /** Absent where nothing was completed. */
    static Optional<Chart> find(Reading reading) {
        return reading.operations()
                .flatMap(Operations::completions)
                .map(completions -> new ThroughputChart(
                                reading.run(), completions, OptionalInt.empty(), OptionalInt.empty())
                        .draw());
    }

    /** The width of a span, s: 1, 2 or 5 times a power of ten. */
    static double width(List<Iteration> iterations) {
        double[] lengths =
                iterations.stream().mapToDouble(Iteration::seconds).sorted().toArray();
        double seconds = Arrays.stream(lengths).sum();
        int count = iterations.stream().mapToInt(Iteration::count).sum();
        double needed = Math.max(lengths[lengths.length / 2] / SPANS, LEAST_IN_SPAN * seconds / count);
        double shortest =
                iterations.stream().mapToDouble(Iteration::shortest).max().orElseThrow();
        double decade = shortest;
        while (true) {
            for (int digit : new int[] {1, 2, 5}) {
                if (digit * decade >= needed) {
                    return digit * decade;
                }
            }
            decade *= 10;
        }
    }

    private Chart draw() {
        String bold = chosen.map(one -> "iteration " + one.number() + ", bold, of n = "
                        + Scale.counted(iterations.size(), "measured iteration"))
                .orElse("n = " + Scale.counted(iterations.size(), "measured iteration")
                        + ", bold their median while most of them go on");
        return new Chart(
                "throughput-over-time",
                "Throughput within an iteration",
                bold + ", fork " + fork + " of " + forks + "; calls of " + completions.call()
                        + " that ended ok, counted in bins of " + bin() + ", no other smoothing",
                Conditions.of(run.manifest()),
                Plot.of(this::plot));
    }

    private String bin() {
        return width < 1 ? TimePlot.figure(1000 * width) + " ms" : TimePlot.figure(width) + " s";
    }

    private XYChart plot(Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.setXAxisTitle("seconds since the first call of the execute phase");
        plot.setYAxisTitle(
                switch (completions.call()) {
                    case "complete_task" -> "steps/s";
                    case "finish" -> "messages/s";
                    default -> "calls of " + completions.call() + " in a second, each of several steps";
                });
        double highest = 0;
        double longest = 0;
        for (Iteration iteration : iterations) {
            List<Rate> rates = iteration.rates(width);
            boolean first = longest == 0;
            highest = Math.max(
                    highest, rates.stream().mapToDouble(Rate::perSecond).max().orElse(0));
            longest = Math.max(longest, iteration.seconds());
            XYSeries line = steps(plot, first ? "one iteration" : "faint " + iteration.number(), rates);
            line.setShowInLegend(first);
            line.setLineColor(Ink.WARMUP.on(theme));
            line.setLineStyle(Look.FAINT);
        }
        String name = chosen.map(one -> "iteration " + one.number()).orElse("median of " + iterations.size());
        List<Rate> strong = chosen.map(one -> one.rates(width)).orElseGet(this::median);
        XYSeries bold = steps(plot, name, strong);
        bold.setLineColor(Ink.BLUE.on(theme));
        bold.setLineStyle(Look.THICK);
        var styler = plot.getStyler();
        styler.setXAxisMin(-Look.HAIR * longest);
        styler.setXAxisMax(longest);
        styler.setYAxisMin(-Look.HAIR * highest);
        styler.setYAxisMax(highest * 1.08);
        styler.setXAxisTickLabelsFormattingFunction(IterationsChart::tick);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return plot;
    }

    /** Each rate holds for its span of time. */
    private static XYSeries steps(XYChart plot, String name, List<Rate> rates) {
        Track points = new Track();
        rates.forEach(rate -> points.hold(new Span(rate.from(), rate.to()), rate.perSecond()));
        XYSeries line = plot.addSeries(name, points.times(), points.values());
        line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        line.setMarker(SeriesMarkers.NONE);
        return line;
    }

    /** The median of the rates of those iterations that last as long, while these are more than half. */
    private List<Rate> median() {
        List<List<Rate>> all =
                iterations.stream().map(iteration -> iteration.rates(width)).toList();
        List<Rate> medians = new ArrayList<>();
        for (int i = 0; ; i++) {
            int place = i;
            List<Rate> there = all.stream()
                    .filter(rates -> rates.size() > place)
                    .map(rates -> rates.get(place))
                    .sorted((a, b) -> Double.compare(a.perSecond(), b.perSecond()))
                    .toList();
            if (2 * there.size() <= all.size()) {
                return medians;
            }
            double rate = IntStream.of((there.size() - 1) / 2, there.size() / 2)
                    .mapToDouble(k -> there.get(k).perSecond())
                    .average()
                    .orElseThrow();
            medians.add(new Rate(place * width, (place + 1) * width, rate));
        }
    }
}
