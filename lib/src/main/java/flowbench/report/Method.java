package flowbench.report;

import java.util.ArrayList;
import java.util.List;

/** How the figures were found, in a few sentences. */
final class Method {
    private Method() {}

    /**
     * Of a report.
     *
     * @param compares whether runs are compared in it
     */
    static List<String> sentences(boolean compares) {
        List<String> sentences = new ArrayList<>(List.of(
                "Throughput is what was completed ÷ the execute phase; setting up, creating, subscribing, draining and cleaning up"
                        + " are phases of their own, timed apart.",
                "The unit of replication is the fork, a fresh process; with two forks or more the mean is that of the fork means, and"
                        + " its 95 % interval is theirs. With one fork it is over iterations, holds within that process only, and says so.",
                "Warm-up iterations are kept in the files and left out of all figures here.",
                "Quantiles are of type 7 (Hyndman and Fan) with intervals of order statistics, and are printed only where the sample"
                        + " supports them.",
                "Outliers are values outside Tukey's fences (1.5 interquartile ranges mild, 3 severe); they are flagged, shown and"
                        + " never removed.",
                "A bottleneck is named only where one part of the workers' time is over 40 %, a quarter larger than the next, and was"
                        + " seen often enough; or where the client computes, or a processor is waited for, as much.",
                "Client and server share one machine unless DATABASE_URL named a server. Compare figures only with those that were"
                        + " measured under the same conditions, best in turn."));
        if (compares) {
            sentences.add(
                    "A comparison calls a metric better or worse where the whole 95 % interval of the ratio lies on one side of 1"
                            + " and the p-value, adjusted for the number of metrics, is below .05; equivalent where the whole interval lies"
                            + " within the threshold; else inconclusive.");
        }
        return List.copyOf(sentences);
    }
}
