package flowbench.events;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Step;
import flowbench.engine.StepType;
import flowbench.runfolder.EventType;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The events that one run of a flow must announce, worked out from the flow's shape alone.
 *
 * <p>A run that completes announces {@code 2 + 2·S − T} events: its start and end, and start and completion of each of its S
 * steps, without the starts of the T steps that complete without a task. The size of a map never matters, and neither do
 * failures that are tried again. A run that fails announces what had happened until then, the failed step and the failed run.
 */
public final class ExpectedEvents {
    /** Each event that could be has a slot: three of the run, then three of each step, in the order of {@link EventType}. */
    private static final int PER_STEP = 3;

    private final FlowDefinition flow;
    private final Map<String, Integer> steps = new HashMap<>();
    private final Set<String> taskless;
    private final String failed;
    private final BitSet expected = new BitSet();
    private final int[][] writers;

    private ExpectedEvents(FlowDefinition flow, Set<String> emptyMaps, Set<String> completed, String failed) {
        this.flow = flow;
        this.failed = failed;
        for (Step step : flow.steps()) {
            steps.put(step.slug(), steps.size());
        }
        this.taskless = taskless(flow, emptyMaps);
        completed.forEach(this::indexOf);
        expectBegun(completed);
        if (failed.isEmpty()) {
            expected.set(slot("", EventType.RUN_COMPLETED));
        } else {
            expected.set(PER_STEP * indexOf(failed) + EventType.STEP_FAILED.ordinal());
            expected.set(slot("", EventType.RUN_FAILED));
        }
        this.writers = IntStream.range(0, slots()).mapToObj(this::findWriters).toArray(int[][]::new);
    }

    /** Of a run that completes, in which every map step has something to work on. */
    public static ExpectedEvents ofCompletion(FlowDefinition flow) {
        return ofCompletion(flow, Set.of());
    }

    /**
     * Of a run that completes.
     *
     * @param emptyMaps the map steps that get an empty array; those that work on the output of one of these get one too
     * @throws IllegalArgumentException if one of them is no map step of the flow
     */
    public static ExpectedEvents ofCompletion(FlowDefinition flow, Set<String> emptyMaps) {
        return new ExpectedEvents(
                flow, emptyMaps, flow.steps().stream().map(Step::slug).collect(Collectors.toSet()), "");
    }

    /**
     * Of a run that ends because a step fails for good. Nothing is expected after that.
     *
     * @param emptyMaps as in {@link #ofCompletion}
     * @param completed the steps whose tasks were all completed before
     * @param failed the step that failed
     * @throws IllegalArgumentException if a step is none of the flow
     */
    public static ExpectedEvents ofFailure(
            FlowDefinition flow, Set<String> emptyMaps, Set<String> completed, String failed) {
        return new ExpectedEvents(flow, emptyMaps, completed, failed);
    }

    private static Set<String> taskless(FlowDefinition flow, Set<String> emptyMaps) {
        Set<String> taskless = new HashSet<>();
        for (Step step : flow.steps()) {
            boolean empty = emptyMaps.contains(step.slug())
                    || !step.dependencies().isEmpty() && taskless.containsAll(step.dependencies());
            if (step.type() == StepType.MAP && empty) {
                taskless.add(step.slug());
            }
        }
        if (!taskless.containsAll(emptyMaps)) {
            throw new IllegalArgumentException(
                    "Of " + emptyMaps + " not all are map steps of the flow " + flow.flow() + ".");
        }
        return taskless;
    }

    /** The run's start; the start of every step whose dependencies are done, unless it has no task; completions. */
    private void expectBegun(Set<String> completed) {
        expected.set(slot("", EventType.RUN_STARTED));
        Set<String> done = new HashSet<>();
        for (Step step : flow.steps()) {
            if (!done.containsAll(step.dependencies())) {
                continue;
            }
            boolean withoutTask = taskless.contains(step.slug());
            if (!withoutTask) {
                expected.set(slot(step.slug(), EventType.STEP_STARTED));
            }
            if (withoutTask || completed.contains(step.slug())) {
                expected.set(slot(step.slug(), EventType.STEP_COMPLETED));
                done.add(step.slug());
            }
        }
    }

    /** How many there are. */
    public int count() {
        return expected.cardinality();
    }

    /** How many there are of a type. */
    public int count(EventType type) {
        return (int) expected.stream().filter(slot -> type(slot) == type).count();
    }

    /** Whether an event is among them. */
    public boolean contains(String step, EventType type) {
        int slot = slot(step, type);
        return slot >= 0 && expected.get(slot);
    }

    /** Their names: {@code run:started}, {@code step:<slug>:started} and so on, the run's first, then step by step. */
    public List<String> names() {
        return expected.stream()
                .mapToObj(slot -> step(slot).isEmpty()
                        ? type(slot).toString()
                        : type(slot).toString().replace(":", ":" + step(slot) + ":"))
                .toList();
    }

    /** The flow. */
    FlowDefinition flow() {
        return flow;
    }

    /** Slots of all events that could be, expected or not. */
    int slots() {
        return PER_STEP * (1 + flow.steps().size());
    }

    /** The slot of an event; below 0 where the flow can have none such. */
    int slot(String step, EventType type) {
        if (type == EventType.OTHER) {
            return -1;
        }
        if (type.isOfRun()) {
            return step.isEmpty() ? type.ordinal() : -1;
        }
        Integer index = steps.get(step);
        return index == null ? -1 : PER_STEP * index + type.ordinal();
    }

    boolean isExpected(int slot) {
        return expected.get(slot);
    }

    /** The type of the event of a slot. */
    EventType type(int slot) {
        return slot < PER_STEP
                ? EventType.values()[slot]
                : EventType.values()[EventType.STEP_STARTED.ordinal() + slot % PER_STEP];
    }

    /** The step of a slot; empty for the run itself. */
    String step(int slot) {
        return slot < PER_STEP ? "" : flow.steps().get(slot / PER_STEP - 1).slug();
    }

    /** The place of a step among those of the flow, from 0. */
    int indexOf(String step) {
        Integer index = steps.get(step);
        if (index == null) {
            throw new IllegalArgumentException("The flow " + flow.flow() + " has no step " + step + ".");
        }
        return index;
    }

    /**
     * The steps whose calls must have returned before the event of a slot can have been written: the last of these calls wrote
     * it. None: it was written when the run was started.
     */
    int[] writers(int slot) {
        return writers[slot];
    }

    private int[] findWriters(int slot) {
        List<Integer> waitedFor = switch (type(slot)) {
            case RUN_STARTED -> List.of();
            case STEP_STARTED -> dependencies(slot / PER_STEP - 1);
            case RUN_FAILED -> failed.isEmpty() ? List.of() : List.of(steps.get(failed));
            case RUN_COMPLETED -> List.copyOf(steps.values());
            default -> List.of(slot / PER_STEP - 1);
        };
        return waitedFor.stream().flatMapToInt(this::ended).distinct().toArray();
    }

    /** A step itself, or where it has no task what it waits for. */
    private IntStream ended(int index) {
        return taskless.contains(flow.steps().get(index).slug())
                ? dependencies(index).stream().flatMapToInt(this::ended)
                : IntStream.of(index);
    }

    private List<Integer> dependencies(int index) {
        return flow.steps().get(index).dependencies().stream().map(steps::get).toList();
    }
}
