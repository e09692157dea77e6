package flowbench.telemetry;

import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the probes have read in one iteration, in the order of time. */
final class Readings {
    private final IterationStart iteration;
    private final List<ProbeReading> all = new ArrayList<>();
    private final Map<ProbeMetric, Double> atStart = new HashMap<>();
    private final Map<ProbeMetric, Double> latest = new HashMap<>();
    private Phase phase = Phase.SETUP;
    private long elapsedNs;

    Readings(IterationStart iteration) {
        this.iteration = iteration;
    }

    /** What is read from now on belongs to a phase. */
    void enter(Phase next) {
        phase = next;
    }

    /** What is read from now on was read at a time of {@link System#nanoTime}. */
    void at(long nanoTime) {
        elapsedNs = Math.max(0, nanoTime - iteration.nanoTime());
    }

    /** A value as it is. */
    void gauge(ProbeMetric metric, double value) {
        latest.put(metric, value);
        all.add(new ProbeReading(
                iteration.fork(), iteration.iteration(), iteration.kind(), phase, elapsedNs, metric, value));
    }

    /** A value that only grows, of which is kept what was added since it was first read in this iteration. */
    void counter(ProbeMetric metric, double value) {
        Double first = atStart.putIfAbsent(metric, value);
        gauge(metric, first == null ? 0 : value - first);
    }

    /** What was read last. */
    OptionalDouble latest(ProbeMetric metric) {
        Double value = latest.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Every value of a metric in a phase. */
    double[] values(ProbeMetric metric, Phase in) {
        return all.stream()
                .filter(reading -> reading.phase() == in && reading.metric().equals(metric))
                .mapToDouble(ProbeReading::value)
                .toArray();
    }

    List<ProbeReading> all() {
        return all.stream()
                .sorted(Comparator.comparingLong(ProbeReading::elapsedNs))
                .toList();
    }
}
