package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Task;
import flowbench.events.Delivery;
import flowbench.events.ExpectedEvents;
import flowbench.events.FlowRunEvents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How far the one run of a flow has come, as the workers saw it. A task is counted once however many workers hold it: an engine
 * may hand it to a second one while the first is still at work on it.
 */
final class FlowRun {
    private final FlowDefinition flow;
    private final UUID id = UUID.randomUUID();
    private final FlowRunEvents events;
    /** How many workers hold a task, by the number of its message. */
    private final Map<Long, Integer> holders = new HashMap<>();

    private final Set<Long> completed = new HashSet<>();
    private volatile int unclaimed;
    private volatile int uncompleted;
    private volatile boolean started;

    FlowRun(FlowDefinition flow, Delivery delivery) {
        this.flow = flow;
        this.events = delivery.expect(id, ExpectedEvents.ofCompletion(flow));
        this.unclaimed = flow.steps().size();
        this.uncompleted = flow.steps().size();
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
        return started && unclaimed > 0;
    }

    synchronized void claimed(List<Task> tasks) {
        for (Task task : tasks) {
            boolean isFirst = holders.merge(task.message(), 1, Integer::sum) == 1;
            if (isFirst && !completed.contains(task.message())) {
                unclaimed--;
            }
        }
    }

    /** Counts a task that its holder has completed; true for the last one of the run. */
    synchronized boolean completedTheLast(Task task) {
        boolean isFirst = completed.add(task.message());
        letGo(task);
        if (isFirst) {
            uncompleted--;
        }
        return isFirst && uncompleted == 0;
    }

    /** Notes that a worker does not hold a task any longer; unless another does, it is in the queue again. */
    synchronized void letGo(Task task) {
        boolean isHeld = holders.computeIfPresent(task.message(), (message, n) -> n == 1 ? null : n - 1) != null;
        if (!isHeld && !completed.contains(task.message())) {
            unclaimed++;
        }
    }

    /** Whether a task that the caller was refused is completed by another worker, or is still in the hands of one. */
    synchronized boolean isOfAnother(Task task) {
        return completed.contains(task.message()) || holders.getOrDefault(task.message(), 0) > 1;
    }

    int uncompleted() {
        return uncompleted;
    }
}
