package flowbench.experiment;

import flowbench.runfolder.RunFolder;
import flowbench.scenario.ConcurrentFlows;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Flow runs × steps of each × workers, and connections of the pool, measured in turn: {@link Setting#RUNS} rounds of one fork of
 * each point, every second round from its end to its beginning, so that a machine that drifts favours none. Each point is a run
 * of concurrent-flows.
 *
 * <p>A grid of all would take hours. Around the point that the settings name, {@link Setting#CONCURRENT_FLOWS} ×
 * {@link Setting#STEPS_PER_FLOW}, one dimension is swept at a time, and workers on one flow run of {@link Setting#STEP_COUNT}
 * steps as well, the shape of high-frequency, since what waits for a lock of the run does so there. The same steps in ten
 * flow runs stand between the two.
 *
 * <p>A setting that was chosen takes the place of the values that would be swept.
 */
public final class ScalingSweep {
    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8);
    private static final List<Integer> FLOWS = List.of(10, 50, 200);
    private static final List<Integer> STEPS = List.of(1, 5, 20);

    /** What the steps of the one flow run are spread over, where they are at least ten for each. */
    private static final int SOME_RUNS = 10;

    /** Up to so many connections every size of the pool is measured; beyond that each is twice the one before. */
    private static final int EVERY_POOL = 9;

    /** Enough for pairs of forks to be compared. */
    private static final int ROUNDS = 5;

    private static final int MEASURED = 4;

    /**
     * One point.
     *
     * @param pool connections; 0: one for each worker and one more
     */
    private record Point(int flowRuns, int steps, int workers, int pool) {
        Scenario scenario(Settings settings) {
            return new ConcurrentFlows(settings.with(Setting.CONCURRENT_FLOWS, flowRuns)
                    .with(Setting.STEPS_PER_FLOW, steps)
                    .with(Setting.WORKERS, workers)
                    .with(Setting.POOL_SIZE, pool));
        }

        String words() {
            return flowRuns + " × " + steps + ", WORKERS=" + workers + (pool == 0 ? "" : ", POOL_SIZE=" + pool);
        }
    }

    private final Settings settings;
    private final Set<Point> points;

    private ScalingSweep(Settings settings, Set<Point> points) {
        this.settings = settings;
        this.points = points;
    }

    /** A sweep around the point that settings name. */
    public static ScalingSweep of(Settings settings) {
        Settings common = SweepSettings.of(settings)
                .unlessChosen(Setting.RUNS, ROUNDS)
                .unlessChosen(Setting.MEASURED_ITERATIONS, MEASURED)
                .settings();
        return new ScalingSweep(common, points(new SweepSettings(settings)));
    }

    private static Set<Point> points(SweepSettings given) {
        Settings settings = given.settings();
        int flowRuns = settings.number(Setting.CONCURRENT_FLOWS);
        int steps = settings.number(Setting.STEPS_PER_FLOW);
        int workers = settings.number(Setting.WORKERS);
        int pool = settings.number(Setting.POOL_SIZE);
        int stepsOfOne = settings.number(Setting.STEP_COUNT);
        Set<Point> points = new LinkedHashSet<>();
        for (int some : given.swept(Setting.WORKERS, WORKERS)) {
            points.add(new Point(1, stepsOfOne, some, pool));
            points.add(new Point(flowRuns, steps, some, pool));
        }
        if (stepsOfOne >= SOME_RUNS * SOME_RUNS) {
            points.add(new Point(SOME_RUNS, stepsOfOne / SOME_RUNS, workers, pool));
        }
        given.swept(Setting.CONCURRENT_FLOWS, FLOWS).forEach(some -> points.add(new Point(some, steps, workers, pool)));
        given.swept(Setting.STEPS_PER_FLOW, STEPS)
                .forEach(some -> points.add(new Point(flowRuns, some, workers, pool)));
        if (!given.isChosen(Setting.POOL_SIZE)) {
            pools(workers).forEach(some -> points.add(new Point(flowRuns, steps, workers, some)));
        }
        return points;
    }

    /** Sizes below one for each worker and one more, which is what every other point has. */
    private static List<Integer> pools(int workers) {
        return workers < EVERY_POOL
                ? IntStream.rangeClosed(1, workers).boxed().toList()
                : IntStream.iterate(1, size -> size <= workers, size -> 2 * size)
                        .boxed()
                        .toList();
    }

    private List<Rounds.Lane> lanes() {
        return points.stream()
                .map(point -> new Rounds.Lane(point.words(), point.scenario(settings)))
                .toList();
    }

    /** The points, in the order of the first round. */
    List<String> order() {
        return points.stream().map(Point::words).toList();
    }

    /**
     * Measures, and keeps every raw value.
     *
     * @return the folders of the runs, one for each point
     * @throws flowbench.settings.UserException as {@link Experiment#record} does; then what was measured of all is kept
     */
    public List<RunFolder> record() {
        return new Rounds(lanes()).record();
    }

    private double seconds() {
        return settings.number(Setting.RUNS)
                * lanes().stream()
                        .map(Rounds.Lane::scenario)
                        .mapToDouble(RoughTime::ofFork)
                        .sum();
    }

    /** What will be measured, and about how long it takes. */
    @Override
    public String toString() {
        int rounds = settings.number(Setting.RUNS);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%s in turn: %d points (flow runs × steps of each), %d round%s of one fork of each with %s warm-up and %s"
                        + " measured iterations; %s on two CPUs.%n",
                settings.text(Setting.ENGINE),
                points.size(),
                rounds,
                rounds == 1 ? "" : "s",
                settings.text(Setting.WARMUP_ITERATIONS),
                settings.text(Setting.MEASURED_ITERATIONS),
                RoughTime.words(seconds())));
        order().forEach(words -> text.append("  ").append(words).append(System.lineSeparator()));
        return text.toString();
    }
}
