package flowbench.experiment;

import flowbench.scenario.BareQueue;
import flowbench.scenario.ConcurrentFlows;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.concurrent.TimeUnit;

/** About how long a measurement takes on two CPUs, to say before it begins. */
final class RoughTime {
    /** What a fork takes beside its iterations. */
    static final double FORK_SECONDS = 2.5;

    /** What an iteration takes beside its flows, steps and messages. */
    private static final double ITERATION_SECONDS = .4;

    private static final double MESSAGE_SECONDS = .0005;

    /** Seconds of a flow and of a step, from their definition to their deletion. */
    private record Cost(double flow, double step) {}

    private static final Cost REFERENCE = new Cost(.004, .001);
    private static final Cost PGFLOW = new Cost(.025, .0025);

    private RoughTime() {}

    /** Seconds of one fork. */
    static double ofFork(Scenario scenario) {
        Settings settings = scenario.settings();
        int iterations = settings.number(Setting.WARMUP_ITERATIONS) + settings.number(Setting.MEASURED_ITERATIONS);
        return FORK_SECONDS + iterations * (ITERATION_SECONDS + ofWork(scenario));
    }

    private static double ofWork(Scenario scenario) {
        Settings settings = scenario.settings();
        int steps = settings.number(Setting.STEP_COUNT);
        if (scenario instanceof BareQueue) {
            return steps * MESSAGE_SECONDS;
        }
        Cost cost = settings.text(Setting.ENGINE).equals("pgflow") ? PGFLOW : REFERENCE;
        if (scenario instanceof ConcurrentFlows) {
            int flows = settings.number(Setting.CONCURRENT_FLOWS);
            return flows * (cost.flow() + settings.number(Setting.STEPS_PER_FLOW) * cost.step());
        }
        return steps * cost.step();
    }

    /** Seconds in words. */
    static String words(double seconds) {
        long minutes = Math.round(seconds / TimeUnit.MINUTES.toSeconds(1));
        return minutes < 2 ? "a minute or two" : "about " + minutes + " minutes";
    }
}
