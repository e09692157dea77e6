package flowbench.analysis;

import flowbench.resources.Usage;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.MadFences;
import flowbench.statistics.Scale;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;
import tech.tablesaw.api.Table;

/**
 * What else was out of the ordinary in the iterations whose throughput is an outlier: every other metric that is
 * flagged by {@link TukeyFences} in the same iteration of the same fork, and how it compares with the median of all
 * measured iterations. It tells where to look for a cause, and is no proof of one.
 *
 * <p>All metrics of {@code samples.csv} are looked at: durations of the phases, counts of events, WAL and dead tuples, processor
 * time and memory, warnings of the server; and what the probes saw of the machine, the server and the pool in the execute phase.
 * Left out is what says the same as throughput: the duration of its phase, the flow runs a second, and what follows from them.
 */
public final class OutlierIterations implements Result {
    /** How many of several are named in a sentence. */
    private static final int NAMED = 3;

    private static final Median MEDIAN = Median.withDefaults().withCopy(true);

    /**
     * A value outside the fences of its metric.
     *
     * @param fork from 1
     * @param iteration from 1 within its fork, warm-up counted
     * @param phase the phase that the value belongs to
     * @param metric what it is a value of
     * @param value in the metric's unit
     * @param median of all measured values of that metric in that phase
     * @param outlier how far out it is
     * @param low whether it lies below the others
     * @param agreed whether {@link MadFences} agree; absent where the MAD is 0
     */
    public record Flag(
            int fork,
            int iteration,
            Phase phase,
            Metric metric,
            double value,
            double median,
            Outlier outlier,
            boolean low,
            Optional<Boolean> agreed) {
        /** How many times the median the value is; absent where the median is 0. */
        public OptionalDouble ratio() {
            double ratio = value / median;
            return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
        }
    }

    /**
     * An iteration whose throughput is an outlier.
     *
     * @param throughput its throughput
     * @param others the other metrics of it that are flagged, in the order of their phases
     */
    public record Odd(Flag throughput, List<Flag> others) {}

    private record Place(Phase phase, Metric metric) {}

    private final Manifest manifest;
    private final int n;
    private final List<Odd> odd;

    private OutlierIterations(Manifest manifest, int n, List<Odd> odd) {
        this.manifest = manifest;
        this.n = n;
        this.odd = odd;
    }

    /**
     * Of a run.
     *
     * @throws UserException if a file is bad, or no throughput was measured
     */
    public static OutlierIterations of(RunFolder run) {
        List<Sample> samples = run.readSamples(notice -> {});
        return find(run.manifest(), samples, Usage.of(run, samples, notice -> {}))
                .orElseThrow(() -> UserException.nothingMeasured("No throughput was measured in " + run.path() + "."));
    }

    /** The same of what was read already; absent where no throughput was measured. */
    static Optional<OutlierIterations> find(Manifest manifest, List<Sample> samples, Usage usage) {
        Map<Place, List<Sample>> groups = new LinkedHashMap<>();
        Stream.concat(
                        samples.stream().filter(sample -> sample.kind() == Kind.MEASURED),
                        WindowSamples.of(usage).stream())
                .forEach(sample -> groups.computeIfAbsent(
                                new Place(sample.phase(), sample.metric()), p -> new ArrayList<>())
                        .add(sample));
        return groups.keySet().stream()
                .filter(place -> place.metric().isThroughput())
                .findFirst()
                .map(throughput -> of(manifest, throughput, groups));
    }

    private static OutlierIterations of(Manifest manifest, Place throughput, Map<Place, List<Sample>> groups) {
        List<Flag> flags = groups.entrySet().stream()
                .flatMap(group -> flags(group.getKey(), group.getValue()).stream())
                .toList();
        List<Odd> odd = flags.stream()
                .filter(flag -> flag.metric().equals(throughput.metric()) && flag.phase() == throughput.phase())
                .sorted(Comparator.comparingInt(Flag::fork).thenComparingInt(Flag::iteration))
                .map(flag -> new Odd(flag, others(flag, flags)))
                .toList();
        return new OutlierIterations(manifest, groups.get(throughput).size(), odd);
    }

    private static List<Flag> flags(Place place, List<Sample> samples) {
        double[] values = samples.stream().mapToDouble(Sample::value).toArray();
        TukeyFences tukey = TukeyFences.of(values);
        Optional<MadFences> mad = MadFences.of(values);
        double median = MEDIAN.evaluate(values);
        return samples.stream()
                .filter(sample -> tukey.flag(sample.value()) != Outlier.NONE)
                .map(sample -> new Flag(
                        sample.fork(),
                        sample.iteration(),
                        place.phase(),
                        place.metric(),
                        sample.value(),
                        median,
                        tukey.flag(sample.value()),
                        tukey.low(sample.value()),
                        mad.map(fences -> fences.flag(sample.value()))))
                .toList();
    }

    private static List<Flag> others(Flag throughput, List<Flag> flags) {
        return flags.stream()
                .filter(flag -> flag.fork() == throughput.fork() && flag.iteration() == throughput.iteration())
                .filter(flag -> flag.phase() != throughput.phase() || !saysTheSame(flag.metric()))
                .sorted(Comparator.comparing(Flag::phase))
                .toList();
    }

