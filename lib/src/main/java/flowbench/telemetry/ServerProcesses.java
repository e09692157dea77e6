package flowbench.telemetry;

import flowbench.database.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of the embedded server; none where the server is not on this machine, or not ours. */
final class ServerProcesses implements AutoCloseable {
    private static final Pattern HOUSEKEEPER = Pattern.compile("postgres: (checkpointer|background writer|walwriter"
            + "|autovacuum launcher|logical replication launcher|io worker|stats collector)");

    private final Database database;
    private final Map<Long, LinuxProcess> known = new TreeMap<>();
    /** As they were listed, and the processes that those are: they are the same from look to look, nearly always. */
    private String listed = "";

    /** Whose children the others are; asked for only while it is not known, or gone. */
    private Optional<LinuxProcess> first = Optional.empty();

    private List<LinuxProcess> all = List.of();
    private List<LinuxProcess> housekeepers = List.of();
    private List<LinuxProcess> others = List.of();

    ServerProcesses(Database database) {
        this.database = database;
    }

    /** The first, whose children are all others, and these. */
    List<LinuxProcess> all() {
        list();
        return all;
    }

    /** Those of them that the server has in any case, and that compute little. */
    List<LinuxProcess> housekeepers() {
        list();
        return housekeepers;
    }

    /** The others, the first among them. */
    List<LinuxProcess> others() {
        list();
        return others;
    }

    private void list() {
        String children = first.map(LinuxProcess::children).orElse("");
        if (children.isBlank()) {
            first = find();
            children = first.map(LinuxProcess::children).orElse("");
        }
        if (first.isEmpty()) {
            close();
            return;
        }
        String now = first.get().pid() + " " + children;
        if (!now.equals(listed)) {
            all = Stream.of(now.strip().split(" +"))
                    .map(number -> process(Long.parseLong(number)))
                    .toList();
            listed = now;
            Map<Boolean, List<LinuxProcess>> byWork = all.stream()
                    .collect(Collectors.partitioningBy(
                            process -> HOUSEKEEPER.matcher(process.title()).lookingAt()));
            housekeepers = byWork.get(true);
            others = byWork.get(false);
            forgetAllBut(all.stream().map(LinuxProcess::pid).collect(Collectors.toSet()));
        }
    }

    private Optional<LinuxProcess> find() {
        OptionalLong pid = database.serverProcess();
        return pid.isPresent() ? Optional.of(process(pid.getAsLong())) : Optional.empty();
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
        first = Optional.empty();
        listed = "";
        all = List.of();
        housekeepers = List.of();
        others = List.of();
        forgetAllBut(Set.of());
    }
}
