package flowbench.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Values in their order: which has a rank, the ranks counted from 0. */
sealed interface Ranks {
    /** How many values. */
    int n();

    /** The value of a rank, or the middle of the bucket that holds it. */
    double value(int rank);

    /** The value of a rank, or the least that its bucket holds. */
    double low(int rank);

    /** The value of a rank, or the greatest that its bucket holds. */
    double high(int rank);

    /**
     * How many values lie below a bound; one that is the same counts half, and those of a bucket are spread over it
     * evenly.
     */
    double below(double bound);

    /** Every value, sorted. */
    record Every(long[] sorted) implements Ranks {
        @Override
        public int n() {
            return sorted.length;
        }

        @Override
        public double value(int rank) {
            return sorted[rank];
        }

        @Override
        public double low(int rank) {
            return sorted[rank];
        }

        @Override
        public double high(int rank) {
            return sorted[rank];
        }

        @Override
        public double below(double bound) {
            return (first(Math.ceil(bound)) + first(Math.floor(bound) + 1)) / 2.0;
        }

        /** The rank of the first value that is not below a bound. */
        private int first(double bound) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < bound) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        LongStream stream() {
            return Arrays.stream(sorted);
        }
    }

    /**
     * How many values fell into each bucket of an HdrHistogram, and the exact extremes. With {@link #DIGITS} a bucket
     * is 1/1024 of its values wide at most, so that its middle is within .05 % of each. No value is below 0.
     *
     * @param lows the least value that each bucket that holds some can hold, rising
     * @param highs the greatest
     * @param upTo how many values are in it and in those before it
     */
    record Buckets(long[] lows, long[] highs, int[] upTo, long min, long max) implements Ranks {
        /** Significant digits of the histogram that quantiles are taken from. */
        static final int DIGITS = 3;

        static Buckets of(AbstractHistogram histogram, long min, long max) {
            int count = 0;
            for (HistogramIterationValue ignored : histogram.recordedValues()) {
                count++;
            }
            long[] lows = new long[count];
            long[] highs = new long[count];
            int[] upTo = new int[count];
            int bucket = 0;
            for (HistogramIterationValue value : histogram.recordedValues()) {
                lows[bucket] = histogram.lowestEquivalentValue(value.getValueIteratedTo());
                highs[bucket] = histogram.highestEquivalentValue(value.getValueIteratedTo());
                upTo[bucket++] = Math.toIntExact(value.getTotalCountToThisValue());
            }
            return new Buckets(lows, highs, upTo, min, max);
        }

        /** Of several, each with one value at least. */
        static Buckets merged(List<Ranks> parts) {
            Histogram all = new Histogram(DIGITS);
            for (Ranks part : parts) {
                if (part instanceof Buckets buckets) {
                    for (int i = 0; i < buckets.upTo.length; i++) {
                        all.recordValueWithCount(buckets.lows[i], buckets.upTo[i] - buckets.upTo(i - 1));
                    }
                } else if (part instanceof Every every) {
                    every.stream().forEach(all::recordValue);
                }
            }
            return of(
                    all,
                    (long) parts.stream()
                            .mapToDouble(part -> part.value(0))
                            .min()
                            .orElseThrow(),
                    (long) parts.stream()
                            .mapToDouble(part -> part.value(part.n() - 1))
                            .max()
                            .orElseThrow());
        }

        @Override
        public int n() {
            return upTo[upTo.length - 1];
        }

        private int upTo(int bucket) {
            return bucket < 0 ? 0 : upTo[bucket];
        }

        private int bucket(int rank) {
            int found = Arrays.binarySearch(upTo, rank + 1);
            return found >= 0 ? found : -found - 1;
        }

        @Override
        public double value(int rank) {
            if (rank == 0) {
                return min;
            }
            return rank == n() - 1 ? max : (low(rank) + high(rank)) / 2;
        }

        @Override
        public double low(int rank) {
            return Math.max(min, lows[bucket(rank)]);
        }

        @Override
        public double high(int rank) {
            return Math.min(max, highs[bucket(rank)]);
        }

        @Override
        public double below(double bound) {
            int found = Arrays.binarySearch(lows, (long) Math.floor(bound));
            int bucket = found >= 0 ? found : -found - 2;
            if (bucket < 0) {
                return 0;
            }
            double width = highs[bucket] - lows[bucket] + 1.0;
            double share = Math.min(1, (bound - lows[bucket] + .5) / width);
            return upTo(bucket - 1) + share * (upTo[bucket] - upTo(bucket - 1));
        }
    }
}
