package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at the machine that this process runs on: how busy its processors are, and whether somebody has to wait for them. */
final class MachineProbe implements Probe, AutoCloseable {
    /** The first line of stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private static final int STOLEN = 8;

    private final ProcFile stat = new ProcFile(Path.of("/proc/stat"));
    private final ProcFile cpuPressure = new ProcFile(Path.of("/proc/pressure/cpu"));
    private final ProcFile ioPressure = new ProcFile(Path.of("/proc/pressure/io"));

    @Override
    public void read(Look into) {
        stat.read().ifPresent(text -> {
            String[] fields = text.substring(0, text.indexOf('\n')).split(" +");
            long busy = 0;
            for (int place : BUSY) {
                busy += Long.parseLong(fields[place]);
            }
            into.gauge(
                    ProbeMetric.PROCESSORS,
                    text.lines().filter(line -> line.matches("cpu[0-9].*")).count());
            into.counter(ProbeMetric.MACHINE_CPU, busy * LinuxProcess.TICK_NS);
            into.counter(ProbeMetric.MACHINE_STOLEN, Long.parseLong(fields[STOLEN]) * LinuxProcess.TICK_NS);
        });
        stalled(cpuPressure).ifPresent(ns -> into.counter(ProbeMetric.CPU_PRESSURE, ns));
        stalled(ioPressure).ifPresent(ns -> into.counter(ProbeMetric.IO_PRESSURE, ns));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load >= 0) {
            into.gauge(ProbeMetric.LOAD, load);
        }
    }

    /** How long some task has waited, ns: the first line of the file, which counts in microseconds. */
    private static Optional<Long> stalled(ProcFile file) {
        return file.read().map(text -> {
            String total = "total=";
            int at = text.indexOf(total) + total.length();
            return TimeUnit.MICROSECONDS.toNanos(Long.parseLong(text.substring(at, text.indexOf('\n', at))));
        });
    }

    @Override
    public void close() {
        stat.close();
        cpuPressure.close();
        ioPressure.close();
    }
}
