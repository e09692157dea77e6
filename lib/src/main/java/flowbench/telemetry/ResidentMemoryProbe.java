package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Memory;
import flowbench.telemetry.Readings.Look;
import java.util.List;

/** Looks at the memory that this process has, and the embedded server's processes together; dear to read, and slow to change. */
final class ResidentMemoryProbe implements Probe, AutoCloseable {
    private final LinuxProcess self = new LinuxProcess(ProcessHandle.current().pid());
    private final ServerProcesses processes;

    ResidentMemoryProbe(ServerProcesses processes) {
        this.processes = processes;
    }

    @Override
    public void read(Look into) {
        self.memory().ifPresent(memory -> into.gauge(ProbeMetric.CLIENT_RSS, memory.residentBytes()));
        List<Memory> all = processes.list().all().stream()
                .flatMap(process -> process.memory().stream())
                .toList();
        if (!all.isEmpty()) {
            long own = all.stream().mapToLong(Memory::ownBytes).sum();
            // All map the same program and the same buffers: whoever has touched most of them has them once for all.
            long shared = all.stream().mapToLong(Memory::sharedBytes).max().orElse(0);
            into.gauge(ProbeMetric.SERVER_RSS, own + shared);
        }
    }

    @Override
    public void close() {
        self.close();
        processes.close();
    }
}
