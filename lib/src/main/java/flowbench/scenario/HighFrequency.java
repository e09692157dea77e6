package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;

/**
 * One flow of {@link Setting#STEP_COUNT} independent steps, one run of it, completed as fast as the workers can.
 *
 * @param settings in force
 */
public record HighFrequency(Settings settings) implements Scenario {
    static final String NAME = "high-frequency";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Work work(TestBed bed) {
        int steps = settings.number(Setting.STEP_COUNT);
        return new FlowWork(bed, List.of(FlowDefinition.independentSteps(bed.flowPrefix() + 1, steps)), 1);
    }
}
