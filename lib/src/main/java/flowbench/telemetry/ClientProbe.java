package flowbench.telemetry;

import com.sun.management.OperatingSystemMXBean;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks at this process: its processor time, its heap and its garbage collections. */
final class ClientProbe implements Probe {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    /** Without those of concurrent cycles, whose time passes beside the work. */
    private static final List<GarbageCollectorMXBean> COLLECTORS =
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(collector -> !collector.getName().matches(".*(Concurrent|Cycles).*"))
                    .toList();

    @Override
    public void read(Look into) {
        into.counter(ProbeMetric.CLIENT_CPU, SYSTEM.getProcessCpuTime());
        MemoryUsage heap = MEMORY.getHeapMemoryUsage();
        into.gauge(ProbeMetric.HEAP_USED, heap.getUsed());
        into.gauge(ProbeMetric.HEAP_COMMITTED, heap.getCommitted());
        long collections = 0;
        long milliseconds = 0;
        for (GarbageCollectorMXBean collector : COLLECTORS) {
            collections += collector.getCollectionCount();
            milliseconds += collector.getCollectionTime();
        }
        into.counter(ProbeMetric.GC_COLLECTIONS, collections);
        into.counter(ProbeMetric.GC_TIME, TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }
}
