package flowbench.telemetry;

import com.sun.management.OperatingSystemMXBean;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks at this process: its memory, its garbage collections, its threads and its processor time. */
final class ClientProbe implements Probe, AutoCloseable {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    /** Without those of concurrent cycles, whose time passes beside the work. */
    private static final List<GarbageCollectorMXBean> COLLECTORS =
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(collector -> !collector.getName().matches(".*(Concurrent|Cycles).*"))
                    .toList();

    private final LinuxProcess self = new LinuxProcess(ProcessHandle.current().pid());
    private final MeasuredThreads threads;

    ClientProbe(MeasuredThreads threads) {
        this.threads = threads;
    }

    @Override
    public void read(Look into) {
        into.counter(ProbeMetric.CLIENT_CPU, SYSTEM.getProcessCpuTime());
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        into.gauge(ProbeMetric.HEAP_USED, heap.getUsed());
        into.gauge(ProbeMetric.HEAP_COMMITTED, heap.getCommitted());
        self.memory().ifPresent(memory -> into.gauge(ProbeMetric.CLIENT_RSS, memory.residentBytes()));
        into.counter(
                ProbeMetric.GC_COLLECTIONS,
                COLLECTORS.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum());
        into.counter(
                ProbeMetric.GC_TIME,
                TimeUnit.MILLISECONDS.toNanos(COLLECTORS.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum()));
        into.counter(ProbeMetric.ALLOCATED, threads.allocatedBytes());
        into.gauge(ProbeMetric.THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
    }

    @Override
    public void close() {
        self.close();
    }
}