    /** Whether a metric of the phase that throughput is computed on is throughput in other words. */
    private static boolean saysTheSame(Metric metric) {
        return metric.isThroughput() || metric.equals(Metric.DURATION) || metric.equals(Metric.FLOW_RUNS_PER_SECOND);
    }

    /** What was different in them, in a sentence; absent where there are none. */
    Optional<Warning> warning() {
        if (odd.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Warning.Type.OUTLIER_ITERATIONS,
                "Iterations whose throughput is an outlier (" + odd.size() + " of " + n + "): "
                        + odd.stream()
                                .limit(NAMED)
                                .map(OutlierIterations::words)
                                .collect(Collectors.joining("; "))
                        + (odd.size() > NAMED ? "; …" : "")
                        + ". They stay in; OutlierIterations.of(run) has the rest."));
    }

    private static String words(Odd iteration) {
        Flag flag = iteration.throughput();
        String others = iteration.others().stream()
                .limit(NAMED)
                .map(other -> other.phase() + " " + other.metric().label() + " "
                        + Scale.text(other.metric().unit(), other.value()) + " against "
                        + Scale.text(other.metric().unit(), other.median()))
                .collect(Collectors.joining(", "));
        return "fork " + flag.fork() + ", iteration " + flag.iteration() + " with "
                + Scale.text(flag.metric().unit(), flag.value()) + " against a median of "
                + Scale.text(flag.metric().unit(), flag.median())
                + (others.isEmpty() ? " (nothing else that was measured stood out)" : " (" + others + ")");
    }

    /** The iterations whose throughput is an outlier, in their order. */
    public List<Odd> iterations() {
        return odd;
    }

    @Override
    public String type() {
        return "outlier_iterations";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("run_id", manifest.runId());
    }

    /**
     * A row for each flagged value of these iterations, throughput first: run_id (STRING), fork, iteration (INTEGER), phase, metric,
     * unit (STRING), value, median, ratio (DOUBLE; ratio is missing where the median is 0), outlier ({@code mild} or
     * {@code severe}), side ({@code low} or {@code high}), mad_outlier ({@code yes} or {@code no}; missing where the
     * MAD is 0).
     */
    @Override
    public Table table() {
        Columns<Flag> columns = new Columns<>(flags());
        return Table.create(
                "outlier iterations",
                columns.text("run_id", flag -> manifest.runId()),
                columns.whole("fork", Flag::fork),
                columns.whole("iteration", Flag::iteration),
                columns.text("phase", flag -> flag.phase().toString()),
                columns.text("metric", flag -> flag.metric().name()),
                columns.text("unit", flag -> flag.metric().unit()),
                columns.number("value", Flag::value),
                columns.number("median", Flag::median),
                columns.number("ratio", flag -> flag.ratio().orElse(Double.NaN)),
                columns.text("outlier", flag -> flag.outlier().toString()),
                columns.text("side", flag -> flag.low() ? "low" : "high"),
                columns.textIfAny("mad_outlier", flag -> flag.agreed().map(agreed -> agreed ? "yes" : "no")));
    }

    private List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        for (Odd iteration : odd) {
            flags.add(iteration.throughput());
            flags.addAll(iteration.others());
        }
        return flags;
    }

    /** A line for each flagged value, those of one iteration together; or that there is none. */
    @Override
    public String toString() {
        String text = Grid.wrapped("", Conditions.of(manifest));
        if (odd.isEmpty()) {
            return text + "Of the " + n + " measured iterations none is an outlier in throughput.\n";
        }
        Grid grid = new Grid(
                5, "fork", "iteration", "phase", "metric", "unit", "value", "median", "÷ median", "outlier", "MAD");
        for (Odd iteration : odd) {
            add(grid, iteration.throughput(), true);
            iteration.others().forEach(flag -> add(grid, flag, false));
        }
        return text
                + Grid.wrapped(
                        "",
                        "Iterations whose throughput is an outlier (" + odd.size() + " of " + n
                                + "; Tukey, flagged and kept), and what else was flagged in them, each against the median of all"
                                + " measured iterations:")
                + "\n" + grid.text("MAD") + "\n"
                + Grid.wrapped(
                        "",
                        "An iteration of one line had nothing else that was measured and flagged. MAD: whether the modified"
                                + " z-score agrees. " + Grid.NOTHING + ": not defined.");
    }

    private static void add(Grid grid, Flag flag, boolean first) {
        Scale scale = Scale.of(flag.metric().unit(), flag.value());
        OptionalDouble ratio = flag.ratio();
        grid.add(List.of(
                first ? Integer.toString(flag.fork()) : "",
                first ? Integer.toString(flag.iteration()) : "",
                flag.phase().toString(),
                flag.metric().label(),
                scale.unit(),
                scale.number(flag.value()),
                scale.number(flag.median()),
                ratio.isPresent() ? Scale.text("", ratio.getAsDouble()) : Grid.NOTHING,
                (flag.low() ? "low " : "high ") + flag.outlier(),
                flag.agreed().map(agreed -> agreed ? "yes" : "no").orElse(Grid.NOTHING)));
    }
}
