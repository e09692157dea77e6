package flowbench.experiment;

import flowbench.engines.Engines;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.BareQueue;
import flowbench.scenario.ConcurrentFlows;
import flowbench.scenario.HighFrequency;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Engines measured in turn under several conditions, {@link Setting#RUNS} rounds of one fork each: high-frequency and the bare
 * queue below it at several numbers of steps and of workers, and concurrent-flows at several numbers of flows. The engines
 * follow one another under each condition, and every second round goes the other way round, from its end to its beginning, so
 * that a machine that drifts favours none.
 *
 * <p>A setting that was chosen takes the place of the values that would be swept: {@code WORKERS=2} measures two workers alone.
 */
public final class EngineSweep {
    private static final List<Integer> STEPS = List.of(100, 1_000, 5_000);
    private static final List<Integer> WORKERS = List.of(1, 4, 8);
    private static final List<Integer> FLOWS = List.of(50, 200);

    private static final int WARMUPS = 5;
    private static final int MEASURED = 3;

    /** Steps and workers that belong together. */
    private record Scale(int steps, int workers) {}

    /** One measurement: a scenario with all its settings, and about how long it takes. */
    private record Planned(Scenario scenario, double seconds) {
        String words() {
            Settings settings = scenario.settings();
            String size = scenario instanceof ConcurrentFlows
                    ? settings.text(Setting.CONCURRENT_FLOWS) + " × " + settings.text(Setting.STEPS_PER_FLOW)
                    : settings.text(Setting.STEP_COUNT);
            return scenario.name() + " " + size + ", WORKERS=" + settings.text(Setting.WORKERS) + ", on "
                    + settings.text(Setting.ENGINE);
        }
    }

    private final Settings settings;
    private final List<String> engines;
    private final String note;
    private final List<Scenario> conditions;

    private EngineSweep(Settings settings, List<String> engines, String note) {
        this.settings = settings;
        this.engines = engines;
        this.note = note;
        this.conditions = conditions(settings);
    }

    /**
     * A sweep of some engines. At {@link Setting#DATABASE_URL} where they cannot all be listened to on the channel that is the
     * default, nobody listens.
     *
     * @param engines names that {@link Setting#ENGINE} knows
     * @throws flowbench.settings.UserException if one of them is not to be had here, or cannot be listened to as was chosen; the
     *     sentence says what to do
     */
    public static EngineSweep of(Settings settings, List<String> engines) {
        EngineSweep sweep = unchecked(settings, engines);
        if (settings.text(Setting.DATABASE_URL).isEmpty()) {
            for (String engine : engines) {
                // Before anything is measured: half a comparison is none.
                Engines.of(sweep.settings.with(Setting.ENGINE, engine));
            }
            return sweep;
        }
        SharedDatabase there = SharedDatabase.of(sweep.settings, sweep.engines, sweep.mostWorkers());
        return new EngineSweep(there.settings(), sweep.engines, there.note());
    }

    /** The same, whether the engines are there or not. */
    static EngineSweep unchecked(Settings settings, List<String> engines) {
        Settings common = SweepSettings.of(settings)
                .unlessChosen(Setting.WARMUP_ITERATIONS, WARMUPS)
                .unlessChosen(Setting.MEASURED_ITERATIONS, MEASURED)
                .settings()
                .with(Setting.EVENT_FAULTS, "")
                .with(Setting.EVENT_LEVEL, "all")
                .with(Setting.EVENT_SUBSCRIPTION, "before")
                // As the messages of a bare queue are finished.
                .with(Setting.COMPLETION_MODE, "single");
        return new EngineSweep(common, List.copyOf(engines), "");
    }

    private static List<Scenario> conditions(Settings settings) {
        SweepSettings given = new SweepSettings(settings);
        int steps = settings.number(Setting.STEP_COUNT);
        int workers = settings.number(Setting.WORKERS);
        Set<Scale> scales = new LinkedHashSet<>();
        given.swept(Setting.STEP_COUNT, STEPS).forEach(some -> scales.add(new Scale(some, workers)));
        given.swept(Setting.WORKERS, WORKERS).forEach(some -> scales.add(new Scale(steps, some)));
        List<Scenario> conditions = new ArrayList<>();
        for (Scale scale : scales) {
            // The queue next to what stands on it: what is minutes apart on a shared disk does not compare.
            conditions.add(new HighFrequency(scaled(settings, scale)));
            conditions.add(new BareQueue(scaled(settings, scale)));
        }
        List<Integer> flows = given.isChosen(Setting.STEPS_PER_FLOW)
                ? List.of(settings.number(Setting.CONCURRENT_FLOWS))
                : given.swept(Setting.CONCURRENT_FLOWS, FLOWS);
        flows.forEach(some -> conditions.add(new ConcurrentFlows(settings.with(Setting.CONCURRENT_FLOWS, some))));
        return conditions;
    }

    private static Settings scaled(Settings settings, Scale scale) {
        return settings.with(Setting.STEP_COUNT, scale.steps()).with(Setting.WORKERS, scale.workers());
    }

    private int mostWorkers() {
        return conditions.stream()
                .mapToInt(condition -> condition.settings().number(Setting.WORKERS))
                .max()
                .orElseThrow();
    }

    private int rounds() {
        return settings.number(Setting.RUNS);
    }

    private List<Planned> plan() {
        List<Planned> all = new ArrayList<>();
        for (int round = 1; round <= rounds(); round++) {
            List<Planned> one = new ArrayList<>();
            for (Scenario condition : conditions) {
                for (String engine : engines) {
                    one.add(planned(condition, engine));
                }
            }
            all.addAll(Rounds.order(one, round));
        }
        return all;
    }

    private static Planned planned(Scenario condition, String engine) {
        Settings one = condition.settings().with(Setting.ENGINE, engine).with(Setting.RUNS, 1);
        Scenario scenario = Scenario.named(condition.name(), one);
        return new Planned(scenario, RoughTime.ofFork(scenario));
    }

    /** The measurements, in their order. */
    List<Scenario> measured() {
        return plan().stream().map(Planned::scenario).toList();
    }

    /** What is measured, in its order: scenario, scale and engine. */
    List<String> order() {
        return plan().stream().map(Planned::words).toList();
    }

    /**
     * Measures, and says before each measurement how many there are and about how long they take.
     *
     * @return the folders of the runs, in the order in which they were measured
     * @throws flowbench.settings.UserException if a measurement failed; those before it are kept
     */
    public List<RunFolder> record() {
        List<Planned> plan = plan();
        List<RunFolder> runs = new ArrayList<>();
        long begin = System.nanoTime();
        double done = 0;
        double left = seconds(plan);
        for (Planned next : plan) {
            double elapsed = (System.nanoTime() - begin) / 1e9;
            // The first guess, and as more is measured what that took.
            double pace = (elapsed + RoughTime.FORK_SECONDS) / (done + RoughTime.FORK_SECONDS);
            System.err.printf(
                    "%d of %d: %s; %s left%n",
                    runs.size() + 1, plan.size(), next.words(), RoughTime.words(pace * left));
            runs.add(Experiment.of(next.scenario()).record());
            done += next.seconds();
            left -= next.seconds();
        }
        return List.copyOf(runs);
    }

    private static double seconds(List<Planned> plan) {
        return plan.stream().mapToDouble(Planned::seconds).sum();
    }

    /** What will be measured, and about how long it takes. */
    @Override
    public String toString() {
        List<Planned> plan = plan();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%s in turn: %d conditions, %d round%s, %d runs of one fork with %s warm-up and %s measured iterations; %s on"
                        + " two CPUs.%n",
                String.join(" and ", engines),
                conditions.size(),
                rounds(),
                rounds() == 1 ? "" : "s",
                plan.size(),
                settings.text(Setting.WARMUP_ITERATIONS),
                settings.text(Setting.MEASURED_ITERATIONS),
                RoughTime.words(seconds(plan))));
        plan.stream()
                .limit((long) conditions.size() * engines.size())
                .map(Planned::words)
                .map(words -> words.substring(0, words.lastIndexOf(", on ")))
                .distinct()
                .forEach(words -> text.append("  ").append(words).append(System.lineSeparator()));
        if (!note.isEmpty()) {
            text.append(note).append(System.lineSeparator());
        }
        return text.toString();
    }
}
