package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.lang.management.ManagementFactory;

/** Looks at the threads of this process: how many there are, and what they have allocated. */
final class ThreadsProbe implements Probe {
    private final MeasuredThreads threads;

    ThreadsProbe(MeasuredThreads threads) {
        this.threads = threads;
    }

    @Override
    public void read(Look into) {
        into.counter(ProbeMetric.ALLOCATED, threads.allocatedBytes());
        into.gauge(ProbeMetric.THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
    }
}
