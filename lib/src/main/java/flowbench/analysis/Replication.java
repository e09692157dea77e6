package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.ReplicationPlan;
import flowbench.statistics.Scale;
import flowbench.statistics.VarianceComponents;
import flowbench.statistics.VarianceFactor;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Where the noise of a run arises, between its forks or between the iterations of one, what a fork and an iteration
 * cost, and so the cheapest number of both for an interval of a wanted width: {@link VarianceComponents} and
 * {@link ReplicationPlan} of one metric of a run folder.
 *
 * <p>Noise is absent with fewer than three forks, or fewer than two measured iterations in each. A fork that has fewer
 * of them than the others, such as the last of an interrupted run, is left out.
 *
 * <p>An iteration costs the time from its start to the start of the next, so with what is done between them. A fork
 * costs the start of its database, the time from there to its first measured iteration, warm-up included, and its
 * process: the shortest time between the end of one fork and the beginning of the next, since another run's fork may
 * lie in the longer ones. Costs are absent where run.json does not name the forks, or its times do not fit those of the
 * samples.
 */
public final class Replication implements Result {
    /** The widths that are planned for, as shares of the mean. */
    public static final List<Double> WIDTHS = List.of(.05, .02, .01);

    private static final int LEAST_FORKS = 3;
    /** With so many forks the variance between them is known within a factor of about three. */
    private static final int MANY_FORKS = 10;

    private static final double NS_PER_SECOND = 1e9;

    /**
     * What measuring costs.
     *
     * @param forkNs of a fork without its measured iterations: process, database, warm-up, in nanoseconds
     * @param iterationNs of a measured iteration, in nanoseconds
     */
    public record Costs(double forkNs, double iterationNs) {}

    private final Manifest manifest;
    private final Phase phase;
    private final Metric metric;
    private final int forks;
    private final int leftOut;
    private final int iterations;
    private final Optional<VarianceComponents> components;
    private final Optional<Costs> costs;

    private Replication(
            Manifest manifest, Phase phase, Metric metric, SortedMap<Integer, SortedMap<Integer, Sample>> samples) {
        this.manifest = manifest;
        this.phase = phase;
        this.metric = metric;
        this.iterations =
                samples.values().stream().mapToInt(SortedMap::size).max().orElse(0);
        SortedMap<Integer, SortedMap<Integer, Sample>> whole = new TreeMap<>(samples);
        whole.values().removeIf(fork -> fork.size() < iterations);
        this.forks = whole.size();
        this.leftOut = samples.size() - whole.size();
        this.components = forks < LEAST_FORKS
                ? Optional.empty()
                : VarianceComponents.of(whole.values().stream()
                        .map(fork -> fork.values().stream()
                                .mapToDouble(Sample::value)
                                .toArray())
                        .toList());
        this.costs = costs(manifest, whole);
    }

    /**
     * Of the throughput of a run.
     *
     * @throws UserException if a file is bad, or no throughput was measured
     */
    public static Replication of(RunFolder run) {
        List<Sample> samples = run.readSamples(notice -> {});
        return ofThroughput(run.manifest(), samples)
                .orElseThrow(() -> UserException.nothingMeasured("No throughput was measured in " + run.path()
                        + "; Replication.of(run, metric) takes any other metric."));
    }

    /**
     * Of any metric of a run, in the phase that has it; {@code duration_ns} is that of execute.
     *
     * @throws UserException if a file is bad, or no measured value has that name
     */
    public static Replication of(RunFolder run, String metric) {
        return of(run.manifest(), run.readSamples(notice -> {}), metric)
                .orElseThrow(() -> new UserException("Metric \"" + metric + "\" was not measured in " + run.path()
                        + "; Summary.of(run) shows those that were."));
    }

