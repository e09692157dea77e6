package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** How far the one run of a flow has come, as the workers saw it. */
final class FlowRun {
    private final FlowDefinition flow;
    private final AtomicInteger unclaimed;
    private final AtomicInteger uncompleted;
    private volatile UUID id;

    FlowRun(FlowDefinition flow) {
        this.flow = flow;
        this.unclaimed = new AtomicInteger(flow.steps().size());
        this.uncompleted = new AtomicInteger(flow.steps().size());
    }

    String flow() {
        return flow.flow();
    }

    FlowDefinition definition() {
        return flow;
    }

    UUID id() {
        return id;
    }

    void started(UUID flowRun) {
        id = flowRun;
    }

    boolean hasTasksToClaim() {
        return id != null && unclaimed.get() > 0;
    }

    void claimed(int tasks) {
        unclaimed.addAndGet(-tasks);
    }

    /** Counts a completed task; true for the last one. */
    boolean completedTheLast() {
        return uncompleted.decrementAndGet() == 0;
    }

    int uncompleted() {
        return uncompleted.get();
    }
}
