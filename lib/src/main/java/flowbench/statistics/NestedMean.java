package flowbench.statistics;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.LongMean;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * The mean of values of which many were measured in each iteration of each fork, such as the latencies of calls. With
 * two forks or more it is the mean of the fork means, and the interval is theirs. With one fork it is the mean of the
 * means of its iterations, and so is the interval, which tells only how well the mean within that process is known.
 * That calls of one iteration are alike makes neither too narrow, as an interval over all calls would be.
 *
 * @param forks forks with values
 * @param replicates how many means the interval is made of: forks, or iterations of the one fork
 * @param n values
 * @param mean of those means
 * @param interval 95 % interval of that mean; absent where there is one, or where all are the same
 */
public record NestedMean(int forks, int replicates, int n, double mean, Optional<StudentInterval> interval) {
    /** Whether there was one fork only, so that nothing is known of the differences between processes. */
    public boolean withinOneProcess() {
        return forks == 1;
    }

    /** The mean and its interval to four digits, in one line. */
    @Override
    public String toString() {
        return Scale.text("", mean)
                + interval.map(i -> ", " + i.text(bound -> Scale.text("", bound)))
                        .orElse("")
                + "; n = " + n
                + (withinOneProcess()
                        ? " in " + replicates + " iterations, within one process"
                        : " in " + forks + " forks");
    }

    /**
     * Takes the values one by one, in any order; fastest where those of an iteration follow one another. It keeps a
     * mean for each fork and, while there is but one, for each iteration.
     */
    public static final class Builder {
        private final Map<Integer, LongMean> forks = new TreeMap<>();
        private final Map<Integer, LongMean> iterationsOfTheOneFork = new TreeMap<>();
        private LongMean ofFork = LongMean.create();
        private LongMean ofIteration = LongMean.create();
        private int fork;
        private int iteration;
        private int n;

        /** One value more, of an iteration of a fork; their numbers may start anywhere. */
        public void add(int inFork, int inIteration, long value) {
            if (n == 0 || inFork != fork || inIteration != iteration) {
                fork = inFork;
                iteration = inIteration;
                ofFork = forks.computeIfAbsent(fork, f -> LongMean.create());
                if (forks.size() == 1) {
                    ofIteration = iterationsOfTheOneFork.computeIfAbsent(iteration, i -> LongMean.create());
                } else {
                    iterationsOfTheOneFork.clear();
                }
            }
            ofFork.accept(value);
            ofIteration.accept(value);
            n++;
        }

        /** The mean of what was added so far; absent for nothing. */
        public Optional<NestedMean> build() {
            if (n == 0) {
                return Optional.empty();
            }
            Stream<LongMean> means = (forks.size() == 1 ? iterationsOfTheOneFork : forks).values().stream();
            double[] replicates = means.mapToDouble(LongMean::getAsDouble).toArray();
            return Optional.of(new NestedMean(
                    forks.size(),
                    replicates.length,
                    n,
                    Mean.of(replicates).getAsDouble(),
                    StudentInterval.of(replicates)));
        }
    }
}
