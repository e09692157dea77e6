package flowbench.resources;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of 4 workers on 2 processors with telemetry that is made up: in each iteration the execute phase begins after 100 ms,
 * lasts for a second, and is looked at ten times.
 */
public final class ExampleTelemetry {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:03:01Z");
    private static final long MS = 1_000_000;
    private static final long EXECUTE_NS = 1000 * MS;
    private static final int LOOKS = 10;

    private final RunFolder run;
    private final Map<ProbeMetric, Double> added = new HashMap<>();
    private final Map<ProbeMetric, Double> gauges = new HashMap<>();
    private final Map<ProbeMetric, Double> growing = new HashMap<>();
    private final Map<Metric, Double> samples = new HashMap<>();
    private boolean answers = true;

    public ExampleTelemetry(Path data) {
        run = ExampleRun.empty(data, BEGIN);
        sample(Metric.STEPS_PER_SECOND, 1000);
        sample(Metric.CALL_TIME_SHARE, 90);
        sample(Metric.ACQUIRE_TIME_SHARE, 0);
    }

    /** What a counter adds in each execute phase. */
    public ExampleTelemetry added(ProbeMetric counter, double value) {
        added.put(counter, value);
        return this;
    }

    /** The same of a counter of time, in processors, or as a share of the phase. */
    public ExampleTelemetry busy(ProbeMetric counter, double processors) {
        return added(counter, processors * EXECUTE_NS);
    }

    /** What a gauge shows at every look. */
    public ExampleTelemetry gauge(ProbeMetric gauge, double value) {
        gauges.put(gauge, value);
        return this;
    }

    /** Backends that are seen in a wait at every look. */
    public ExampleTelemetry waits(String name, double backends) {
        return gauge(ProbeMetric.wait(name), backends);
    }

    /** A gauge that is 100 at the start of the first iteration, and so much more at that of each after it. */
    public ExampleTelemetry grows(ProbeMetric gauge, double each) {
        growing.put(gauge, each);
        return this;
    }

    /** The server does not let itself be looked at. */
    public ExampleTelemetry refuses() {
        answers = false;
        return this;
    }

    /** A value in samples.csv. */
    public ExampleTelemetry sample(Metric metric, double value) {
        samples.put(metric, value);
        return this;
    }

    /** One more measured iteration of the first fork, in which all values are so many times those that were set. */
    public RunFolder iteration(int number, double factor) {
        append(1, number, Kind.MEASURED, factor);
        return run;
    }

    /** A run of a warm-up iteration, in which nothing is as it is later, and some that are measured, in each of two forks. */
    public RunFolder run(int measured) {
        for (int fork = 1; fork <= 2; fork++) {
            append(fork, 1, Kind.WARMUP, 3);
            for (int iteration = 2; iteration <= measured + 1; iteration++) {
                append(fork, iteration, Kind.MEASURED, 1);
            }
        }
        return run;
    }

    private void append(int fork, int iteration, Kind kind, double factor) {
        List<ProbeReading> readings = new ArrayList<>();
        growing.forEach((gauge, each) -> readings.add(
                new ProbeReading(fork, iteration, kind, Phase.SETUP, 0, gauge, 100 + each * (iteration - 2))));
        added.forEach((counter, value) ->
                readings.add(new ProbeReading(fork, iteration, kind, Phase.EXECUTE, 99 * MS, counter, 7)));
        readings.add(mark(fork, iteration, kind, 100 * MS, 1));
        for (int look = 1; look <= LOOKS; look++) {
            long at = (100 + 100L * look) * MS - MS;
            gauges.forEach((gauge, value) ->
                    readings.add(new ProbeReading(fork, iteration, kind, Phase.EXECUTE, at, gauge, value * factor)));
            if (answers) {
                readings.add(new ProbeReading(fork, iteration, kind, Phase.EXECUTE, at, ProbeMetric.LOCK_WAITS, 0));
            }
        }
        readings.add(mark(fork, iteration, kind, 100 * MS + EXECUTE_NS, 0));
        added.forEach((counter, value) -> readings.add(
                new ProbeReading(fork, iteration, kind, Phase.EXECUTE, 1101 * MS, counter, 7 + value * factor)));
        added.forEach((counter, value) ->
                readings.add(new ProbeReading(fork, iteration, kind, Phase.DRAIN, 1200 * MS, counter, 7 + 9 * value)));
        List<Sample> values = new ArrayList<>();
        values.add(new Sample(fork, iteration, kind, Phase.EXECUTE, Metric.DURATION, EXECUTE_NS, BEGIN));
        samples.forEach((metric, value) ->
                values.add(new Sample(fork, iteration, kind, Phase.EXECUTE, metric, value * factor, BEGIN)));
        run.append(values, List.of(), List.of(), readings);
    }

    private static ProbeReading mark(int fork, int iteration, Kind kind, long at, double running) {
        return new ProbeReading(fork, iteration, kind, Phase.EXECUTE, at, ProbeMetric.PHASE_RUNNING, running);
    }
}
