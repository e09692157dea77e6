package flowbench.scenario;

import flowbench.engine.FlowEngine;
import flowbench.engine.Outcome;
import flowbench.engine.Task;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One worker: starts flow runs while there are some to start, then claims tasks, a batch at a time, and completes them, one by
 * one or all in one call, until nothing is left. A task that the engine does not let it complete is counted, and the work goes on
 * as long as a worker of this run can complete it yet or has done so; else the flow run never ends, and the work of all does.
 */
final class Worker {
    private static final Set<Outcome> COMES_BACK = Set.of(Outcome.STALE, Outcome.NOT_CLAIMED, Outcome.RETRYING);
    private static final long NOT_POLLING = Long.MIN_VALUE;
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Something that happens to all workers once. */
    @FunctionalInterface
    interface Once {
        void happen() throws SQLException;
    }

    private final int number;
    private final UUID id;
    private final FlowRuns runs;
    private final Once afterLastStart;
    private final FlowEngine engine;
    private final Caller caller;
    private final Outputs outputs;
    private final int batchSize;
    private final boolean inOneCall;
    private final int retries;
    private final long pollNs;
    private final List<FlowRun> order;
    private int position;
    private int completed;
    private int emptyPolls;
    private long pollEnds = NOT_POLLING;
    private long pause;

    /**
     * One of the workers of an iteration.
     *
     * @param afterLastStart is done by the worker that started the last flow run, before it goes on
     */
    Worker(int number, FlowRuns runs, TestBed bed, Once afterLastStart) {
        Settings settings = bed.settings();
        this.number = number;
        this.id = id(settings, number);
        this.runs = runs;
        this.afterLastStart = afterLastStart;
        this.engine = bed.engine();
        this.caller = bed.caller(number);
        this.outputs = new Outputs(settings.longNumber(Setting.SEED) + number);
        this.batchSize = settings.number(Setting.COMPLETION_BATCH_SIZE);
        this.inOneCall = settings.text(Setting.COMPLETION_MODE).equals("batch");
        this.retries = settings.number(Setting.POLLING_RETRIES);
        this.pollNs = TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.POLLING_TIMEOUT_MS));
        this.order = new ArrayList<>(runs.all());
        // Each worker visits the flows in an order of its own, so that they do not all ask for the tasks of the same
        // one.
        Collections.shuffle(order, new Random(settings.longNumber(Setting.SEED) + number));
    }

    /** What the engine knows a worker by. */
    static UUID id(Settings settings, int number) {
        return new UUID(settings.longNumber(Setting.SEED), number);
    }

    /** Works until nothing is left. */
    void work() throws SQLException, InterruptedException {
        while (!runs.over()) {
            long seen = runs.changes();
            if (startOne() || completeSome()) {
                emptyPolls = 0;
                pollEnds = NOT_POLLING;
            } else if (nothingToClaim()) {
                // The others are at work on what is left: their end, or a start, is what to wait for.
                runs.awaitChange(seen, pollNs);
            } else {
                pauseInPoll(seen);
            }
        }
    }

    /** One pause of a poll that has found nothing so far, longer each time; the poll is empty when its time is over. */
    private void pauseInPoll(long seen) throws InterruptedException {
        long now = System.nanoTime();
        if (pollEnds == NOT_POLLING) {
            pollEnds = now + pollNs;
            pause = FIRST_PAUSE_NS;
        }
        if (pollEnds - now > 0) {
            runs.awaitChange(seen, Math.min(pause, pollEnds - now));
            pause *= 2;
            return;
        }
        pollEnds = NOT_POLLING;
        if (emptyPolls++ == retries) {
            throw gaveUp();
        }
    }

    private boolean startOne() throws SQLException {
        FlowRun next = runs.nextToStart();
        if (next == null) {
            return false;
        }
        caller.call("start_flow", c -> {
            engine.startFlow(c, next.flow(), next.id(), "{}");
            return null;
        });
        next.events().started(caller.calledNs(), caller.returnedNs());
        next.started();
        if (runs.started()) {
            afterLastStart.happen();
        }
        return true;
    }

    /** Claims from the next flow that has tasks, and completes what it got; false where no flow gave any. */
    private boolean completeSome() throws SQLException {
        for (int tried = 0; tried < order.size() && !runs.over(); tried++) {
            FlowRun next = order.get(position);
            position = (position + 1) % order.size();
            if (next.hasTasksToClaim()) {
                List<Task> tasks = caller.call("claim", c -> engine.claim(c, next.flow(), batchSize, id));
                if (!tasks.isEmpty()) {
                    next.claimed(tasks);
                    complete(next, tasks);
                    return true;
                }
            }
        }
        return false;
    }

    private void complete(FlowRun flowRun, List<Task> tasks) throws SQLException {
        if (inOneCall) {
            List<String> texts = new ArrayList<>(tasks.size());
            for (int i = 0; i < tasks.size(); i++) {
                texts.add(outputs.next(completed++));
            }
            List<Outcome> outcomes = caller.call("complete_tasks", c -> engine.completeTasks(c, tasks, texts));
            for (int i = 0; i < tasks.size(); i++) {
                ended(flowRun, tasks.get(i), outcomes.get(i));
            }
            return;
        }
        for (Task task : tasks) {
            String output = outputs.next(completed++);
            ended(flowRun, task, caller.call("complete_task", c -> engine.completeTask(c, task, output)));
        }
    }

    /** Notes what the last call did to a task. */
    private void ended(FlowRun flowRun, Task task, Outcome outcome) {
        if (outcome != Outcome.COMPLETED) {
            refused(flowRun, task, outcome);
            return;
        }
        flowRun.events().ended(task.step(), caller.calledNs(), caller.returnedNs());
        if (flowRun.completedTheLast(task)) {
            runs.ended();
        }
    }

    /** What the caller need not complete any longer; where nobody else will either, the iteration is over. */
    private void refused(FlowRun flowRun, Task task, Outcome outcome) {
        runs.refusals().add(outcome);
        boolean isOfAnother = outcome == Outcome.ALREADY_COMPLETED && flowRun.isOfAnother(task);
        if (!isOfAnother && !COMES_BACK.contains(outcome)) {
            throw new UserException(String.format(
                    "Completing step %s of flow %s was answered %s: %s. The flow run cannot complete as it is measured; is"
                            + " somebody else at work on it?",
                    task.step(), flowRun.flow(), outcome.name().toLowerCase(Locale.ROOT), meaning(outcome)));
        }
        flowRun.letGo(task);
    }

    private static String meaning(Outcome outcome) {
        return switch (outcome) {
            case ALREADY_COMPLETED -> "no worker of this run has completed it, so somebody else has";
            case FAILED -> "the engine failed the task, and the flow run with it";
            case RUN_FAILED -> "its flow run has failed";
            case UNKNOWN -> "there is no such task any longer";
            default -> "the task is lost";
        };
    }

    private boolean nothingToClaim() {
        for (FlowRun flowRun : order) {
            if (flowRun.hasTasksToClaim()) {
                return false;
            }
        }
        return true;
    }

    private UserException gaveUp() {
        int left = order.stream().mapToInt(FlowRun::uncompleted).sum();
        return new UserException(String.format(
                "Worker %d found no task in %d polls of %d ms in a row while %d were not completed; raise POLLING_RETRIES or"
                        + " POLLING_TIMEOUT_MS if tasks may take that long to appear.",
                number, retries + 1, TimeUnit.NANOSECONDS.toMillis(pollNs), left));
    }
}
