package flowbench.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import org.apache.commons.statistics.descriptive.LongMean;
import org.apache.commons.statistics.descriptive.LongVariance;

/**
 * A {@link Distribution} of durations that come one by one, in bounded memory: they are kept as they are up to
 * {@link #KEPT}, which takes 1 MB or two; beyond that they are counted in the buckets of an HdrHistogram of three
 * significant digits, which takes 450 kB at most, and for each fork in one of two digits, 30 kB at most, whatever their
 * number.
 */
public final class DistributionBuilder {
    /** Up to so many durations are kept as they are, and every quantile of theirs is exact. */
    public static final int KEPT = 100_000;

    private final Map<Integer, Kept> kept = new TreeMap<>();
    private Optional<Counted> counted = Optional.empty();
    private int n;

    /** The durations of a fork that are kept. */
    private static final class Kept {
        private long[] durations = new long[64];
        private int n;

        void add(long duration) {
            if (n == durations.length) {
                durations = Arrays.copyOf(durations, 2 * n);
            }
            durations[n++] = duration;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(durations, n);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /** What is known of durations that are too many to be kept. */
    private static final class Counted {
        /** Enough for the share below a quantile, which is interpolated within a bucket. */
        private static final int DIGITS_OF_FORKS = 2;

        private final Map<Integer, IntCountsHistogram> forks = new TreeMap<>();
        private final Histogram all = new Histogram(Ranks.Buckets.DIGITS);
        private final LongMean mean = LongMean.create();
        private final LongVariance variance = LongVariance.create();
        private long min = Long.MAX_VALUE;
        private long max;

        void add(int fork, long duration) {
            all.recordValue(duration);
            forks.computeIfAbsent(fork, f -> new IntCountsHistogram(DIGITS_OF_FORKS))
                    .recordValue(duration);
            mean.accept(duration);
            variance.accept(duration);
            min = Math.min(min, duration);
            max = Math.max(max, duration);
        }

        Distribution distribution() {
            Collection<IntCountsHistogram> each = forks.values();
            return Distribution.ofBuckets(
                    Ranks.Buckets.of(all, min, max),
                    each.stream()
                            .map(fork -> Ranks.Buckets.of(fork, fork.getMinValue(), fork.getMaxValue()))
                            .map(Ranks.class::cast)
                            .toList(),
                    mean.getAsDouble(),
                    Math.sqrt(variance.getAsDouble()));
        }
    }

    /**
     * One duration more.
     *
     * @param fork that it was measured in
     * @param duration from 0 up
     */
    public void add(int fork, long duration) {
        if (duration < 0) {
            throw new IllegalArgumentException(duration + " ns is no duration");
        }
        if (counted.isPresent()) {
            counted.get().add(fork, duration);
        } else if (n < KEPT) {
            kept.computeIfAbsent(fork, f -> new Kept()).add(duration);
        } else {
            Counted all = new Counted();
            kept.forEach((of, some) -> Arrays.stream(some.durations, 0, some.n).forEach(d -> all.add(of, d)));
            kept.clear();
            all.add(fork, duration);
            counted = Optional.of(all);
        }
        n++;
    }

    /** What was added so far. */
    public Distribution build() {
        return counted.map(Counted::distribution)
                .orElseGet(() -> Distribution.ofForks(
                        kept.values().stream().map(Kept::sorted).toList()));
    }
}
