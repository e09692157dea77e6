package flowbench.comparison;

import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What grows along a line of a scaling while all else stays as it is. */
public enum Dimension {
    /** Workers, on one shape of work. */
    WORKERS(
            "workers",
            2,
            ScalingPoint::workers,
            point -> point.shape() + (point.poolSize() == 0 ? "" : ", POOL_SIZE=" + point.poolSize())),
    /** Flow runs, each of as many steps. */
    FLOW_RUNS("flow runs", 2, ScalingPoint::flowRuns, point -> "… × " + point.steps() + fixed(point)),
    /** Flow runs among which as many steps are shared out. */
    FLOW_RUNS_OF_THE_SAME_WORK(
            "flow runs",
            3,
            ScalingPoint::flowRuns,
            point -> point.flowRuns() * point.steps() + " in all" + fixed(point)),
    /** Steps of each flow run. */
    STEPS("steps of each flow run", 2, ScalingPoint::steps, point -> point.flowRuns() + " × …" + fixed(point)),
    /** Connections of the pool. */
    CONNECTIONS("connections of the pool", 2, ScalingPoint::connections, point -> point.shape() + workers(point));

    private final String words;
    private final int leastSizes;
    private final ToIntFunction<ScalingPoint> size;
    private final Function<ScalingPoint, String> line;

    Dimension(String words, int leastSizes, ToIntFunction<ScalingPoint> size, Function<ScalingPoint, String> line) {
        this.words = words;
        this.leastSizes = leastSizes;
        this.size = size;
        this.line = line;
    }

    private static String fixed(ScalingPoint point) {
        return workers(point) + (point.poolSize() == 0 ? "" : ", POOL_SIZE=" + point.poolSize());
    }

    private static String workers(ScalingPoint point) {
        return ", " + point.workers() + (point.workers() == 1 ? " worker" : " workers");
    }

    /** A line has so many sizes at least: fewer may be there by chance. */
    int leastSizes() {
        return leastSizes;
    }

    /** How large a point is along it. */
    public int size(ScalingPoint point) {
        return size.applyAsInt(point);
    }

    /** The line that a point is on: what stays as it is. */
    String line(ScalingPoint point) {
        return line.apply(point);
    }

    /** What grows, in words. */
    @Override
    public String toString() {
        return words;
    }
}
