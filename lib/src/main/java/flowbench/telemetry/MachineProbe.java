package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at the machine that this process runs on: how busy its processors are, and whether somebody has to wait for them. */
final class MachineProbe implements Probe {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path CPU_PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Path IO_PRESSURE = Path.of("/proc/pressure/io");
    /** The first line of stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private static final int STOLEN = 8;

    @Override
    public void read(Readings into) {
        LinuxProcess.text(STAT).ifPresent(stat -> {
            String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +");
            long busy = 0;
            for (int place : BUSY) {
                busy += Long.parseLong(fields[place]);
            }
            into.counter(ProbeMetric.MACHINE_CPU, busy * LinuxProcess.TICK_NS);
            into.counter(ProbeMetric.MACHINE_STOLEN, Long.parseLong(fields[STOLEN]) * LinuxProcess.TICK_NS);
        });
        stalled(CPU_PRESSURE).ifPresent(ns -> into.counter(ProbeMetric.CPU_PRESSURE, ns));
        stalled(IO_PRESSURE).ifPresent(ns -> into.counter(ProbeMetric.IO_PRESSURE, ns));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load >= 0) {
            into.gauge(ProbeMetric.LOAD, load);
        }
    }

    /** How long some task has waited, ns: the first line of the file, which counts in microseconds. */
    private static Optional<Long> stalled(Path file) {
        return LinuxProcess.text(file).map(text -> {
            String total = "total=";
            int at = text.indexOf(total) + total.length();
            return TimeUnit.MICROSECONDS.toNanos(Long.parseLong(text.substring(at, text.indexOf('\n', at))));
        });
    }
}