    static Optional<Replication> ofThroughput(Manifest manifest, List<Sample> samples) {
        return samples.stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().isThroughput())
                .findFirst()
                .flatMap(sample -> of(manifest, samples, sample.metric().name()));
    }

    private static Optional<Replication> of(Manifest manifest, List<Sample> samples, String metric) {
        List<Sample> measured = samples.stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().name().equals(metric))
                .toList();
        return measured.stream()
                .min(Comparator.comparing((Sample sample) -> sample.phase() != Phase.EXECUTE)
                        .thenComparing(Sample::phase))
                .map(first -> {
                    SortedMap<Integer, SortedMap<Integer, Sample>> forks = new TreeMap<>();
                    measured.stream()
                            .filter(sample -> sample.phase() == first.phase())
                            .forEach(sample -> forks.computeIfAbsent(sample.fork(), f -> new TreeMap<>())
                                    .put(sample.iteration(), sample));
                    return new Replication(manifest, first.phase(), first.metric(), forks);
                });
    }

    private static Optional<Costs> costs(Manifest manifest, SortedMap<Integer, SortedMap<Integer, Sample>> samples) {
        List<Manifest.Fork> forks = manifest.forks().stream()
                .filter(fork -> samples.containsKey(fork.fork()))
                .sorted(Comparator.comparingInt(Manifest.Fork::fork))
                .toList();
        double process = Double.POSITIVE_INFINITY;
        double before = 0;
        double iterations = 0;
        Optional<Instant> end = instant(manifest.startedAt());
        for (Manifest.Fork fork : forks) {
            SortedMap<Integer, Sample> times = samples.get(fork.fork());
            int steps = times.lastKey() - times.firstKey();
            Instant first = times.get(times.firstKey()).startedAt();
            Instant last = times.get(times.lastKey()).startedAt();
            Optional<Instant> ready = instant(fork.readyAt());
            // Wall clocks may be set back, and run.json may be written by hand.
            if (ready.isEmpty() || steps == 0 || !last.isAfter(first) || first.isBefore(ready.get())) {
                return Optional.empty();
            }
            double iteration = nanos(first, last) / steps;
            double start = Math.max(0, fork.databaseStartNs());
            double gap = end.map(e -> nanos(e, ready.get()) - start).orElse(-1.0);
            process = gap >= 0 ? Math.min(process, gap) : process;
            before += start + nanos(ready.get(), first);
            iterations += iteration;
            end = Optional.of(last.plusNanos((long) iteration));
        }
        return forks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Costs(
                        before / forks.size() + (Double.isFinite(process) ? process : 0), iterations / forks.size()));
    }

    private static double nanos(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return duration.getSeconds() * NS_PER_SECOND + duration.getNano();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The metric and the phase, as the summary names them. */
    private String name() {
        return phase + " " + metric.label();
    }

    /** The noise of iterations (level 1) and of forks (level 2). */
    public Optional<VarianceComponents> components() {
        return components;
    }

    /** The share of the noise that arises between forks; absent where there is none, or it is not known. */
    public OptionalDouble betweenForks() {
        return components.map(noise -> noise.share(2)).orElseGet(OptionalDouble::empty);
    }

    /** What a fork and an iteration cost. */
    public Optional<Costs> costs() {
        return costs;
    }

    /**
     * The cheapest plan for a width.
     *
     * @param width half of the 95 % interval, as a share of the mean: .02 is ±2 %
     * @throws UserException if it is not above 0
     */
    public Optional<ReplicationPlan> plan(double width) {
        if (!(width > 0) || !Double.isFinite(width)) {
            throw new UserException(
                    "A width of " + width + " cannot be planned for; it must be above 0, such as .02 for ±2 %.");
        }
        return components.flatMap(
                noise -> costs.flatMap(cost -> ReplicationPlan.of(noise, width, cost.forkNs(), cost.iterationNs())));
    }

    @Override
    public String type() {
        return "replication";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("run_id", manifest.runId());
    }

    /**
     * The plans for {@link #WIDTHS}: run_id (STRING), width (DOUBLE, a share of the mean), forks, iterations (INTEGER), expected
     * (DOUBLE, a share of the mean), duration_ns (DOUBLE). A width that no plan reaches has no row.
     */
    @Override
    public Table table() {
        Columns<ReplicationPlan> columns = new Columns<>(plans());
        return Table.create(
                "replication",
                columns.text("run_id", plan -> manifest.runId()),
                columns.number("width", ReplicationPlan::width),
                columns.whole("forks", ReplicationPlan::forks),
                columns.whole("iterations", ReplicationPlan::iterations),
                columns.number("expected", ReplicationPlan::expected),
                columns.number("duration_ns", ReplicationPlan::cost));
    }

    private List<ReplicationPlan> plans() {
        return WIDTHS.stream().flatMap(width -> plan(width).stream()).toList();
    }

    /** Half of the interval of the mean, as a share of it. */
    private OptionalDouble widthNow() {
        double mean = components.map(noise -> Math.abs(noise.mean())).orElse(0.0);
        OptionalDouble half = components.map(VarianceComponents::halfWidth).orElseGet(OptionalDouble::empty);
        return mean > 0 && half.isPresent() && Double.isFinite(100 * (half.getAsDouble() / mean))
                ? OptionalDouble.of(half.getAsDouble() / mean)
                : OptionalDouble.empty();
    }

    /**
     * The noise, and a plan for the first of the widths that the run has not reached, in a few words; absent where nothing is
     * known of the noise between forks.
     */
    public Optional<String> line() {
        if (betweenForks().isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble now = widthNow();
        String plan = WIDTHS.stream()
                .filter(width -> now.isPresent() && width < now.getAsDouble())
                .findFirst()
                .flatMap(this::plan)
                .map(reach -> " " + advice(reach)
                        + (forks < MANY_FORKS ? ", a rough guide from " + forks + " forks" : "") + ".")
                .orElse("");
        return Optional.of(noise() + "." + plan);
    }

    private String noise() {
        double between = betweenForks().orElseThrow();
        OptionalDouble now = widthNow();
        return "Noise of " + name() + ": " + Scale.percent(between) + " between forks, " + Scale.percent(1 - between)
                + " between iterations"
                + (now.isEmpty() ? "" : "; the interval is ±" + Scale.percent(now.getAsDouble()) + " of the mean");
    }

    private static String advice(ReplicationPlan plan) {
        return "To reach ±" + Scale.percent(plan.width()) + " run " + plan.forks() + " forks of " + plan.iterations()
                + " iterations, " + about(plan.cost());
    }

    private static String about(double ns) {
        double seconds = ns / NS_PER_SECOND;
        if (seconds < 90) {
            return String.format(Locale.ROOT, "about %.0f seconds", Math.ceil(seconds));
        }
        return seconds < 90 * 60
                ? String.format(Locale.ROOT, "about %.0f minutes", seconds / 60)
                : String.format(Locale.ROOT, "about %.1f hours", seconds / 3600);
    }

    /** Why there is nothing to say of the noise. */
    private String refusal() {
        if (forks < LEAST_FORKS) {
            return "Of " + forks + (forks == 1 ? " fork" : " forks")
                    + " nobody can say how much forks differ; it takes " + manifest.option(Setting.RUNS, LEAST_FORKS)
                    + " or more.";
        }
        if (iterations < 2) {
            return "With 1 iteration in each fork, the noise between forks cannot be told from that between iterations; it"
                    + " takes " + manifest.option(Setting.MEASURED_ITERATIONS, 2) + " or more.";
        }
        return components.isEmpty()
                ? "The values are too large to be squared."
                : "All values are the same: there is no noise.";
    }

    /** The noise, the costs, the plans as a table, and how far they may be trusted. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(Grid.wrapped("", Conditions.of(manifest)));
        lines.add(Grid.wrapped(
                "",
                name() + ": " + forks + (forks == 1 ? " fork" : " forks") + " × " + iterations
                        + (iterations == 1 ? " iteration" : " iterations")
                        + (leftOut == 0 ? "" : "; left out, since not all of their iterations are there: " + leftOut)
                        + "; variance components (Kalibera and Jones 2013)"));
        if (betweenForks().isEmpty()) {
            lines.add(Grid.wrapped("! ", refusal()));
            return String.join("", lines);
        }
        lines.add(Grid.wrapped("", noise() + "."));
        if (costs.isEmpty()) {
            lines.add(Grid.wrapped("! ", "What a fork costs is not in this run folder, so there is no plan."));
        }
        costs.ifPresent(cost -> lines.add(text(cost)));
        if (components.orElseThrow().levels().get(1).t2() <= 0) {
            lines.add(Grid.wrapped(
                    "! ", "Forks differ no more than their iterations explain; their own noise counts as 0."));
        }
        if (forks < MANY_FORKS) {
            VarianceFactor factor = VarianceFactor.of(forks);
            lines.add(Grid.wrapped(
                    "! ",
                    String.format(
                            Locale.ROOT,
                            "Of %d forks only: the true variance of fork means lies between %.2f and %.1f times that of"
                                    + " these (95 %%), and so does the number of forks. Measure, and plan again.",
                            forks,
                            factor.low(),
                            factor.high())));
        }
        return String.join("", lines);
    }

    private String text(Costs cost) {
        String costly = "A fork costs " + Scale.text("ns", cost.forkNs())
                + " (process, database, warm-up), an iteration " + Scale.text("ns", cost.iterationNs()) + ".";
        OptionalDouble many = components.orElseThrow().bestRepetitions(1, cost.iterationNs(), cost.forkNs());
        List<ReplicationPlan> plans = plans();
        Grid grid = new Grid(1, "to reach", "forks", "iterations", "expected", "takes");
        plans.forEach(plan -> grid.add(List.of(
                "±" + Scale.percent(plan.width()),
                Integer.toString(plan.forks()),
                Integer.toString(plan.iterations()),
                "±" + Scale.percent(plan.expected()),
                about(plan.cost()))));
        String unreached = WIDTHS.stream()
                .filter(width -> plan(width).isEmpty())
                .map(width -> "±" + Scale.percent(width))
                .collect(Collectors.joining(", "));
        return Grid.wrapped("", costly)
                + (plans.isEmpty() ? "" : "\n" + grid.text() + "\n")
                + (unreached.isEmpty()
                        ? ""
                        : Grid.wrapped("! ", "No plan of up to 1000 forks reaches " + unreached + "."))
                + plans.stream()
                        .filter(plan -> plan.width() == .02)
                        .map(plan -> Grid.wrapped(
                                "",
                                advice(plan) + ": " + manifest.option(Setting.RUNS, plan.forks()) + " "
                                        + manifest.option(Setting.MEASURED_ITERATIONS, plan.iterations()) + "."))
                        .collect(Collectors.joining())
                + (many.isEmpty()
                        ? ""
                        : Grid.wrapped(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "Where many forks are needed, %.0f iterations in each are cheapest.",
                                        Math.max(2, Math.ceil(many.getAsDouble())))));
    }
}
