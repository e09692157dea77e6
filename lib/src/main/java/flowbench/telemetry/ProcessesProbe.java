package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Scheduled;
import flowbench.telemetry.Readings.Look;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the processor time of the embedded server's processes, together. */
final class ProcessesProbe implements Probe {
    private final ServerProcesses processes;

    ProcessesProbe(ServerProcesses processes) {
        this.processes = processes;
    }

    @Override
    public void read(Look into) {
        List<LinuxProcess> all = processes.all();
        OptionalLong ended = all.isEmpty() ? OptionalLong.empty() : all.get(0).cpuOfEndedChildrenNs();
        if (ended.isEmpty()) {
            return;
        }
        long cpuNs = ended.getAsLong();
        long waitNs = 0;
        int count = 0;
        for (LinuxProcess process : all) {
            Optional<Scheduled> scheduled = process.scheduled();
            if (scheduled.isPresent()) {
                count++;
                cpuNs += scheduled.get().cpuNs();
                waitNs += scheduled.get().waitNs();
            }
        }
        into.counter(ProbeMetric.SERVER_CPU, cpuNs);
        into.counter(ProbeMetric.SERVER_CPU_WAIT, waitNs);
        into.gauge(ProbeMetric.SERVER_PROCESSES, count);
    }
}
