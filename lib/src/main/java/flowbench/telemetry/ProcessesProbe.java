package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.LinuxProcess.Scheduled;
import flowbench.telemetry.Readings.Look;
import flowbench.telemetry.ServerProcesses.Listing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Looks at the processor time of the embedded server's processes, together. */
final class ProcessesProbe implements Probe {
    private static final Sum NOTHING = new Sum(0, 0, 0);

    private final ServerProcesses processes;
    private Listing before = Listing.NONE;
    private Sum housekeeping = NOTHING;
    /** How long each was seen to have waited, ns: of one that has ended nobody tells it any more. */
    private final Map<LinuxProcess, Long> waits = new HashMap<>();

    private long waitedByEnded;
    private OptionalLong cpuOfEndedNs = OptionalLong.empty();
    /** The most that all had taken together. */
    private long mostCpuNs;

    /** Processor time and waits for a processor, ns, of so many processes. */
    record Sum(long cpuNs, long waitNs, int count) {}

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
                takeStock(processes.list());
            }
        };
    }

    /** Looks at all of them at one moment. */
    Probe all() {
        return into -> {
            synchronized (this) {
                takeStock(processes.list());
                read(into);
            }
        };
    }

    @Override
    public synchronized void read(Look into) {
        taken().ifPresent(taken -> {
            into.counter(ProbeMetric.SERVER_CPU, taken.cpuNs());
            into.counter(ProbeMetric.SERVER_CPU_WAIT, taken.waitNs());
            into.gauge(ProbeMetric.SERVER_PROCESSES, taken.count());
        });
    }

    /** What all have taken since the server was started, those that have ended included; how many there are. */
    synchronized Optional<Sum> taken() {
        Listing now = processes.list();
        Sum working = working(now);
        while (housekeeping.count() + working.count() < now.all().size()) {
            // Who has ended since being listed is not read, and not among the ended as long as it is listed.
            Listing again = processes.list();
            if (again == now) {
                break;
            }
            now = again;
            working = working(now);
        }
        if (cpuOfEndedNs.isEmpty()) {
            return Optional.empty();
        }
        // What the ended took is told in whole hundredths of a second: it may be less than was seen of them.
        mostCpuNs = Math.max(mostCpuNs, cpuOfEndedNs.getAsLong() + working.cpuNs() + housekeeping.cpuNs());
        return Optional.of(new Sum(
                mostCpuNs,
                waitedByEnded + working.waitNs() + housekeeping.waitNs(),
                working.count() + housekeeping.count()));
    }

    private Sum working(Listing now) {
        if (now != before) {
            takeStock(now);
        }
        return sum(now.others());
    }

    /** Looks at all that other looks take as it was. Who keeps house may have gone, or been taken for another until now. */
    private void takeStock(Listing now) {
        if (!now.first().equals(before.first())) {
            // Another server, which knows nothing of what that one's processes took.
            waits.clear();
            waitedByEnded = 0;
            mostCpuNs = 0;
        }
        cpuOfEndedNs = now.first().map(LinuxProcess::cpuOfEndedChildrenNs).orElse(OptionalLong.empty());
        keepWaitsOfAllBut(now.all());
        housekeeping = sum(now.housekeepers());
        before = now;
    }

    private void keepWaitsOfAllBut(List<LinuxProcess> living) {
        Map<LinuxProcess, Long> ended = new HashMap<>(waits);
        ended.keySet().removeAll(Set.copyOf(living));
        waits.keySet().removeAll(ended.keySet());
        waitedByEnded += ended.values().stream().mapToLong(Long::longValue).sum();
    }

    private Sum sum(List<LinuxProcess> some) {
        long cpuNs = 0;
        long waitNs = 0;
        int count = 0;
        for (LinuxProcess process : some) {
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
