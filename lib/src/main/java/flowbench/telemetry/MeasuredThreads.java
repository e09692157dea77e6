package flowbench.telemetry;

import com.sun.management.ThreadMXBean;
import flowbench.telemetry.LinuxProcess.Scheduled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * other threads allocate is known as it was when they were last seen.
 */
final class MeasuredThreads implements ThreadFactory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path ALL = Path.of("/proc/self/task");
    /** Leads to the folder of the thread that asks. */
    private static final Path SELF = Path.of("/proc/thread-self");

    /** By the number that the JVM gives a thread, and never gives again; who has ended stays, so that the sum never falls. */
    private final Map<Long, Long> allocatedBy = new ConcurrentHashMap<>();
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
        allocatedBy.merge(self, THREADS.getThreadAllocatedBytes(self), Math::max);
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

    /** Bytes that all threads have allocated on the heap: these, and of others that have ended what they were seen to have. */
    long allocatedBytes() {
        long[] live = THREADS.getAllThreadIds();
        long[] allocated = THREADS.getThreadAllocatedBytes(live);
        for (int i = 0; i < live.length; i++) {
            // -1 of one that has ended meanwhile.
            allocatedBy.merge(live[i], Math.max(0, allocated[i]), Math::max);
        }
        return allocatedBy.values().stream().mapToLong(Long::longValue).sum();
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
}
