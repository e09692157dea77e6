package flowbench.telemetry;

import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the execute phase of an iteration used: the differences of counters over it, and the gauges within. */
public final class ResourceUse {
    private static final double NS_PER_MS = 1e6;
    private static final List<ProbeMetric> COUNTERS =
            List.of(ProbeMetric.CLIENT_CPU, ProbeMetric.SERVER_CPU, ProbeMetric.ALLOCATED, ProbeMetric.GC_TIME);

    private final Map<ProbeMetric, Double> used;
    private final Readings readings;

    private ResourceUse(Map<ProbeMetric, Double> used, Readings readings) {
        this.used = used;
        this.readings = readings;
    }

    /** The counters as they are when the phase begins, where they can be read. */
    static Map<ProbeMetric, Double> counters(Readings readings) {
        return COUNTERS.stream()
                .filter(counter -> readings.latest(counter).isPresent())
                .collect(Collectors.toMap(
                        counter -> counter, counter -> readings.latest(counter).getAsDouble()));
    }

    /** From those counters until now. */
    static ResourceUse since(Map<ProbeMetric, Double> before, Readings readings) {
        Map<ProbeMetric, Double> used = counters(readings);
        used.replaceAll((counter, value) -> value - before.getOrDefault(counter, 0.));
        return new ResourceUse(used, readings);
    }

    /**
     * As values of metrics; what could not be read is left out.
     *
     * @param throughput what the work is counted in: steps, messages or events a second
     * @param units how many of them
     */
    public Map<Metric, Double> values(Metric throughput, double units) {
        Map<Metric, Double> values = new LinkedHashMap<>();
        put(values, Metric.CLIENT_CPU_MS_PER_STEP.per(throughput), ProbeMetric.CLIENT_CPU, NS_PER_MS * units);
        put(values, Metric.SERVER_CPU_MS_PER_STEP.per(throughput), ProbeMetric.SERVER_CPU, NS_PER_MS * units);
        put(values, Metric.ALLOCATED_BYTES_PER_STEP.per(throughput), ProbeMetric.ALLOCATED, units);
        put(values, Metric.GC_TIME, ProbeMetric.GC_TIME, 1);
        memory(values, ProbeMetric.CLIENT_RSS, Metric.CLIENT_RSS_PEAK, Metric.CLIENT_RSS_MEAN);
        memory(values, ProbeMetric.SERVER_RSS, Metric.SERVER_RSS_PEAK, Metric.SERVER_RSS_MEAN);
        return values;
    }

    private void put(Map<Metric, Double> values, Metric metric, ProbeMetric counter, double divisor) {
        if (used.containsKey(counter) && divisor > 0) {
            values.put(metric, used.get(counter) / divisor);
        }
    }

    private void memory(Map<Metric, Double> values, ProbeMetric gauge, Metric peak, Metric mean) {
        double[] read = readings.values(gauge, Phase.EXECUTE);
        if (read.length > 0) {
            values.put(peak, Arrays.stream(read).max().getAsDouble());
            values.put(mean, Arrays.stream(read).average().getAsDouble());
        }
    }
}
