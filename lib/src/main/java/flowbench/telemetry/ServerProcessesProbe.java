package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Memory;
import flowbench.telemetry.LinuxProcess.Scheduled;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Looks at the processes of the embedded server, together; at nothing where the server is not on this machine, or not ours. */
final class ServerProcessesProbe implements Probe {
    private final Database database;

    ServerProcessesProbe(Database database) {
        this.database = database;
    }

    @Override
    public void read(Readings into) {
        database.serverProcess().ifPresent(first -> read(first, into));
    }

    private static void read(long first, Readings into) {
        LinuxProcess parent = new LinuxProcess(first);
        OptionalLong ended = parent.cpuOfEndedChildrenNs();
        if (ended.isEmpty()) {
            return;
        }
        long cpuNs = ended.getAsLong();
        long waitNs = 0;
        long own = 0;
        long shared = 0;
        int count = 0;
        for (long pid :
                LongStream.concat(LongStream.of(first), parent.children()).toArray()) {
            LinuxProcess process = new LinuxProcess(pid);
            Optional<Memory> memory = process.memory();
            Optional<Scheduled> scheduled = process.scheduled();
            if (memory.isPresent() && scheduled.isPresent()) {
                count++;
                cpuNs += scheduled.get().cpuNs();
                waitNs += scheduled.get().waitNs();
                own += memory.get().ownBytes();
                // All map the same program and the same buffers: whoever has touched most of them has them once for
                // all.
                shared = Math.max(shared, memory.get().sharedBytes());
            }
        }
        into.counter(ProbeMetric.SERVER_CPU, cpuNs);
        into.counter(ProbeMetric.SERVER_CPU_WAIT, waitNs);
        into.gauge(ProbeMetric.SERVER_RSS, own + shared);
        into.gauge(ProbeMetric.SERVER_PROCESSES, count);
    }
}
