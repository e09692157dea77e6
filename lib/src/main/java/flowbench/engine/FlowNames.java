package flowbench.engine;

import java.util.regex.Pattern;

/**
 * The names of all flows and bare queues that Flowbench makes: {@code bench_3f9a_2_5_17} is the 17th that iteration 5 of fork 2
 * of run {@code 3f9a} makes. By this whole shape they are told from those of others in the same database, which may well begin
 * with the same word: nothing else is ever listed, counted or deleted.
 */
public final class FlowNames {
    private static final String FIRST = "bench_";
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{4}");

    /** A regular expression that PostgreSQL reads as Java does. */
    public static final String SHAPE = "^" + FIRST + RUN + "_[0-9]+_[0-9]+_[0-9]+$";

    private FlowNames() {}

    /**
     * Begins the names of one iteration; a number makes each of them whole.
     *
     * @param run the last part of the run id: four hexadecimal digits
     * @throws IllegalArgumentException if they are not, since nobody would find these flows again
     */
    public static String prefix(String run, int fork, int iteration) {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException("\"" + run + "\" does not end a run id.");
        }
        return FIRST + run + "_" + fork + "_" + iteration + "_";
    }
}
