package flowbench.comparison;

import flowbench.analysis.Conditions;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.Comparator;

/**
 * What was measured of a scaling: how much work, by how many workers, on how many connections.
 *
 * @param flowRuns runs of flows in one iteration
 * @param steps steps of each of them
 * @param workers at work on them
 * @param poolSize as {@link Setting#POOL_SIZE} has it; 0: one for each worker and one more
 */
public record ScalingPoint(int flowRuns, int steps, int workers, int poolSize) implements Comparable<ScalingPoint> {
    private static final Comparator<ScalingPoint> ORDER = Comparator.comparing(ScalingPoint::flowRuns)
            .thenComparing(ScalingPoint::steps)
            .thenComparing(ScalingPoint::workers)
            .thenComparing(ScalingPoint::connections)
            .thenComparing(ScalingPoint::poolSize);

    /** The point that a run measured. */
    static ScalingPoint of(Manifest run) {
        boolean isOneFlow = run.scenario().equals("high-frequency");
        if (!isOneFlow && !run.scenario().equals("concurrent-flows")) {
            throw new UserException("Run " + run.runId() + " is of " + run.scenario()
                    + "; how flow runs, steps and workers scale is told of concurrent-flows and high-frequency: leave"
                    + " it out.");
        }
        return new ScalingPoint(
                isOneFlow ? 1 : Conditions.number(run, Setting.CONCURRENT_FLOWS),
                Conditions.number(run, isOneFlow ? Setting.STEP_COUNT : Setting.STEPS_PER_FLOW),
                Conditions.number(run, Setting.WORKERS),
                Conditions.number(run, Setting.POOL_SIZE));
    }

    /** Connections of the pool. */
    public int connections() {
        return poolSize == 0 ? workers + 1 : poolSize;
    }

    /** Flow runs × steps. */
    public String shape() {
        return flowRuns + " × " + steps;
    }

    /** The same work by one worker, on as many connections, or by default on its own two. */
    boolean isBy(ScalingPoint one) {
        return one.workers == 1
                && workers > 1
                && one.flowRuns == flowRuns
                && one.steps == steps
                && (one.poolSize == poolSize || one.poolSize == 0);
    }

    @Override
    public int compareTo(ScalingPoint other) {
        return ORDER.compare(this, other);
    }

    /** Runs × steps, workers, connections. */
    @Override
    public String toString() {
        return shape() + ", WORKERS=" + workers + ", POOL_SIZE=" + connections();
    }
}
