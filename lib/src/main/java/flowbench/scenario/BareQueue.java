package flowbench.scenario;

import flowbench.settings.Setting;
import flowbench.settings.Settings;

/**
 * {@link Setting#STEP_COUNT} messages through the queue that the engine is built on, with no workflow above it: sent in one
 * call, read up to {@link Setting#COMPLETION_BATCH_SIZE} at a time, and finished one by one, each in a transaction of its own.
 * It is the floor that the engine stands on: what high-frequency costs more is the price of the workflow layer, and of listening
 * to its events. A bare queue has none, so nobody listens, whatever {@link Setting#EVENT_CHANNEL} says; and it is no floor of an
 * engine that completes in batches, whatever {@link Setting#COMPLETION_MODE} says.
 *
 * @param settings in force
 */
public record BareQueue(Settings settings) implements Scenario {
    static final String NAME = "bare-queue";

    /** With nobody who listens, and one message at a time: the settings of a run say what it did. */
    public BareQueue {
        settings = settings.with(Setting.EVENT_CHANNEL, "none")
                .with(Setting.EVENT_FAULTS, "")
                .with(Setting.COMPLETION_MODE, "single");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Work work(TestBed bed) {
        return new QueueWork(bed, bed.flowPrefix() + 1, settings.number(Setting.STEP_COUNT));
    }
}
