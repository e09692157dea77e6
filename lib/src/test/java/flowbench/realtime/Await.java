package flowbench.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what should happen. */
public final class Await {
    private static final Duration LONG = Duration.ofSeconds(30);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long startedNs = System.nanoTime();
        while (!condition.call()) {
            assertThat(System.nanoTime() - startedNs).as(what).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }
}
