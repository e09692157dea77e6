package flowbench.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** A process as Linux shows it in {@code /proc} (proc(5)); of one that is gone, and on other systems, nothing can be read. */
final class LinuxProcess {
    /** What Linux counts in for all programs on all processors (USER_HZ). */
    static final long TICK_NS = 10_000_000;

    private static final Path ALL = Path.of("/proc");
    /** Places in {@code stat} behind the name of the program, which may hold blanks. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;
    private static final int ENDED_USER_TIME = 13;
    private static final int ENDED_SYSTEM_TIME = 14;

    private final long pid;
    private final Path folder;

    LinuxProcess(long pid) {
        this.pid = pid;
        this.folder = ALL.resolve(Long.toString(pid));
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
        return text(folder.resolve("status"))
                .map(status -> new Memory(
                        kilobytes(status, "RssAnon:"), kilobytes(status, "RssFile:") + kilobytes(status, "RssShmem:")));
    }

    private static long kilobytes(String status, String name) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0;
        }
        int end = status.indexOf("kB", at);
        return 1024 * Long.parseLong(status.substring(at + name.length(), end).strip());
    }

    /** What the scheduler has counted, of a process with one thread; without waits where the kernel does not count them. */
    Optional<Scheduled> scheduled() {
        return scheduled(folder.resolve("schedstat")).or(() -> {
            OptionalLong cpuNs = times(USER_TIME, SYSTEM_TIME);
            return cpuNs.isPresent() ? Optional.of(new Scheduled(cpuNs.getAsLong(), 0)) : Optional.empty();
        });
    }

    /**
     * What the scheduler has counted of a thread.
     *
     * @param cpuNs processor time
     * @param waitNs time that it was ready to run and had to wait
     */
    record Scheduled(long cpuNs, long waitNs) {}

    /** The same of a file {@code schedstat}. */
    static Optional<Scheduled> scheduled(Path file) {
        return text(file).map(text -> {
            String[] fields = text.split(" ");
            return new Scheduled(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        });
    }

    /** Processor time of its children that have ended, and of theirs, ns. */
    OptionalLong cpuOfEndedChildrenNs() {
        return times(ENDED_USER_TIME, ENDED_SYSTEM_TIME);
    }

    private OptionalLong times(int... places) {
        Optional<String> stat = text(folder.resolve("stat"));
        if (stat.isEmpty()) {
            return OptionalLong.empty();
        }
        String[] fields = stat.get().substring(stat.get().lastIndexOf(')') + 2).split(" ");
        return OptionalLong.of(Arrays.stream(places)
                .mapToLong(place -> TICK_NS * Long.parseLong(fields[place]))
                .sum());
    }

    /** Its children. */
    LongStream children() {
        Optional<String> listed =
                text(folder.resolve("task").resolve(Long.toString(pid)).resolve("children"));
        if (listed.isPresent()) {
            String numbers = listed.get().strip();
            return numbers.isEmpty()
                    ? LongStream.empty()
                    : Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong);
        }
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).mapToLong(ProcessHandle::pid);
    }

    /** A file of {@code /proc}, if there is one. */
    static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
