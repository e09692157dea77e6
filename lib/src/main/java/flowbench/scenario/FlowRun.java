package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.events.Delivery;
import flowbench.events.ExpectedEvents;
import flowbench.events.FlowRunEvents;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** How far the one run of a flow has come, as the workers saw it. */
final class FlowRun {
    private final FlowDefinition flow;
    private final AtomicInteger unclaimed;
    private final AtomicInteger uncompleted;
    private final UUID id = UUID.randomUUID();
    private final FlowRunEvents events;
    private volatile boolean started;

    FlowRun(FlowDefinition flow, Delivery delivery) {
        this.flow = flow;
        this.events = delivery.expect(id, ExpectedEvents.ofCompletion(flow));
        this.unclaimed = new AtomicInteger(flow.steps().size());
        this.uncompleted = new AtomicInteger(flow.steps().size());
    }

    String flow() {
        return flow.flow();
    }

    FlowDefinition definition() {
        return flow;
    }

    /** Chosen here, so that events of the run are known for its own before the call that starts it has returned. */
    UUID id() {
        return id;
    }

    FlowRunEvents events() {
        return events;
    }

    void started() {
        started = true;
    }

    boolean hasTasksToClaim() {
        return started && unclaimed.get() > 0;
    }

    void claimed(int tasks) {
        unclaimed.addAndGet(-tasks);
    }

    /** A task that was claimed is in the queue again, or was claimed from it once more since. */
    void claimedInVain() {
        unclaimed.incrementAndGet();
    }

    /** Counts a completed task; true for the last one. */
    boolean completedTheLast() {
        return uncompleted.decrementAndGet() == 0;
    }

    int uncompleted() {
        return uncompleted.get();
    }
}
