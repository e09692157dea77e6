package flowbench.experiment;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Collects garbage until there is nothing left to collect, so that no iteration pays for what another one left. */
final class Garbage {
    private static final int MOST_COLLECTIONS = 5;
    private static final double SETTLED = 0.01;

    private Garbage() {}

    /** Collects until the used heap changes by less than one part in a hundred, five times at the most. */
    static void settle() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long before = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            memory.gc();
            long used = memory.getHeapMemoryUsage().getUsed();
            if (Math.abs(before - used) <= SETTLED * used) {
                return;
            }
            before = used;
        }
    }
}
