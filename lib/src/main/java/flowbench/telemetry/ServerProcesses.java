package flowbench.telemetry;

import flowbench.database.Database;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The processes of the embedded server; none where the server is not on this machine, or not ours. */
final class ServerProcesses implements AutoCloseable {
    private final Database database;
    private final Map<Long, LinuxProcess> known = new TreeMap<>();

    ServerProcesses(Database database) {
        this.database = database;
    }

    /** The first, whose children are all others, and these. */
    List<LinuxProcess> all() {
        OptionalLong first = database.serverProcess();
        if (first.isEmpty()) {
            close();
            return List.of();
        }
        LinuxProcess parent = process(first.getAsLong());
        List<LinuxProcess> all = LongStream.concat(LongStream.of(parent.pid()), parent.children())
                .mapToObj(this::process)
                .toList();
        forgetAllBut(all.stream().map(LinuxProcess::pid).collect(Collectors.toSet()));
        return all;
    }

    private LinuxProcess process(long pid) {
        return known.computeIfAbsent(pid, LinuxProcess::new);
    }

    private void forgetAllBut(Set<Long> living) {
        known.values().stream()
                .filter(process -> !living.contains(process.pid()))
                .forEach(LinuxProcess::close);
        known.keySet().retainAll(living);
    }

    @Override
    public void close() {
        forgetAllBut(Set.of());
    }
}
