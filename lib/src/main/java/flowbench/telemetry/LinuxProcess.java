package flowbench.telemetry;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A process as Linux shows it in {@code /proc} (proc(5)); of one that is gone, and on other systems, nothing can be read. */
final class LinuxProcess implements AutoCloseable {
    /** What Linux counts in for all programs on all processors (USER_HZ). */
    static final long TICK_NS = 10_000_000;

    private static final Path ALL = Path.of("/proc");
    /** Places in {@code stat} behind the name of the program, which may hold blanks; behind each is the system's time. */
    private static final int USER_TIME = 11;

    private static final int ENDED_USER_TIME = 13;

    private final long pid;
    private final ProcFile status;
    private final ProcFile schedstat;
    private final ProcFile stat;
    private final ProcFile children;

    LinuxProcess(long pid) {
        this.pid = pid;
        Path folder = ALL.resolve(Long.toString(pid));
        this.status = new ProcFile(folder.resolve("status"));
        this.schedstat = new ProcFile(folder.resolve("schedstat"));
        this.stat = new ProcFile(folder.resolve("stat"));
        this.children =
                new ProcFile(folder.resolve("task").resolve(Long.toString(pid)).resolve("children"));
    }

    /** Its number. */
    long pid() {
        return pid;
    }

    /**
     * Memory in use.
     *
     * @param ownBytes that no other process can share
     * @param sharedBytes that others may be using too: of files and of shared memory
     */
    record Memory(long ownBytes, long sharedBytes) {
        long residentBytes() {
            return ownBytes + sharedBytes;
        }
    }

    /** Memory in use. */
    Optional<Memory> memory() {
        return status.read()
                .map(text -> new Memory(
                        kilobytes(text, "RssAnon:"), kilobytes(text, "RssFile:") + kilobytes(text, "RssShmem:")));
    }

    private static long kilobytes(String text, String name) {
        int at = text.indexOf(name);
        if (at < 0) {
            return 0;
        }
        int end = text.indexOf("kB", at);
        return 1024 * Long.parseLong(text.substring(at + name.length(), end).strip());
    }

    /**
     * What the scheduler has counted of a thread.
     *
     * @param cpuNs processor time
     * @param waitNs time that it was ready to run and had to wait
     */
    record Scheduled(long cpuNs, long waitNs) {
        /** Of the text of a file {@code schedstat}. */
        static Scheduled parse(String text) {
            int blank = text.indexOf(' ');
            return new Scheduled(
                    Long.parseLong(text, 0, blank, 10),
                    Long.parseLong(text, blank + 1, text.indexOf(' ', blank + 1), 10));
        }
    }

    /** What the scheduler has counted, of a process with one thread; without waits where the kernel does not count them. */
    Optional<Scheduled> scheduled() {
        return schedstat.read().map(Scheduled::parse).or(() -> {
            OptionalLong cpuNs = times(USER_TIME);
            return cpuNs.isPresent() ? Optional.of(new Scheduled(cpuNs.getAsLong(), 0)) : Optional.empty();
        });
    }

    /** Processor time of its children that have ended, and of theirs, ns. */
    OptionalLong cpuOfEndedChildrenNs() {
        return times(ENDED_USER_TIME);
    }

    /** The time at a place, and the system's behind it. */
    private OptionalLong times(int place) {
        Optional<String> read = stat.read();
        if (read.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = read.get();
        int at = text.lastIndexOf(')') + 2;
        for (int i = 0; i < place; i++) {
            at = text.indexOf(' ', at) + 1;
        }
        int second = text.indexOf(' ', at) + 1;
        return OptionalLong.of(TICK_NS
                * (Long.parseLong(text, at, second - 1, 10)
                        + Long.parseLong(text, second, text.indexOf(' ', second), 10)));
    }

    /** What it calls itself; empty where that cannot be read. */
    String title() {
        try (ProcFile commandLine = new ProcFile(ALL.resolve(Long.toString(pid)).resolve("cmdline"))) {
            return commandLine.read().orElse("");
        }
    }

    /** The numbers of its children, separated by blanks. */
    String children() {
        return children.read()
                .orElseGet(() -> ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::children)
                        .map(child -> Long.toString(child.pid()))
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public void close() {
        status.close();
        schedstat.close();
        stat.close();
        children.close();
    }
}
