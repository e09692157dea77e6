package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.nio.file.Path;

/** Looks at how busy the processors of the machine are that this process runs on. */
final class MachineProbe implements Probe, AutoCloseable {
    /** The first line of stat (proc(5)) behind its name: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 3;

    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    private final ProcFile stat = new ProcFile(Path.of("/proc/stat"));

    @Override
    public void read(Look into) {
        stat.read().ifPresent(text -> {
            long busy = 0;
            // Two blanks stand behind the name.
            int at = text.indexOf(' ') + 2;
            for (int place = 0; place < STEAL; place++) {
                int end = text.indexOf(' ', at);
                if (place != IDLE && place != IOWAIT) {
                    busy += Long.parseLong(text, at, end, 10);
                }
                at = end + 1;
            }
            into.counter(ProbeMetric.MACHINE_CPU, busy * LinuxProcess.TICK_NS);
            into.counter(
                    ProbeMetric.MACHINE_STOLEN,
                    Long.parseLong(text, at, text.indexOf(' ', at), 10) * LinuxProcess.TICK_NS);
        });
    }

    @Override
    public void close() {
        stat.close();
    }
}
