package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;

/** Looks at how long the threads that do the work waited for a processor; nothing to be looked at on an interval. */
final class ProcessorWaitProbe implements Probe {
    private final MeasuredThreads threads;

    ProcessorWaitProbe(MeasuredThreads threads) {
        this.threads = threads;
    }

    @Override
    public void read(Look into) {
        threads.waitedForProcessorNs().ifPresent(ns -> into.counter(ProbeMetric.CLIENT_CPU_WAIT, ns));
    }
}
