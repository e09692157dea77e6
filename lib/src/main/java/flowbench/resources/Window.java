package flowbench.resources;

import flowbench.runfolder.Kind;
import flowbench.runfolder.ProbeMetric;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The execute phase of one iteration, as the probes saw it. The file does not tell counters from gauges: every metric that was
 * read is among both, and which of the two says something is for who asks to know.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork, warm-up counted
 * @param kind whether it counts
 * @param durationNs how long the phase was
 * @param atStart what was read first when the iteration began, after a garbage collection
 * @param added what counters counted in the phase, those of the server up to a second late
 * @param gauges the readings of gauges within the phase
 */
public record Window(
        int fork,
        int iteration,
        Kind kind,
        long durationNs,
        Map<ProbeMetric, Double> atStart,
        Map<ProbeMetric, Double> added,
        Map<ProbeMetric, Gauge> gauges) {
    /** How often the server was looked at. */
    public int looks() {
        // Read in each look at what the server does, and in no other.
        return gauge(ProbeMetric.LOCK_WAITS).n();
    }

    /** The readings of a gauge. */
    public Gauge gauge(ProbeMetric metric) {
        return gauges.getOrDefault(metric, Gauge.NONE);
    }

    /** What a counter counted, if it was read. */
    public OptionalDouble added(ProbeMetric metric) {
        Double value = added.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The same as a share of the length of the phase: of a counter of processor time, the processors that were busy. */
    public OptionalDouble perTime(ProbeMetric metric) {
        Double value = added.get(metric);
        return value == null || durationNs == 0 ? OptionalDouble.empty() : OptionalDouble.of(value / durationNs);
    }
}
