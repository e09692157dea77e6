package flowbench.comparison;

import flowbench.analysis.Conditions;
import flowbench.analysis.Grid;
import flowbench.analysis.Result;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.MeanDifference;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How far apart two runs of the same thing come out on a machine, metric by metric: its noise, from an A/A comparison.
 * It is kept in {@code noise.json} of the data folder, one for each machine, scenario, engine and scale, and
 * comparisons take twice of it as their threshold where that is more than {@code THRESHOLD}.
 *
 * <p>The noise of a metric is {@code exp(max(|ln r|, h)) − 1}, where {@code r} is the ratio of the two runs and {@code h} the
 * half-width of its 95 % interval on the logarithm (Welch over fork means, never paired, so that what the machine did between
 * forks is in it). {@code h} is what 95 % of A/A comparisons of this size stay within where nothing but the forks varies;
 * {@code |ln r|} is more where something did that the forks do not show, such as an order or an hour of the disk. Not their
 * sum: that would count one error twice. More forks make the first part smaller, and with it the threshold: of forks that
 * differ by 3 % two make it 42 % in the median, 3 make it 15 %, 5 make it 9 %, and 10 make it 6 % (simulated). With fewer than
 * {@value #FORKS} it is mostly what is not known of the machine, and would call changes that matter equivalent: such a floor is
 * kept and shown, and no comparison uses it.
 *
 * @param machine processor, CPUs, system and JDK
 * @param scenario what was repeated
 * @param engine what was measured
 * @param scale how much work it was
 * @param measuredAt ISO instant, UTC, at which the later run began
 * @param runs the two runs
 * @param forks the fewer of their forks
 * @param noise by the name of the metric, after that of its phase where it is not execute; a fraction
 */
public record NoiseFloor(
        String machine,
        String scenario,
        String engine,
        String scale,
        String measuredAt,
        List<String> runs,
        int forks,
        Map<String, Double> noise)
        implements Result {
    /** From so many forks on each side comparisons use it. */
    public static final int FORKS = 10;

    private static final Duration OLD = Duration.ofDays(30);

    /** What the file does not say is empty, never null. */
    public NoiseFloor {
        machine = Objects.requireNonNullElse(machine, "");
        scenario = Objects.requireNonNullElse(scenario, "");
        engine = Objects.requireNonNullElse(engine, "");
        scale = Objects.requireNonNullElse(scale, "");
        measuredAt = Objects.requireNonNullElse(measuredAt, "");
        runs = Objects.requireNonNullElse(runs, List.of());
        noise = Objects.requireNonNullElse(noise, Map.of());
    }

    /**
     * Of two runs of the same thing.
     *
     * @throws UserException if they are not of the same thing, if one has fewer than two forks, or if nothing was
     *     measured
     */
    public static NoiseFloor of(RunFolder a, RunFolder b) {
        List<Manifest> manifests = List.of(a.manifest(), b.manifest());
        requireSame(a, b);
        Side first = Side.of(List.of(a));
        Side second = Side.of(List.of(b));
        for (Side side : List.of(first, second)) {
            if (side.forks() == 0) {
                throw UserException.nothingMeasured("Nothing measured in "
                        + side.runs().get(0).path() + ": samples.csv holds no measured iteration.");
            }
            if (side.forks() == 1) {
                throw new UserException("Run " + side.manifests().get(0).runId()
                        + " has one fork: noise is what fresh processes differ by; measure with RUNS=10, and two at the"
                        + " least.");
            }
        }
        Map<String, Double> noise = new LinkedHashMap<>();
        Map<Side.Key, double[]> base = first.values(false);
        second.values(false).forEach((key, values) -> {
            if (base.containsKey(key)) {
                Ratio.ofIndependent(values, base.get(key)).ifPresent(ratio -> noise.put(key.name(), noise(ratio)));
            }
        });
        Manifest later = manifests.stream()
                .max(Comparator.comparing(Manifest::startedAt))
                .orElseThrow();
        return new NoiseFloor(
                later.machine().name(),
                later.scenario(),
                later.engine(),
                Conditions.scale(later),
                later.startedAt(),
                manifests.stream().map(Manifest::runId).toList(),
                Math.min(first.forks(), second.forks()),
                noise);
    }

    private static void requireSame(RunFolder a, RunFolder b) {
        if (a.manifest().runId().equals(b.manifest().runId())) {
            throw new UserException("Run " + a.manifest().runId() + " beside itself has no noise; give two runs.");
        }
        Likeness likeness = Likeness.of(List.of(a.manifest()), List.of(b.manifest()), Set.of());
        List<String> differences = new ArrayList<>();
        if (!a.manifest().scenario().equals(b.manifest().scenario())) {
            differences.add(
                    "scenario " + a.manifest().scenario() + " → " + b.manifest().scenario());
        }
        Stream.of(likeness.unlike(), likeness.differing())
                .flatMap(List::stream)
                .forEach(difference -> differences.add(difference.toString()));
        if (!differences.isEmpty()) {
            throw new UserException("Runs " + a.manifest().runId() + " and "
                    + b.manifest().runId() + " are not two of the same thing ("
                    + String.join(", ", differences) + "); the noise is what is left where nothing differs.");
        }
    }

    private static double noise(Ratio ratio) {
        double half = ratio.ofLogs()
                .map(MeanDifference::interval)
                .map(interval -> (interval.high() - interval.low()) / 2)
                .orElse(0.0);
        return Math.expm1(Math.max(Math.abs(Math.log(ratio.value())), half));
    }

    /**
     * Keeps it, in the place of what was known of the same machine, scenario, engine and scale.
     *
     * @return the file
     * @throws UserException if the file cannot be read or written
     */
    public Path save(Settings settings) {
        return NoiseFile.in(ProjectFolder.data(settings)).put(this);
    }

    /**
     * What is known of the noise of a run: of its machine, scenario and engine, at its scale, or else the newest at
     * another.
     *
     * @throws UserException if the file cannot be read
     */
    public static Optional<NoiseFloor> find(Settings settings, Manifest run) {
        String machine = run.machine().name();
        String scale = Conditions.scale(run);
        return NoiseFile.in(ProjectFolder.data(settings)).all().stream()
                .filter(floor -> floor.machine().equals(machine)
                        && floor.scenario().equals(run.scenario())
                        && floor.engine().equals(run.engine()))
                .max(Comparator.comparing((NoiseFloor floor) -> floor.scale().equals(scale))
                        .thenComparing(NoiseFloor::measuredAt));
    }

    /**
     * The noise of a metric in a phase, a fraction: .02 is 2 % up, or the same the other way. Absent where it is not
     * known.
     */
    public OptionalDouble noise(Phase phase, Metric metric) {
        Double found = noise.get(new Side.Key(phase, metric).name());
        return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
    }

    /** Whether it is of forks enough to be used. */
    public boolean isKnownWell() {
        return forks >= FORKS;
    }

    /** Whether it was measured more than 30 days before or after a time. */
    public boolean isOldAt(Instant time) {
        return Side.instant(measuredAt)
                .map(at -> Duration.between(at, time).abs().compareTo(OLD) > 0)
                .orElse(true);
    }

    @Override
    public String type() {
        return "noise";
    }

    /** A row for each metric: metric (STRING), noise, threshold (DOUBLE, fractions). */
    @Override
    public Table table() {
        return Table.create(
                "noise",
                StringColumn.create("metric", noise.keySet()),
                DoubleColumn.create("noise", List.copyOf(noise.values())),
                DoubleColumn.create(
                        "threshold",
                        noise.values().stream()
                                .mapToDouble(NoiseFloor::threshold)
                                .toArray()));
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of(
                "machine",
                machine,
                "scenario",
                scenario,
                "engine",
                engine,
                "scale",
                scale,
                "measured_at",
                measuredAt,
                "runs",
                runs,
                "forks",
                forks);
    }

    /** The machine and the noise of each metric, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Grid.wrapped(
                "", "Noise of " + scenario + " on " + engine + " · " + scale + " · " + machine + " · " + measuredAt));
        text.append(Grid.wrapped(
                "", "runs " + String.join(" and ", runs) + ", " + forks + " forks each; Welch over fork means"));
        Grid grid = new Grid(1, "metric", "noise", "threshold");
        noise.forEach((name, value) ->
                grid.add(List.of(name, Scale.percentAtMost1000(value), Scale.percentAtMost1000(threshold(value)))));
        text.append('\n').append(grid.text()).append('\n');
        text.append(Grid.wrapped(
                "  ",
                "noise: what 95 % of such comparisons of a thing with itself stay within, or what this one showed where"
                        + " that is more. threshold: twice that, which comparisons use where it is more than THRESHOLD"
                        + (isKnownWell()
                                ? "; more forks (RUNS) make it smaller."
                                : ", but not this one: of fewer than " + FORKS
                                        + " forks it overstates the noise, and would hide changes that matter; measure with"
                                        + " RUNS=" + FORKS + ".")));
        return text.toString();
    }

    /** The change that is twice a noise: the same factor once more. */
    static double threshold(double noise) {
        return (1 + noise) * (1 + noise) - 1;
    }
}
