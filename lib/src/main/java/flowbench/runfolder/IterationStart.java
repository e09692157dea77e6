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
    /** Seed of what is random in this iteration: another in each, and the same when the run, which has this seed, is repeated. */
    public long seed(long ofRun) {
        return 31 * (31 * ofRun + fork) + iteration;
    }

    /** The same iteration once it has failed. */
    public IterationStart failed() {
        return new IterationStart(fork, iteration, Kind.FAILED, nanoTime);
    }
}
