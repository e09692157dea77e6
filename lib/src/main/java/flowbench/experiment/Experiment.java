package flowbench.experiment;

import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.List;

/**
 * A scenario, repeated: {@link Setting#RUNS} forks, each of warm-up and measured iterations; with {@link Setting#PRECISION} more
 * of them, until the mean is known that precisely.
 */
public final class Experiment {
    private final Scenario scenario;

    private Experiment(Scenario scenario) {
        this.scenario = scenario;
    }

    /** An experiment that repeats a scenario as the scenario's settings say. */
    public static Experiment of(Scenario scenario) {
        return new Experiment(scenario);
    }

    /**
     * Measures, and keeps every raw value.
     *
     * @return the folder of the run, complete
     * @throws UserException if the settings do not go together, the server cannot be measured, a fork failed, or fewer events were delivered than {@link
     *     Setting#MIN_EVENT_DELIVERY} asks for; what was measured is kept, in a folder whose manifest says what happened
     */
    public RunFolder record() {
        return new Rounds(List.of(new Rounds.Lane("", scenario))).record().get(0);
    }
}
