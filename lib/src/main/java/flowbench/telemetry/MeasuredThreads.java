package flowbench.telemetry;

import com.sun.management.ThreadMXBean;
import flowbench.telemetry.LinuxProcess.Scheduled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes the threads that do the work, as daemons. What a thread has allocated, and how long it has waited for a processor, is
 * still known when it has ended, which neither the JVM tells (of allocation it does from JDK 21 on) nor the operating system. What
 * other threads allocate is known while they live.
 */
final class MeasuredThreads implements ThreadFactory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path ALL = Path.of("/proc/self/task");
    /** Leads to the folder of the thread that asks. */
    private static final Path SELF = Path.of("/proc/thread-self");

    /** By the number that the JVM gives a thread. */
    private final Map<Long, Long> allocatedByEnded = new ConcurrentHashMap<>();
    /** By the numbers that the operating system gives them. */
    private final Set<String> working = ConcurrentHashMap.newKeySet();
    /** What those waited that have ended. */
    private final LongAdder waitedByEnded = new LongAdder();

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(() -> {
            Optional<String> number = number();
            number.ifPresent(working::add);
            try {
                work.run();
            } finally {
                keep(number);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private void keep(Optional<String> number) {
        long self = Thread.currentThread().getId();
        allocatedByEnded.put(self, THREADS.getThreadAllocatedBytes(self));
        // Whoever adds up meanwhile sees the thread in one of the two, never in both.
        synchronized (working) {
            number.ifPresent(working::remove);
            number.ifPresent(ended -> waitedBy(ended).ifPresent(waitedByEnded::add));
        }
    }

    /** What the operating system calls this thread; absent where it is not Linux. */
    private static Optional<String> number() {
        try {
            return Optional.of(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
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
        Map<Long, Long> all = new HashMap<>();
        for (int i = 0; i < live.length; i++) {
            all.put(live[i], Math.max(0, allocated[i]));
        }
        // Last: who ends while this is read is in both, with what it had in the end.
        all.putAll(allocatedByEnded);
        return sum(all);
    }

    /** How long these threads were ready to run and waited for a processor, ns; absent where nobody counts it. */
    OptionalLong waitedForProcessorNs() {
        if (number().isEmpty()) {
            return OptionalLong.empty();
        }
        synchronized (working) {
            return OptionalLong.of(waitedByEnded.sum()
                    + working.stream()
                            .flatMapToLong(number -> waitedBy(number).stream())
                            .sum());
        }
    }

    private static long sum(Map<?, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }
}
