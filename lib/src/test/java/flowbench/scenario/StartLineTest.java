package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class StartLineTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    private StartLine ready(IntFunction<StartLine.Job> jobs) {
        return StartLine.ready(Thread::new, "test-worker", 3, jobs, seen::add);
    }

    @Test
    void nobodyStartsBeforeTheSignalAndAllDoAfterIt() {
        StartLine line = ready(number -> () -> seen.add(Thread.currentThread().getName()));

        assertThat(line.awaitEnd(0)).isFalse();
        assertThat(seen).isEmpty();

        line.giveSignal();
        assertThat(line.awaitEnd(LIMIT_NS)).isTrue();
        assertThat(seen).containsExactlyInAnyOrder("test-worker-1", "test-worker-2", "test-worker-3");
    }

    @Test
    void whatEndsAJobIsHandedOverBeItAnErrorAndTheThreadHasEnded() {
        List<Throwable> failures = List.of(new SQLException("refused"), new IllegalStateException(), new Error("odd"));
        StartLine line = ready(number -> () -> {
            Throwable failure = failures.get(number - 1);
            if (failure instanceof Error e) {
                throw e;
            }
            StartLine.rethrow(failure);
        });

        line.giveSignal();
        line.join();

        assertThat(seen).containsExactlyInAnyOrderElementsOf(failures);
    }

    @Test
    void thoseAtTheSignalAndThoseThatWaitAreSentHomeWithoutAFailure() {
        StartLine unsignalled = ready(number -> () -> seen.add(number));
        unsignalled.dismiss();
        assertThat(unsignalled.awaitEnd(LIMIT_NS)).isTrue();

        StartLine waiting = ready(number -> () -> new CountDownLatch(1).await());
        waiting.giveSignal();
        assertThat(waiting.awaitEnd(0)).isFalse();
        waiting.dismiss();
        assertThat(waiting.awaitEnd(LIMIT_NS)).isTrue();

        assertThat(seen).isEmpty();
    }

    @Test
    void whoeverLeadsGetsTheRefusalItself() {
        SQLException refusal = new SQLException("refused");
        Error odd = new Error("odd");

        assertThatThrownBy(() -> StartLine.rethrow(refusal)).isSameAs(refusal);
        assertThatThrownBy(() -> StartLine.rethrow(odd)).hasCause(odd);
    }
}
