package flowbench.runfolder;

/**
 * Which iteration it is, and when it began.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork, warm-up counted
 * @param kind whether it counts
 * @param nanoTime the start, of {@link System#nanoTime}: 0 of every time in the CSV files
 */
public record IterationStart(int fork, int iteration, Kind kind, long nanoTime) {
    /** The same iteration once it has failed. */
    public IterationStart failed() {
        return new IterationStart(fork, iteration, Kind.FAILED, nanoTime);
    }
}
