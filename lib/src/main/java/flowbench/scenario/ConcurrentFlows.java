package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link Setting#CONCURRENT_FLOWS} flows of {@link Setting#STEPS_PER_FLOW} independent steps, one run of each, all started
 * together, or as many as {@link Setting#CONCURRENT_FLOW_PROCESSING} allows.
 *
 * @param settings in force
 */
public record ConcurrentFlows(Settings settings) implements Scenario {
    static final String NAME = "concurrent-flows";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Work work(TestBed bed) {
        int flows = settings.number(Setting.CONCURRENT_FLOWS);
        int steps = settings.number(Setting.STEPS_PER_FLOW);
        int limit = settings.number(Setting.CONCURRENT_FLOW_PROCESSING);
        List<FlowDefinition> definitions = IntStream.rangeClosed(1, flows)
                .mapToObj(i -> FlowDefinition.independentSteps(bed.flowPrefix() + i, steps))
                .toList();
        return new FlowWork(bed, definitions, limit == 0 ? flows : limit);
    }
}
