package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.settings.Setting;
import flowbench.settings.Settings;

/**
 * Events at {@link Setting#EVENT_RATE} for {@link Setting#STREAM_SECONDS}, whatever becomes of them: open loop. They are those of
 * made-up flow runs of {@link Setting#STEPS_PER_FLOW} steps, each written straight to the outbox in one transaction, so that
 * the channel is what gives way, and not the engine, which does no work here at all.
 *
 * @param settings in force
 */
public record EventStream(Settings settings) implements Scenario {
    static final String NAME = "event-stream";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Work work(TestBed bed) {
        return new StreamWork(
                bed, FlowDefinition.independentSteps(bed.flowPrefix() + 1, settings.number(Setting.STEPS_PER_FLOW)));
    }
}
