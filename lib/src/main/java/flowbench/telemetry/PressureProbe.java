package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Looks at what the machine has and what is asked of it: its processors, and whether somebody has to wait for them or for a disk. */
final class PressureProbe implements Probe, AutoCloseable {
    /** In stat (proc(5)), a line for each. */
    private static final Pattern PROCESSOR = Pattern.compile("^cpu[0-9]", Pattern.MULTILINE);

    private final ProcFile stat = new ProcFile(Path.of("/proc/stat"));
    private final ProcFile cpuPressure = new ProcFile(Path.of("/proc/pressure/cpu"));
    private final ProcFile ioPressure = new ProcFile(Path.of("/proc/pressure/io"));

    @Override
    public void read(Look into) {
        stalled(cpuPressure).ifPresent(ns -> into.counter(ProbeMetric.CPU_PRESSURE, ns));
        stalled(ioPressure).ifPresent(ns -> into.counter(ProbeMetric.IO_PRESSURE, ns));
        stat.read()
                .ifPresent(text -> into.gauge(
                        ProbeMetric.PROCESSORS,
                        PROCESSOR.matcher(text).results().count()));
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
