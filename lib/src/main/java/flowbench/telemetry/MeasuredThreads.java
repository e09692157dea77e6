package flowbench.telemetry;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads that do the work, as daemons. What a thread has allocated is still known when it has ended, which the JVM
 * tells only from JDK 21 on; threads of others are known while they live.
 */
public final class MeasuredThreads implements ThreadFactory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> ended = new ConcurrentHashMap<>();

    /** Without a thread. */
    public MeasuredThreads() {}

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } finally {
                long self = Thread.currentThread().getId();
                ended.put(self, THREADS.getThreadAllocatedBytes(self));
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    /** Bytes that these threads and all that live have allocated on the heap. */
    long allocatedBytes() {
        long[] live = THREADS.getAllThreadIds();
        long[] allocated = THREADS.getThreadAllocatedBytes(live);
        long sum = 0;
        for (int i = 0; i < live.length; i++) {
            // One that has just ended is unknown here (-1), and among the ended.
            if (allocated[i] > 0 && !ended.containsKey(live[i])) {
                sum += allocated[i];
            }
        }
        return sum + ended.values().stream().mapToLong(Long::longValue).sum();
    }
}
