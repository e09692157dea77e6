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

/** What the probes have read in one iteration. Two threads may add to it at once, each what it has read at a time of its own. */
final class Readings {
    private final IterationStart iteration;
    private final List<ProbeReading> all = new ArrayList<>();
    /** Of counters: what they said last, and what was added since they were first read. */
    private final Map<ProbeMetric, Double> said = new HashMap<>();

    private final Map<ProbeMetric, Double> added = new HashMap<>();
    private final Map<ProbeMetric, Double> latest = new HashMap<>();
    private Phase phase = Phase.SETUP;

    Readings(IterationStart iteration) {
        this.iteration = iteration;
    }

    /** Takes what is read at one moment. */
    final class Look {
        private final long elapsedNs;

        private Look(long nanoTime) {
            elapsedNs = Math.max(0, nanoTime - iteration.nanoTime());
        }

        /** A value as it is. */
        void gauge(ProbeMetric metric, double value) {
            add(elapsedNs, metric, value);
        }

        /**
         * A value that only grows, of which is kept what was added since it was first read in this iteration. Where it falls,
         * because the server was started again or its statistics were set back, it is counted on from there.
         */
        void counter(ProbeMetric metric, double value) {
            add(elapsedNs, metric, sinceStart(metric, value));
        }
    }

    /** Takes what is read at a time of {@link System#nanoTime}. */
    Look at(long nanoTime) {
        return new Look(nanoTime);
    }

    private synchronized double sinceStart(ProbeMetric metric, double value) {
        Double before = said.put(metric, value);
        return added.merge(metric, before == null ? 0 : Math.max(0, value - before), Double::sum);
    }

    private synchronized void add(long elapsedNs, ProbeMetric metric, double value) {
        latest.put(metric, value);
        all.add(new ProbeReading(
                iteration.fork(), iteration.iteration(), iteration.kind(), phase, elapsedNs, metric, value));
    }

    /** What is read from now on belongs to a phase. */
    synchronized void enter(Phase next) {
        phase = next;
    }

    /** What was read last. */
    synchronized OptionalDouble latest(ProbeMetric metric) {
        Double value = latest.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Every value of a metric in a phase. */
    synchronized double[] values(ProbeMetric metric, Phase in) {
        return all.stream()
                .filter(reading -> reading.phase() == in && reading.metric().equals(metric))
                .mapToDouble(ProbeReading::value)
                .toArray();
    }

    /** In the order of time. */
    synchronized List<ProbeReading> all() {
        return all.stream()
                .sorted(Comparator.comparingLong(ProbeReading::elapsedNs))
                .toList();
    }
}
