package flowbench.telemetry;

import com.sun.management.ThreadMXBean;
import flowbench.telemetry.LinuxProcess.Scheduled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * Makes the threads that do the work, as daemons. What a thread has allocated, and how long it has waited for a processor, is
 * still known when it has ended, which neither the JVM tells (of allocation it does from JDK 21 on) nor the operating system;
 * threads of others are known while they live.
 */
public final class MeasuredThreads implements ThreadFactory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path ALL = Path.of("/proc/self/task");
    /** Leads to the folder of the thread that asks. */
    private static final Path SELF = Path.of("/proc/thread-self");

    /** By the number that the JVM gives a thread. */
    private final Map<Long, Long> allocatedByEnded = new ConcurrentHashMap<>();
    /** By the number that the operating system gives it. */
    private final Map<String, Long> waitedByEnded = new ConcurrentHashMap<>();

    /** Without a thread. */
    public MeasuredThreads() {}

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } finally {
                keep();
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private void keep() {
        long self = Thread.currentThread().getId();
        allocatedByEnded.put(self, THREADS.getThreadAllocatedBytes(self));
        try {
            String number = Files.readSymbolicLink(SELF).getFileName().toString();
            waitedBy(number).ifPresent(waited -> waitedByEnded.put(number, waited));
        } catch (IOException | UnsupportedOperationException e) {
            // This is not Linux.
        }
    }

    private static OptionalLong waitedBy(String number) {
        try (ProcFile file = new ProcFile(ALL.resolve(number).resolve("schedstat"))) {
            return file.read().map(Scheduled::parse).stream()
                    .mapToLong(Scheduled::waitNs)
                    .findFirst();
        }
    }

    /** Bytes that these threads and all that live have allocated on the heap. */
    long allocatedBytes() {
        long[] live = THREADS.getAllThreadIds();
        long[] allocated = THREADS.getThreadAllocatedBytes(live);
        long sum = 0;
        for (int i = 0; i < live.length; i++) {
            // One that has just ended is unknown here (-1), and among the ended.
            if (allocated[i] > 0 && !allocatedByEnded.containsKey(live[i])) {
                sum += allocated[i];
            }
        }
        return sum + sum(allocatedByEnded);
    }

    /** How long these threads and all that live were ready to run and waited for a processor, ns; absent where nobody counts it. */
    OptionalLong waitedForProcessorNs() {
        if (!Files.isDirectory(ALL)) {
            return OptionalLong.empty();
        }
        try (Stream<Path> live = Files.list(ALL)) {
            long waited = live.map(thread -> thread.getFileName().toString())
                    .filter(number -> !waitedByEnded.containsKey(number))
                    .flatMapToLong(number -> waitedBy(number).stream())
                    .sum();
            return OptionalLong.of(waited + sum(waitedByEnded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sum(Map<?, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }
}
