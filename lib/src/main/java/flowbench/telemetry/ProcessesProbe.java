package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Scheduled;
import flowbench.telemetry.Readings.Look;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the processor time of the embedded server's processes, together. */
final class ProcessesProbe implements Probe {
    private final ServerProcesses processes;
    private Sum housekeeping = new Sum(0, 0, 0);
    /** As they were read last, and how long each had waited: of one that has ended nobody tells it any more. */
    private List<LinuxProcess> before = List.of();

    private final Map<LinuxProcess, Long> waits = new IdentityHashMap<>();
    private long waitedByEnded;
    private OptionalLong cpuOfEndedNs = OptionalLong.empty();

    /** Processor time and waits for a processor, ns, of so many processes. */
    private record Sum(long cpuNs, long waitNs, int count) {
        /**
         * @param waits takes the waits of each
         */
        static Sum of(List<LinuxProcess> processes, Map<LinuxProcess, Long> waits) {
            long cpuNs = 0;
            long waitNs = 0;
            int count = 0;
            for (LinuxProcess process : processes) {
                Optional<Scheduled> scheduled = process.scheduled();
                if (scheduled.isPresent()) {
                    count++;
                    cpuNs += scheduled.get().cpuNs();
                    waitNs += scheduled.get().waitNs();
                    waits.put(process, scheduled.get().waitNs());
                }
            }
            return new Sum(cpuNs, waitNs, count);
        }
    }

    ProcessesProbe(ServerProcesses processes) {
        this.processes = processes;
    }

    /**
     * Looks at those that keep the server's house, which are many and compute little, and at those that have come and gone since
     * the last look: what they took then is part of every reading until it is looked at again.
     */
    Probe housekeeping() {
        return into -> {
            synchronized (this) {
                housekeeping = Sum.of(processes.housekeepers(), new IdentityHashMap<>());
                cpuOfEndedNs = cpuOfEndedNs(processes.others());
            }
        };
    }

    @Override
    public synchronized void read(Look into) {
        List<LinuxProcess> working = processes.others();
        if (working != before) {
            cpuOfEndedNs = cpuOfEndedNs(working);
            before.stream()
                    .filter(process -> !working.contains(process))
                    .forEach(gone -> waitedByEnded +=
                            Optional.ofNullable(waits.remove(gone)).orElse(0L));
            before = working;
        }
        if (cpuOfEndedNs.isEmpty()) {
            return;
        }
        Sum sum = Sum.of(working, waits);
        into.counter(ProbeMetric.SERVER_CPU, cpuOfEndedNs.getAsLong() + sum.cpuNs() + housekeeping.cpuNs());
        into.counter(ProbeMetric.SERVER_CPU_WAIT, sum.waitNs() + waitedByEnded + housekeeping.waitNs());
        into.gauge(ProbeMetric.SERVER_PROCESSES, sum.count() + housekeeping.count());
    }

    /** Their first process knows it of all its children. */
    private static OptionalLong cpuOfEndedNs(List<LinuxProcess> working) {
        return working.isEmpty() ? OptionalLong.empty() : working.get(0).cpuOfEndedChildrenNs();
    }
}
