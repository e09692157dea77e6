package flowbench.analysis;

import java.util.Arrays;

/** How many instants fell into each of equal spans of time; the spans grow tenfold where they would become too many. */
final class TimeCounts {
    private static final long SHORTEST_NS = 1_000_000;
    private static final int MOST = 20_000;
    private static final int GROWTH = 10;

    private int[] counts = new int[64];
    private long spanNs = SHORTEST_NS;

    /** One instant more, from 0 up. */
    void add(long ns) {
        while (ns / spanNs >= MOST) {
            int[] wide = new int[counts.length / GROWTH + 1];
            for (int i = 0; i < counts.length; i++) {
                wide[i / GROWTH] += counts[i];
            }
            counts = wide;
            spanNs *= GROWTH;
        }
        int place = (int) (ns / spanNs);
        if (place >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(MOST, 2 * place));
        }
        counts[place]++;
    }

    /** How long a span is. */
    long spanNs() {
        return spanNs;
    }

    /** How many lie in the spans from one on and before another, of which the first is 0. */
    int between(long from, long to) {
        int count = 0;
        for (long i = Math.max(0, from); i < Math.min(to, counts.length); i++) {
            count += counts[(int) i];
        }
        return count;
    }
}
