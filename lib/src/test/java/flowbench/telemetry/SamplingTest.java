package flowbench.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When probes are read, and what becomes of their values. */
@Timeout(60)
class SamplingTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<String> warnings = new ArrayList<>();
    private final AtomicLong cpu = new AtomicLong(500);
    private final Probe client = into -> into.counter(ProbeMetric.CLIENT_CPU, cpu.get());

    private static Readings readings() {
        return new Readings(new IterationStart(2, 3, Kind.WARMUP, System.nanoTime()));
    }

    private static List<Double> values(List<ProbeReading> readings, ProbeMetric metric) {
        return readings.stream()
                .filter(reading -> reading.metric().equals(metric))
                .map(ProbeReading::value)
                .toList();
    }

    @Test
    void theProbesAreReadAgainAndAgainInAThreadOfTheirOwn() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(5);
        Sampling sampling = new Sampling(
                new Looks(List.of(), List.of(client, into -> looks.countDown()), List.of(), MILLISECOND, warnings::add),
                readings(),
                1);
        looks.await();

        assertThat(values(sampling.readings(), ProbeMetric.CLIENT_CPU)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(values(sampling.readings(), ProbeMetric.TICK_TIME))
                .isNotEmpty()
                .allMatch(ns -> ns > 0);
    }

    @Test
    void whenTheSecondLookIsDueIsAnotherTimeInEachIterationAndTheSameInEachRunWithThatSeed() {
        Looks looks = new Looks(List.of(), List.of(client), List.of(), 1000, warnings::add);
        List<Long> offsets = offsets(looks, 1);

        assertThat(offsets).allMatch(ns -> ns > 0 && ns <= 1000);
        // A hundred offsets fill the tenths of the interval.
        assertThat(offsets.stream().map(ns -> (ns - 1) / 100).distinct()).hasSize(10);
        assertThat(offsets(looks, 1)).isEqualTo(offsets);
        assertThat(offsets(looks, 2)).isNotEqualTo(offsets);
    }

    private static List<Long> offsets(Looks looks, long seed) {
        return IntStream.rangeClosed(1, 10)
                .boxed()
                .flatMap(fork -> IntStream.rangeClosed(1, 10)
                        .mapToObj(iteration -> new IterationStart(fork, iteration, Kind.MEASURED, 0)))
                .map(iteration -> looks.untilSecondNs(iteration.seed(seed)))
                .toList();
    }

    @Test
    void nothingIsReadOnceTheReadingsAreTaken() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(5);
        AtomicReference<Thread> reader = new AtomicReference<>();
        AtomicBoolean reading = new AtomicBoolean();
        Probe slow = into -> {
            reading.set(true);
            reader.set(Thread.currentThread());
            LockSupport.parkNanos(20 * MILLISECOND);
            reading.set(false);
            looks.countDown();
        };
        Sampling sampling =
                new Sampling(new Looks(List.of(), List.of(slow), List.of(), MILLISECOND, warnings::add), readings(), 1);
        looks.await();
        List<ProbeReading> taken = sampling.readings();

        assertThat(reading).isFalse();
        assertThat(reader.get()).isNotEqualTo(Thread.currentThread());
        assertThat(reader.get().isAlive()).isFalse();
        assertThat(sampling.readings()).isEqualTo(taken);
    }

    @Test
    void theSecondLookIsNotAnIntervalAfterTheFirstButWhenItIsDue() throws InterruptedException {
        CountDownLatch two = new CountDownLatch(2);
        long never = TimeUnit.DAYS.toNanos(1);
        try (Sampling sampling = new Sampling(
                new Looks(List.of(), List.of(into -> two.countDown()), List.of(), never, warnings::add),
                readings(),
                1)) {
            two.await();
            assertThat(sampling.use()).isEmpty();
        }
    }

    @Test
    void whatIsDearIsReadOnceASecondHoweverLongALookTook() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(6);
        AtomicLong dear = new AtomicLong();
        Probe slow = into -> {
            LockSupport.parkNanos(700 * MILLISECOND);
            looks.countDown();
        };
        long start = System.nanoTime();
        Sampling sampling = new Sampling(
                new Looks(
                        List.of(), List.of(slow), List.of(into -> dear.incrementAndGet()), MILLISECOND, warnings::add),
                readings(),
                1);
        looks.await();
        sampling.close();

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(dear.get()).isBetween(2L, 2 + seconds);
    }

    @Test
    void aCounterCountsFromTheStartOfTheIteration() {
        Sampling sampling =
                new Sampling(new Looks(List.of(client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        cpu.addAndGet(7);
        sampling.begins(Phase.EXECUTE);
        cpu.addAndGet(30);
        sampling.ended(Phase.EXECUTE, System.nanoTime());

        assertThat(values(sampling.readings(), ProbeMetric.CLIENT_CPU)).containsExactly(0., 7., 37.);
    }

    @Test
    void aCounterThatWasSetBackIsCountedOnFromThere() {
        Sampling sampling =
                new Sampling(new Looks(List.of(client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        cpu.addAndGet(7);
        sampling.begins(Phase.EXECUTE);
        cpu.set(3);
        sampling.ended(Phase.EXECUTE, System.nanoTime());
        cpu.addAndGet(2);
        sampling.begins(Phase.EXECUTE);

        assertThat(values(sampling.readings(), ProbeMetric.CLIENT_CPU)).containsExactly(0., 7., 7., 9.);
    }

    @Test
    void whatTheExecutePhaseUsedIsTheDifferenceOfTheReadingsRightBeforeAndAfterIt() {
        Sampling sampling =
                new Sampling(new Looks(List.of(client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        cpu.addAndGet(900);
        sampling.begins(Phase.EXECUTE);
        cpu.addAndGet(8_000_000);
        sampling.ended(Phase.EXECUTE, System.nanoTime());
        cpu.addAndGet(900);
        sampling.begins(Phase.DRAIN);
        sampling.ended(Phase.DRAIN, System.nanoTime());

        Map<Metric, Double> values = sampling.use().orElseThrow().values(Metric.MESSAGES_PER_SECOND, 4);
        assertThat(values)
                .containsOnly(Map.entry(
                        new Metric("client_cpu_ms_per_message", "ms/message", Metric.CLIENT_CPU_MS_PER_STEP.better()),
                        2.));
    }

    @Test
    void whatReadingTheProbesTakesIsNoUseOfTheExecutePhase() {
        Probe dear = into -> cpu.addAndGet(1_000_000);
        Sampling sampling =
                new Sampling(new Looks(List.of(dear, client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        sampling.begins(Phase.EXECUTE);
        cpu.addAndGet(8_000_000);
        sampling.ended(Phase.EXECUTE, System.nanoTime());

        assertThat(sampling.use().orElseThrow().values(Metric.MESSAGES_PER_SECOND, 4))
                .containsValue(2.)
                .hasSize(1);
    }

    @Test
    void aProbeThatFailsIsToldOfOnceAndNothingElseIsLost() {
        Probe broken = into -> {
            throw new IllegalStateException("no such file");
        };
        Sampling sampling =
                new Sampling(new Looks(List.of(broken, client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        sampling.begins(Phase.EXECUTE);
        sampling.ended(Phase.EXECUTE, System.nanoTime());

        assertThat(values(sampling.readings(), ProbeMetric.CLIENT_CPU)).hasSize(3);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("A probe failed")
                .contains("no such file");
    }

    @Test
    void withoutAnIntervalTheServerIsNotLookedAt() {
        Probe server = into -> into.gauge(ProbeMetric.ROUND_TRIP, 1);
        Sampling sampling = new Sampling(
                new Looks(List.of(client), List.of(server), List.of(server), 0, warnings::add), readings(), 1);
        sampling.begins(Phase.EXECUTE);
        sampling.ended(Phase.EXECUTE, System.nanoTime());

        assertThat(values(sampling.readings(), ProbeMetric.ROUND_TRIP)).isEmpty();
        assertThat(values(sampling.readings(), ProbeMetric.CLIENT_CPU)).hasSize(3);
    }

    @Test
    void phasesAreMarkedWhereTheyBeginAndEndAndEveryRowSaysWhoseItIs() {
        Sampling sampling =
                new Sampling(new Looks(List.of(client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        for (Phase phase : List.of(Phase.SETUP, Phase.CREATE)) {
            sampling.begins(phase);
            sampling.ended(phase, System.nanoTime());
        }

        List<ProbeReading> marks = sampling.readings().stream()
                .filter(reading -> reading.metric().equals(ProbeMetric.PHASE_RUNNING))
                .toList();
        assertThat(marks)
                .extracting(ProbeReading::phase)
                .containsExactly(Phase.SETUP, Phase.SETUP, Phase.CREATE, Phase.CREATE);
        assertThat(marks).extracting(ProbeReading::value).containsExactly(1., 0., 1., 0.);
        assertThat(sampling.readings()).isSortedAccordingTo(Comparator.comparingLong(ProbeReading::elapsedNs));
        assertThat(sampling.readings())
                .allMatch(reading -> reading.fork() == 2 && reading.iteration() == 3 && reading.kind() == Kind.WARMUP);
    }

    @Test
    void anIterationThatFailsBeforeItsExecutePhaseHasUsedNothing() {
        Sampling sampling =
                new Sampling(new Looks(List.of(client), List.of(), List.of(), 0, warnings::add), readings(), 1);
        sampling.begins(Phase.SETUP);

        assertThat(sampling.use()).isEmpty();
        assertThat(sampling.readings()).isNotEmpty();
    }
}
