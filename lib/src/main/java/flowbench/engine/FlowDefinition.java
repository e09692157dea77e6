package flowbench.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A flow and its steps, each after the steps it waits for, which is what keeps the graph without cycles.
 *
 * @param flow the slug of the flow
 * @param steps at least one, in the order in which they are added
 */
public record FlowDefinition(String flow, List<Step> steps) {

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if there is no step, two have one slug, or one waits for a step that does not precede
     */
    public FlowDefinition {
        Step.requireSlug(flow);
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("The flow " + flow + " has no steps.");
        }
        Set<String> preceding = new HashSet<>();
        for (Step step : steps) {
            for (String dependency : step.dependencies()) {
                if (!preceding.contains(dependency)) {
                    throw new IllegalArgumentException("The step " + step.slug() + " of flow " + flow + " waits for "
                            + dependency + ", which is not among the steps before it.");
                }
            }
            if (!preceding.add(step.slug())) {
                throw new IllegalArgumentException("The flow " + flow + " has two steps named " + step.slug() + ".");
            }
        }
    }

    /** So many steps {@code s1, s2, …} that wait for nothing. */
    public static FlowDefinition independentSteps(String flow, int count) {
        List<Step> steps = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            steps.add(Step.single("s" + i));
        }
        return new FlowDefinition(flow, steps);
    }

    /** So many steps {@code s1, s2, …}, each waiting for the one before. */
    public static FlowDefinition chain(String flow, int count) {
        List<Step> steps = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            steps.add(i == 1 ? Step.single("s1") : Step.single("s" + i, "s" + (i - 1)));
        }
        return new FlowDefinition(flow, steps);
    }

    /** {@code a}, then {@code b} and {@code c} beside each other, then {@code d}. */
    public static FlowDefinition diamond(String flow) {
        return new FlowDefinition(
                flow,
                List.of(Step.single("a"), Step.single("b", "a"), Step.single("c", "a"), Step.single("d", "b", "c")));
    }
}
