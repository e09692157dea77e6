package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Memory;
import flowbench.telemetry.Readings.Look;
import java.util.List;

/** Looks at the memory of the embedded server's processes, together; dearer than their processor time, and slower to change. */
final class ProcessesMemoryProbe implements Probe {
    private final ServerProcesses processes;

    ProcessesMemoryProbe(ServerProcesses processes) {
        this.processes = processes;
    }

    @Override
    public void read(Look into) {
        List<Memory> all = processes.all().stream()
                .flatMap(process -> process.memory().stream())
                .toList();
        if (!all.isEmpty()) {
            long own = all.stream().mapToLong(Memory::ownBytes).sum();
            // All map the same program and the same buffers: whoever has touched most of them has them once for all.
            long shared = all.stream().mapToLong(Memory::sharedBytes).max().orElse(0);
            into.gauge(ProbeMetric.SERVER_RSS, own + shared);
        }
    }
}
