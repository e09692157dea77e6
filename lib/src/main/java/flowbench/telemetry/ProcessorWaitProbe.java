package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;

/** Looks at how long the threads of this process waited for a processor; too dear to be looked at on an interval. */
final class ProcessorWaitProbe implements Probe {
    private final MeasuredThreads threads;

    ProcessorWaitProbe(MeasuredThreads threads) {
        this.threads = threads;
    }

    @Override
    public void read(Readings into) {
        threads.waitedForProcessorNs().ifPresent(ns -> into.counter(ProbeMetric.CLIENT_CPU_WAIT, ns));
    }
}
