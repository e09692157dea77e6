package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What the looks of the probes cost a load that goes on without a pause: the steps that were completed in the window that begins
 * when a look is due, beside those of the windows before and after it, in which nobody looks. Half of these is taken from either
 * side, so that a pace that rises or falls steadily favours neither; and a window begins when its look is due, not when it came,
 * so that a moment in which the processors are busy, and the look late, is not chosen.
 *
 * @param with steps a second in windows with a look
 * @param without steps a second in the windows beside them
 * @param looks how many windows with a look there are; the first and the last look are left out
 * @param spilled looks that were left out because the one before took too long, and looks that ended after their window: if
 *     there are many, the windows are too short for what is to be told apart
 */
public record LookCost(double with, double without, int looks, int spilled) {
    private static final int FEWEST = 3;

    /**
     * Of a load that was looked at.
     *
     * @param readings of the looks, with when each ended and what it took ({@link ProbeMetric#TICK_TIME})
     * @param completed when each step was completed, on the clock of the readings, ns
     * @param periodNs from one look to the next
     * @param windowNs of a window, half a period at most
     * @throws IllegalArgumentException if there are fewer than three looks, or windows do not fit between them
     */
    public static LookCost of(List<ProbeReading> readings, long[] completed, long periodNs, long windowNs) {
        if (windowNs < 1 || 2 * windowNs > periodNs) {
            throw new IllegalArgumentException(
                    "two windows of " + windowNs + " ns do not fit into " + periodNs + " ns");
        }
        List<ProbeReading> ticks = readings.stream()
                .filter(reading -> reading.metric().equals(ProbeMetric.TICK_TIME))
                .toList();
        long[] due = due(ticks, periodNs);
        if (due.length < FEWEST) {
            throw new IllegalArgumentException(due.length + " looks have no windows before and after them");
        }
        long[] sorted = Arrays.stream(completed).sorted().toArray();
        double with = 0;
        double without = 0;
        for (int i = 1; i < due.length - 1; i++) {
            with += count(sorted, due[i], due[i] + windowNs);
            without += count(sorted, due[i] - windowNs, due[i]) / 2.;
            without += count(sorted, due[i] + windowNs, due[i] + 2 * windowNs) / 2.;
        }
        double seconds = (due.length - 2) * windowNs / (double) TimeUnit.SECONDS.toNanos(1);
        long late = ticks.stream()
                .filter(tick -> Math.floorMod(tick.elapsedNs() - due[0], periodNs) > windowNs)
                .count();
        return new LookCost(with / seconds, without / seconds, due.length - 2, (int) late + due.length - ticks.size());
    }

    /** When looks were due: as the one that was late least. */
    private static long[] due(List<ProbeReading> ticks, long periodNs) {
        long[] starts = ticks.stream()
                .mapToLong(tick -> tick.elapsedNs() - (long) tick.value())
                .toArray();
        if (starts.length == 0) {
            return starts;
        }
        long first = Arrays.stream(starts)
                .map(start -> start - periodNs * Math.round((start - starts[0]) / (double) periodNs))
                .min()
                .getAsLong();
        long last = Arrays.stream(starts).max().getAsLong();
        return LongStream.rangeClosed(0, (last - first) / periodNs)
                .map(i -> first + i * periodNs)
                .toArray();
    }

    private static int count(long[] sorted, long from, long to) {
        return firstNotBefore(sorted, to) - firstNotBefore(sorted, from);
    }

    private static int firstNotBefore(long[] sorted, long time) {
        int at = Arrays.binarySearch(sorted, time);
        // Of times that are the same, the search finds any.
        while (at > 0 && sorted[at - 1] == time) {
            at--;
        }
        return at < 0 ? -at - 1 : at;
    }
}
