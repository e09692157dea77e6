package flowbench.telemetry;

import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.telemetry.Readings.Look;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the probes of one iteration: all of them on an interval, in a thread of its own, and right before and after the execute
 * phase those that ask nothing of the server. Close it when the iteration is over, or has failed.
 */
public final class Sampling implements AutoCloseable {
    /** Longer than any call of the probes. */
    private static final long MOST_WAIT_MS = TimeUnit.SECONDS.toMillis(30);

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Looks looks;
    private final Readings readings;
    private final long untilSecondNs;
    private final Thread thread = new Thread(this::tick, "telemetry");
    private volatile boolean over;
    private Map<ProbeMetric, Double> before = Map.of();
    private Optional<ResourceUse> use = Optional.empty();

    /**
     * Begins.
     *
     * @param untilSecondNs how long after the first look the next is due
     */
    Sampling(Looks looks, Readings readings, long untilSecondNs) {
        this.looks = looks;
        this.readings = readings;
        this.untilSecondNs = untilSecondNs;
        // What counters count from.
        read(looks.beforePhase());
        thread.setDaemon(true);
        if (looks.intervalNs() > 0) {
            read(looks.onInterval());
            read(looks.onceASecond());
            thread.start();
        }
    }

    private void tick() {
        long interval = looks.intervalNs();
        long next = System.nanoTime() + untilSecondNs;
        long nextOfASecond = System.nanoTime() + SECOND_NS;
        while (!over) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            long start = System.nanoTime();
            read(looks.onInterval());
            if (start >= nextOfASecond) {
                read(looks.onceASecond());
                nextOfASecond = following(nextOfASecond, SECOND_NS);
            }
            Look look = readings.at(System.nanoTime());
            look.gauge(ProbeMetric.TICK_TIME, System.nanoTime() - start);
            look.gauge(
                    ProbeMetric.PROBE_CPU, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            next = following(next, interval);
        }
    }

    /** When it is due again: where reading took longer than the interval, the times that were due meanwhile are left out. */
    private static long following(long due, long interval) {
        return due + interval * (1 + (System.nanoTime() - due) / interval);
    }

    private void read(List<Probe> probes) {
        for (Probe probe : probes) {
            looks.read(probe, readings);
        }
    }

    /** A phase begins when this returns. */
    public void begins(Phase phase) {
        readings.enter(phase);
        if (phase == Phase.EXECUTE) {
            read(looks.beforePhase());
            before = ResourceUse.counters(readings);
        }
        readings.at(System.nanoTime()).gauge(ProbeMetric.PHASE_RUNNING, 1);
    }

    /** A phase has ended, at a time of {@link System#nanoTime}. */
    public void ended(Phase phase, long nanoTime) {
        readings.at(nanoTime).gauge(ProbeMetric.PHASE_RUNNING, 0);
        if (phase == Phase.EXECUTE) {
            read(looks.afterPhase());
            use = Optional.of(ResourceUse.since(before, readings));
        }
    }

    /** Reads no more; what was read, in the order of time. */
    public List<ProbeReading> readings() {
        close();
        return readings.all();
    }

    /** The same of an iteration that has failed, and is marked so. */
    public List<ProbeReading> readingsOfFailed() {
        return readings().stream().map(ProbeReading::failed).toList();
    }

    /** What the execute phase used, if it ended. */
    public Optional<ResourceUse> use() {
        return use;
    }

    /** Reads no more. */
    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join(MOST_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
