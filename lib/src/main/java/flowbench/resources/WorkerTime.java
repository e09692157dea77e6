package flowbench.resources;

import flowbench.runfolder.ProbeMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * What the workers' time in the execute phase went to, all measured iterations together: the shares of waiting for a connection
 * and of being in a call are exact; a call is divided by what the backends of the pool were seen doing, by as many looks as there
 * were.
 */
public final class WorkerTime {
    private static final double LEVEL = .05;

    /**
     * A part of the time.
     *
     * @param part what it went to
     * @param share of the workers' time, a fraction
     * @param sampled whether it follows from looks at the server; else it is timed, and exact
     * @param low lower bound of its 95 % interval; the share itself where it is timed
     * @param high upper bound
     * @param waits the wait events that it is made of, the largest first; none of what is no wait of a backend
     */
    public record Share(TimePart part, double share, boolean sampled, double low, double high, List<Wait> waits) {
        private static Share exact(TimePart part, double share) {
            return new Share(part, share, false, share, share, List.of());
        }
    }

    /**
     * A wait event.
     *
     * @param name as PostgreSQL has it, after its type: {@code Lock:transactionid}
     * @param share of the workers' time, a fraction
     */
    public record Wait(String name, double share) {}

    /** Of the interval of a share. */
    private record Bounds(double low, double high) {}

    private final List<Share> shares;
    private final int looks;

    private WorkerTime(List<Share> shares, int looks) {
        this.shares = shares;
        this.looks = looks;
    }

    /**
     * Of iterations.
     *
     * @param windows of the measured iterations, in which the server was looked at
     * @param acquireShare the share of the workers' time that they waited for a connection, a fraction
     * @param callShare the share that they were in a call
     * @param workers how many there were
     */
    static WorkerTime of(List<Window> windows, double acquireShare, double callShare, int workers) {
        int looks = windows.stream().mapToInt(Window::looks).sum();
        Map<String, Double> seen = new TreeMap<>();
        for (Window window : windows) {
            window.gauges().forEach((metric, gauge) -> {
                if (metric.probe().equals(ProbeMetric.WAITS) && !metric.name().equals(ProbeMetric.IDLE)) {
                    seen.merge(metric.name(), gauge.sum(), Double::sum);
                }
            });
        }
        double active = seen.values().stream().mapToDouble(Double::doubleValue).sum();
        double serverShare = Math.min(callShare, active / looks / workers);
        List<Share> shares = new ArrayList<>();
        shares.add(Share.exact(TimePart.POOL, acquireShare));
        shares.add(Share.exact(TimePart.BETWEEN_CALLS, Math.max(0, 1 - acquireShare - callShare)));
        Bounds server = bounds(serverShare, looks);
        shares.add(new Share(
                TimePart.ON_THE_WAY,
                callShare - serverShare,
                true,
                Math.max(0, callShare - server.high()),
                Math.max(0, callShare - server.low()),
                List.of()));
        Map<TimePart, List<Wait>> parts = new EnumMap<>(TimePart.class);
        seen.forEach((wait, sum) -> parts.computeIfAbsent(TimePart.of(wait), p -> new ArrayList<>())
                .add(new Wait(wait, serverShare * sum / active)));
        parts.forEach((part, waits) -> shares.add(share(part, waits, looks)));
        shares.sort(Comparator.comparingDouble(Share::share).reversed());
        return new WorkerTime(List.copyOf(shares), looks);
    }

    private static Share share(TimePart part, List<Wait> waits, int looks) {
        double share = waits.stream().mapToDouble(Wait::share).sum();
        Bounds bounds = bounds(share, looks);
        return new Share(
                part,
                share,
                true,
                bounds.low(),
                bounds.high(),
                waits.stream()
                        .sorted(Comparator.comparingDouble(Wait::share).reversed())
                        .toList());
    }

    /**
     * That of Wilson (1927). A look sees several backends at once, which are not independent of each other: it counts as one
     * observation.
     */
    private static Bounds bounds(double share, int looks) {
        int seen = (int) Math.min(looks, Math.round(share * looks));
        Interval interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(looks, seen, LEVEL);
        // Of none its lower bound is 0, of which the square root in it leaves a rest.
        return new Bounds(seen == 0 ? 0 : interval.getLowerBound(), interval.getUpperBound());
    }

    /** The parts, the largest first. */
    public List<Share> shares() {
        return shares;
    }

    /** The share of a part; 0 where nothing of it was seen. */
    public double share(TimePart part) {
        return shares.stream()
                .filter(share -> share.part() == part)
                .mapToDouble(Share::share)
                .sum();
    }

    /** How often the server was looked at. */
    public int looks() {
        return looks;
    }
}
