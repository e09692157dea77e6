package flowbench.runfolder;

/**
 * One value that a probe read beside the work: a row of {@code telemetry.csv}.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork, warm-up counted
 * @param kind whether the iteration counts
 * @param phase that the iteration was in, or had last been in
 * @param elapsedNs when, ns since the start of the iteration
 * @param metric what was read
 * @param value in the metric's unit; of a counter what was added since the iteration started
 */
public record ProbeReading(
        int fork, int iteration, Kind kind, Phase phase, long elapsedNs, ProbeMetric metric, double value) {
    /** The same of an iteration that has failed. */
    public ProbeReading failed() {
        return new ProbeReading(fork, iteration, Kind.FAILED, phase, elapsedNs, metric, value);
    }
}
