package flowbench.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of the embedded server; none where the server is not on this machine, or not ours. */
final class ServerProcesses implements AutoCloseable {
    private static final Pattern HOUSEKEEPER = Pattern.compile("postgres: (checkpointer|background writer|walwriter"
            + "|autovacuum launcher|logical replication launcher|io worker|stats collector)");

    private final Supplier<OptionalLong> firstPid;
    private final Map<Long, LinuxProcess> known = new TreeMap<>();
    /** Whose children the others are; asked for only while it is not known, or gone. */
    private Optional<LinuxProcess> first = Optional.empty();

    /** As they were listed, and the processes that those are: they are the same from look to look, nearly always. */
    private String listed = "";

    private Listing listing = Listing.NONE;

    /**
     * The processes at one moment.
     *
     * @param all the first, whose children are all others, and these
     * @param housekeepers those of them that the server has in any case, and that compute little
     * @param others the others, the first among them
     */
    record Listing(List<LinuxProcess> all, List<LinuxProcess> housekeepers, List<LinuxProcess> others) {
        static final Listing NONE = new Listing(List.of(), List.of(), List.of());

        /** Processes, told apart by how they call themselves. */
        static Listing of(List<LinuxProcess> all) {
            Map<Boolean, List<LinuxProcess>> byWork = all.stream()
                    .collect(Collectors.partitioningBy(
                            process -> HOUSEKEEPER.matcher(process.title()).lookingAt()));
            return new Listing(all, byWork.get(true), byWork.get(false));
        }

        /** Whose children the others are. */
        Optional<LinuxProcess> first() {
            return all.stream().findFirst();
        }
    }

    /**
     * Of a server.
     *
     * @param firstPid tells the number of its first process, where there is one
     */
    ServerProcesses(Supplier<OptionalLong> firstPid) {
        this.firstPid = firstPid;
    }

    /** As they are now; the same object as before where none has come or gone. */
    Listing list() {
        String children = first.map(LinuxProcess::children).orElse("");
        if (children.isBlank()) {
            first = find();
            children = first.map(LinuxProcess::children).orElse("");
        }
        if (first.isEmpty()) {
            close();
            return listing;
        }
        String now = first.get().pid() + " " + children;
        if (!now.equals(listed)) {
            List<LinuxProcess> all = Stream.of(now.strip().split(" +"))
                    .map(number -> process(Long.parseLong(number)))
                    .toList();
            listed = now;
            listing = Listing.of(all);
            forgetAllBut(all.stream().map(LinuxProcess::pid).collect(Collectors.toSet()));
        }
        return listing;
    }

    private Optional<LinuxProcess> find() {
        OptionalLong pid = firstPid.get();
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
        listing = Listing.NONE;
        forgetAllBut(Set.of());
    }
}
