package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.analysis.Summary;
import flowbench.charts.DistributionPlot.Box;
import flowbench.charts.DistributionPlot.Cloud;
import flowbench.charts.DistributionPlot.Column;
import flowbench.charts.DistributionPlot.Flagged;
import flowbench.charts.DistributionPlot.Outline;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Density;
import flowbench.statistics.Distribution;
import flowbench.statistics.Estimate;
import flowbench.statistics.Moments;
import flowbench.statistics.NestedMean;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** How values are distributed: those of a metric, or the latencies of calls, by fork and all together. */
final class DistributionChart {
    /** Fewer values are points alone: quartiles of theirs would be hardly more than they themselves. */
    private static final int ENOUGH_FOR_BOX = 10;
    /** More points than this hide each other. */
    private static final int MOST_POINTS = 300;
    /** Calls that a density is made of, where there are more: spread evenly over the ranks. */
    private static final int MOST_OF_DENSITY = 5000;
    /** More forks than this have no room; what they are together is drawn. */
    private static final int MOST_FORKS = 14;

    private static final String DENSITY =
            "Gaussian kernel, bandwidth of Silverman (1986), from " + Density.ENOUGH + " values on";

    private DistributionChart() {}

    /** Of a metric or, where there is none of that name, of an operation of the execute phase. */
    static Chart of(Reading reading, String name) {
        List<Summary.Row> rows = reading.rows();
        if (rows.stream().anyMatch(row -> row.metric().name().equals(name))) {
            return ofMetric(reading, Summary.row(rows, name));
        }
        SortedMap<Integer, Distribution> forks = Operations.latencyByFork(reading.run(), name);
        if (forks.isEmpty()) {
            throw new UserException(reading.run().path()
                    + ": no distribution to draw: there is neither a metric nor an operation of the execute phase"
                    + " named \"" + name + "\"; there are "
                    + Stream.concat(
                                    rows.stream().map(row -> row.metric().name()),
                                    reading.operations().stream()
                                            .flatMap(operations -> operations.rows().stream())
                                            .filter(row -> row.phase() == Phase.EXECUTE)
                                            .map(Operations.Row::operation))
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return ofOperation(reading, name, forks);
    }

    /** Of a metric; absent where its values are too few for quartiles, so that another chart shows all that there is. */
    static Optional<Chart> find(Reading reading, String metric) {
        Summary.Row row = Summary.row(reading.rows(), metric);
        return row.estimate().n() < ENOUGH_FOR_BOX ? Optional.empty() : Optional.of(ofMetric(reading, row));
    }

    private static Chart ofMetric(Reading reading, Summary.Row row) {
        SortedMap<Integer, double[]> forks = new TreeMap<>();
        reading.measured(row).stream()
                .collect(Collectors.groupingBy(
                        Sample::fork, TreeMap::new, Collectors.mapping(Sample::value, Collectors.toList())))
                .forEach((fork, values) ->
                        forks.put(fork, values.stream().mapToDouble(v -> v).toArray()));
        double[] all = forks.values().stream().flatMapToDouble(DoubleStream::of).toArray();
        Scale scale = Scale.of(
                row.metric().unit(), DoubleStream.of(all).map(Math::abs).max().orElseThrow());
        List<Column> columns = new ArrayList<>();
        if (forks.size() > 1 && forks.size() <= MOST_FORKS) {
            forks.forEach((fork, values) -> columns.add(column(
                    forks.size() < DistributionPlot.MOST_NAMED_IN_FULL ? "fork " + fork : String.valueOf(fork),
                    values,
                    OptionalDouble.of(Moments.mean(values)),
                    Optional.empty(),
                    scale,
                    List.of(new Cloud("fork " + fork, scaled(values, scale), columns.size())))));
        }
        Estimate estimate = row.estimate();
        columns.add(column(
                forks.size() == 1 ? "fork " + forks.firstKey() : "all",
                all,
                OptionalDouble.of(estimate.mean()),
                estimate.interval(),
                scale,
                all.length > MOST_POINTS ? List.of() : clouds(forks, scale)));
        String words = IterationsChart.words(row.metric(), row.phase());
        DistributionPlot plot = new DistributionPlot(
                words + " [" + scale.unit() + "]",
                forks.size() > MOST_FORKS ? forks.size() + " forks together" : "measured iterations by fork",
                columns,
                false);
        return new Chart(
                "distribution-" + (row.phase() == Phase.EXECUTE ? "" : row.phase() + "-")
                        + row.metric().name(),
                "Distribution of " + words,
                IterationsChart.figures(row) + ")" + parts(all.length) + plot.axisNote(),
                Conditions.of(reading.manifest()),
                plot);
    }

    /** What is drawn of so many values beside themselves. */
    private static String parts(int n) {
        if (n < ENOUGH_FOR_BOX) {
            return "; fewer than " + ENOUGH_FOR_BOX + " values: points alone";
        }
        return "; whiskers: to the last value within 1.5 IQR"
                + (n < Density.ENOUGH
                        ? "; no density of fewer than " + Density.ENOUGH + " values"
                        : "; density: " + DENSITY);
    }

    private static Column column(
            String name,
            double[] values,
            OptionalDouble mean,
            Optional<StudentInterval> interval,
            Scale scale,
            List<Cloud> clouds) {
        double[] scaled = scaled(values, scale);
        double[] sorted = DoubleStream.of(scaled).sorted().toArray();
        TukeyFences fences = TukeyFences.of(scaled);
        double[] inside = DoubleStream.of(sorted)
                .filter(value -> fences.flag(value) == Outlier.NONE)
                .toArray();
        Optional<Box> box = scaled.length < ENOUGH_FOR_BOX
                ? Optional.empty()
                : Optional.of(new Box(inside[0], fences.q1(), median(sorted), fences.q3(), inside[inside.length - 1]));
        List<Flagged> flagged = box.isEmpty() || clouds.isEmpty()
                ? List.of()
                : Stream.of(Outlier.MILD, Outlier.SEVERE)
                        .map(outlier -> new Flagged(
                                outlier + " outlier",
                                DoubleStream.of(scaled)
                                        .filter(value -> fences.flag(value) == outlier)
                                        .toArray(),
                                outlier == Outlier.MILD ? 1.9 : 2.6))
                        .filter(some -> some.values().length > 0)
                        .toList();
        return new Column(
                name,
                values.length,
                clouds,
                flagged,
                box,
                Outline.of(scaled, scaled.length, false),
                mean.isPresent() ? OptionalDouble.of(mean.getAsDouble() / scale.divisor()) : mean,
                interval.map(i -> in(scale, i)).map(i -> sorted[0] < 0 ? i : fromZero(i)));
    }

    /** Where no value is below 0 the axis ends there, whatever the bound; the subtitle gives it in full. */
    private static StudentInterval fromZero(StudentInterval i) {
        return new StudentInterval(Math.max(i.low(), 0), i.high(), i.level(), i.n());
    }

    private static double[] scaled(double[] values, Scale scale) {
        return DoubleStream.of(values).map(value -> value / scale.divisor()).toArray();
    }

    /** The values of all forks, each as in its own column. */
    private static List<Cloud> clouds(SortedMap<Integer, double[]> forks, Scale scale) {
        if (forks.size() > MOST_FORKS) {
            return List.of(new Cloud(
                    "iteration",
                    scaled(
                            forks.values().stream()
                                    .flatMapToDouble(DoubleStream::of)
                                    .toArray(),
                            scale),
                    0));
        }
        List<Cloud> clouds = new ArrayList<>();
        forks.forEach((fork, values) -> clouds.add(new Cloud("fork " + fork, scaled(values, scale), clouds.size())));
        return clouds;
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static StudentInterval in(Scale scale, StudentInterval i) {
        return new StudentInterval(i.low() / scale.divisor(), i.high() / scale.divisor(), i.level(), i.n());
    }

    /** Of every operation of the execute phase that has enough calls for its quartiles. */
    static Chart ofOperations(Reading reading) {
        return findOperations(reading)
                .orElseThrow(() -> new UserException(reading.run().operations().path()
                        + ": no distribution to draw: no operation of the execute phase has " + ENOUGH_FOR_BOX
                        + " measured calls that ended ok."));
    }

    static Optional<Chart> findOperations(Reading reading) {
        List<Operations.Row> rows = reading.operations().stream()
                .flatMap(operations -> operations.rows().stream())
                .filter(row -> row.phase() == Phase.EXECUTE && row.latency().n() >= ENOUGH_FOR_BOX)
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Scale scale = scale(rows.stream().map(Operations.Row::latency).toList());
        List<Column> columns = rows.stream()
                .map(row -> column(row.operation(), row.latency(), row.latencyMean(), scale))
                .toList();
        return Optional.of(new Chart(
                "distribution-latency",
                "Distribution of the latencies of execute",
                calls(rows.stream().map(Operations.Row::latency).toList()) + "; all forks pooled",
                Conditions.of(reading.manifest()),
                new DistributionPlot("latency [" + scale.unit() + "]", "operation", columns, true)));
    }

    private static Chart ofOperation(Reading reading, String operation, SortedMap<Integer, Distribution> forks) {
        Operations.Row row = reading.operations().orElseThrow().rows().stream()
                .filter(one -> one.phase() == Phase.EXECUTE && one.operation().equals(operation))
                .findFirst()
                .orElseThrow();
        Scale scale = scale(List.of(row.latency()));
        List<Column> columns = new ArrayList<>();
        if (forks.size() > 1 && forks.size() <= MOST_FORKS) {
            forks.forEach((fork, latency) -> columns.add(column(
                    forks.size() < DistributionPlot.MOST_NAMED_IN_FULL ? "fork " + fork : String.valueOf(fork),
                    latency,
                    Optional.empty(),
                    scale)));
        }
        columns.add(column(
                forks.size() == 1 ? "fork " + forks.firstKey() : "all", row.latency(), row.latencyMean(), scale));
        return new Chart(
                "distribution-" + operation,
                "Distribution of the latency of " + operation,
                row.latencyMean().map(mean -> mean(mean) + "; ").orElse("") + calls(List.of(row.latency())),
                Conditions.of(reading.manifest()),
                new DistributionPlot("latency [" + scale.unit() + "]", "measured calls by fork", columns, true));
    }

    private static String mean(NestedMean mean) {
        return "mean " + Scale.text("ns", mean.mean())
                + mean.interval()
                        .map(i -> ", " + i.text(bound -> Scale.text("ns", bound)))
                        .orElse("")
                + (mean.withinOneProcess()
                        ? " over " + mean.replicates() + " iterations, within one process"
                        : " over " + mean.forks() + " fork means");
    }

    private static String calls(List<Distribution> latencies) {
        return "measured calls that ended ok; whiskers: p1 and p99, or the extremes where n supports no such; points: "
                + "the shortest and the longest; density: of the logarithm, " + DENSITY;
    }

    private static Scale scale(List<Distribution> latencies) {
        return Scale.of(
                "ns",
                latencies.stream()
                        .flatMapToDouble(latency -> latency.quantile(.5).stream())
                        .max()
                        .orElse(0));
    }

    private static Column column(String name, Distribution latency, Optional<NestedMean> mean, Scale scale) {
        // A logarithmic axis has no 0; a clock that ticks in more than 1 ns may give it.
        double[] values = DoubleStream.of(latency.drawn(MOST_OF_DENSITY))
                .map(value -> Math.max(value, 1) / scale.divisor())
                .toArray();
        double least = Math.max(latency.min().orElseThrow(), 1) / scale.divisor();
        double greatest = Math.max(latency.max().orElseThrow(), 1) / scale.divisor();
        boolean few = values.length < ENOUGH_FOR_BOX;
        TukeyFences quartiles = TukeyFences.of(values);
        return new Column(
                name,
                latency.n(),
                List.of(
                        few
                                ? new Cloud("call", values, 0)
                                : new Cloud("shortest and longest", new double[] {least, greatest}, 0)),
                List.of(),
                few
                        ? Optional.empty()
                        : Optional.of(new Box(
                                at(latency, .01, least, scale),
                                quartiles.q1(),
                                median(values),
                                quartiles.q3(),
                                at(latency, .99, greatest, scale))),
                Outline.of(values, latency.n(), true),
                mean.map(m -> OptionalDouble.of(m.mean() / scale.divisor())).orElseGet(OptionalDouble::empty),
                mean.flatMap(NestedMean::interval)
                        .filter(interval -> interval.low() > 0)
                        .map(interval -> in(scale, interval)));
    }

    private static double at(Distribution latency, double p, double otherwise, Scale scale) {
        OptionalDouble quantile = latency.quantile(p);
        return quantile.isPresent() ? Math.max(quantile.getAsDouble(), 1) / scale.divisor() : otherwise;
    }
}
