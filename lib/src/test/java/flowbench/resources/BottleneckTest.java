package flowbench.resources;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.analysis.ExampleRun;
import flowbench.resources.Bottleneck.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workers' time went to, and when a bottleneck is named and when not; {@code KnownBottleneckTest} has real ones. */
class BottleneckTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    @TempDir
    Path data;

    private ExampleTelemetry telemetry;

    @BeforeEach
    void begin() {
        telemetry = new ExampleTelemetry(data);
    }

    private Usage usage() {
        return Usage.of(telemetry.run(3), notice -> {});
    }

    private Bottleneck bottleneck() {
        return Bottleneck.of(usage());
    }

    @Test
    void countersCountFromTheBeginOfTheExecutePhaseToItsEndAndWarmUpIsLeftOut() {
        telemetry.busy(ProbeMetric.CLIENT_CPU, .5).gauge(ProbeMetric.POOL_ACTIVE, 3);
        Usage usage = usage();

        assertThat(usage.busy(ProbeMetric.CLIENT_CPU).orElseThrow()).isEqualTo(.5, CLOSE);
        assertThat(usage.busy(ProbeMetric.SERVER_CPU)).isEmpty();
        assertThat(usage.windows()).hasSize(6).allSatisfy(window -> {
            assertThat(window.looks()).isEqualTo(10);
            assertThat(window.durationNs()).isEqualTo(1_000_000_000);
            assertThat(window.gauge(ProbeMetric.POOL_ACTIVE)).isEqualTo(new Gauge(10, 30, 3));
        });
    }

    @Test
    void whatIsTimedIsExactAndTheRestIsDividedAsItWasSeen() {
        telemetry
                .sample(Metric.ACQUIRE_TIME_SHARE, 5)
                .waits("IO:WalSync", 2)
                .waits("CPU:running", 1)
                .waits("Client:idle", 9);
        WorkerTime time = usage().workerTime().orElseThrow();

        assertThat(time.share(TimePart.POOL)).isEqualTo(.05, CLOSE);
        assertThat(time.share(TimePart.BETWEEN_CALLS)).isEqualTo(.05, CLOSE);
        assertThat(time.share(TimePart.WAL_FLUSH)).isEqualTo(.5, CLOSE);
        assertThat(time.share(TimePart.SERVER_CPU)).isEqualTo(.25, CLOSE);
        assertThat(time.share(TimePart.ON_THE_WAY)).isEqualTo(.15, CLOSE);
        assertThat(time.looks()).isEqualTo(60);
    }

    @Test
    void aShareThatWasSampledHasTheIntervalOfWilson() {
        telemetry.waits("IO:WalSync", 2);
        WorkerTime.Share flush = usage().workerTime().orElseThrow().shares().get(0);

        // R 4.3: prop.test(30, 60, correct = FALSE)$conf.int
        assertThat(flush.low()).isEqualTo(.3773502, Offset.offset(1e-6));
        assertThat(flush.high()).isEqualTo(.6226498, Offset.offset(1e-6));
    }

    @Test
    void theIntervalOfWhatHardlyAnyLookSawBeginsAtZero() {
        telemetry.waits("CPU:running", 3).waits("IO:WalSync", .01).run(6);
        RunFolder run = telemetry.iteration(8, 1);

        // Of 130 looks, of which the formula by itself gives 2e-18.
        assertThat(Usage.of(run, notice -> {}).workerTime().orElseThrow().shares())
                .filteredOn(share -> share.part() == TimePart.WAL_FLUSH)
                .singleElement()
                .satisfies(share -> {
                    assertThat(share.share()).isPositive();
                    assertThat(share.low()).isZero();
                    assertThat(share.high()).isBetween(.01, .1);
                });
    }

    @Test
    void waitEventsAreKnownByTheirOldAndTheirNewNames() {
        assertThat(List.of("IO:WALSync", "IO:WalSync", "LWLock:WALWrite", "IO:WALWrite"))
                .extracting(TimePart::of)
                .containsOnly(TimePart.WAL_FLUSH);
        assertThat(List.of("Lock:tuple", "Lock:transactionid"))
                .extracting(TimePart::of)
                .containsOnly(TimePart.ROW_LOCK);
        assertThat(TimePart.of("Lock:object")).isEqualTo(TimePart.LOCK);
        assertThat(List.of("LWLock:LockManager", "BufferPin:BufferPin", "Timeout:SpinDelay"))
                .extracting(TimePart::of)
                .containsOnly(TimePart.INTERNAL_LOCK);
        assertThat(TimePart.of("Timeout:PgSleep")).isEqualTo(TimePart.SLEEP);
        assertThat(TimePart.of("IO:DataFileRead")).isEqualTo(TimePart.DATA_IO);
        assertThat(TimePart.of("IPC:SyncRep")).isEqualTo(TimePart.OTHER_WAIT);
    }

    @Test
    void aLargePartIsNamedWithItsEvidence() {
        telemetry.waits("IO:WalSync", 2).waits("CPU:running", 1);
        Bottleneck named = bottleneck();

        assertThat(named.kind()).contains(Kind.WAL_FLUSH);
        assertThat(named.sentence())
                .startsWith(
                        "Bound by WAL flush: the workers spend 50 % of their time (95 % interval 37.7 % to 62.3 %, 60"
                                + " looks) on IO:WalSync (50 %)");
    }

    @Test
    void nothingIsNamedWhereTheLargestPartIsNotClearlyLargerThanTheNext() {
        telemetry.waits("IO:WalSync", 1.7).waits("Lock:tuple", 1.6);

        assertThat(bottleneck().kind()).isEmpty();
        assertThat(bottleneck().sentence())
                .contains("clearly larger than the next: WAL flush with 42.5 %, a lock on rows with 40");
    }

    @Test
    void nothingIsNamedWhereTheServerWasHardlyLookedAt() {
        RunFolder run = telemetry.waits("IO:WalSync", 3).iteration(2, 1);

        assertThat(Bottleneck.of(Usage.of(run, notice -> {})).sentence())
                .startsWith(
                        "No bottleneck is named: the server was looked at 10 times in all execute phases, and it takes 20");
    }

    @Test
    void nothingIsNamedWhereTheLargestPartMayBeSmallForAllThatItsLooksTell() {
        RunFolder run =
                telemetry.waits("IO:WalSync", 1.7).waits("CPU:running", 1).run(1);

        assertThat(Bottleneck.of(Usage.of(run, notice -> {})).sentence())
                .startsWith(
                        "No bottleneck is named: WAL flush with 42.5 % of the workers' time leads, but after 20 looks it may"
                                + " be as little as 2")
                .contains("it takes 30 %; longer iterations, or a shorter SAMPLE_INTERVAL_MS, give more looks");
    }

    @Test
    void whatWasReadOfAnIterationWithoutSamplesDoesNotCount() {
        RunFolder run = telemetry.waits("IO:WalSync", 3).run(3);
        ProbeReading reading =
                new ProbeReading(3, 1, flowbench.runfolder.Kind.MEASURED, Phase.EXECUTE, 5, ProbeMetric.ROUND_TRIP, 1);
        run.append(
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new ProbeReading(
                                3,
                                1,
                                flowbench.runfolder.Kind.MEASURED,
                                Phase.EXECUTE,
                                4,
                                ProbeMetric.PHASE_RUNNING,
                                1),
                        reading,
                        new ProbeReading(
                                3,
                                1,
                                flowbench.runfolder.Kind.MEASURED,
                                Phase.EXECUTE,
                                6,
                                ProbeMetric.PHASE_RUNNING,
                                0)));

        assertThat(Usage.of(run, notice -> {}).windows()).hasSize(6);
    }

    @Test
    void nothingIsNamedWithoutTelemetry() {
        assertThat(Bottleneck.of(Usage.of(ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1), n -> {}))
                        .sentence())
                .startsWith("No bottleneck is named: where the time went was not looked at");
    }

    @Test
    void aStreamThatKeepsUpIsNotHeldUpByAnything() {
        telemetry
                .waits("IO:WalSync", 3)
                .sample(Metric.OFFERED_EVENTS_PER_SECOND, 500)
                .sample(Metric.WRITTEN_EVENTS_PER_SECOND, 499);

        assertThat(bottleneck().sentence()).contains("the offered rate was held");
    }

    /** Four workers that are between calls for 80 % of the time, which is 3.2 of them. */
    private ExampleTelemetry betweenCalls() {
        return telemetry.sample(Metric.CALL_TIME_SHARE, 20).waits("IO:WalSync", .5);
    }

    @Test
    void workersThatPauseHaveNoWork() {
        betweenCalls().busy(ProbeMetric.CLIENT_CPU, .95);

        assertThat(bottleneck().kind()).contains(Kind.NO_WORK);
        assertThat(bottleneck().sentence())
                .startsWith(
                        "Bound by lack of work: the workers spend 80 % of their time between their calls, and the client"
                                + " computes little (it keeps 0.95 of 2 processors busy). They pause");
    }

    @Test
    void workersThatComputeHaveTheClient() {
        betweenCalls().busy(ProbeMetric.CLIENT_CPU, 1.9).busy(ProbeMetric.CLIENT_CPU_WAIT, 1.4);

        assertThat(bottleneck().kind()).contains(Kind.CLIENT);
        assertThat(bottleneck().sentence())
                .contains("keeps 1.90 of 2 processors busy and its threads wait for another 1.40");
    }

    @Test
    void workersThatMayPauseOrComputeHaveNeitherNamed() {
        betweenCalls().busy(ProbeMetric.CLIENT_CPU, .9).busy(ProbeMetric.CLIENT_CPU_WAIT, .1);

        assertThat(bottleneck().kind()).isEmpty();
        assertThat(bottleneck().sentence())
                .endsWith(
                        "between their calls, and whether they pause there or compute is not clear: the client keeps 0.90 of"
                                + " 2 processors busy while its threads wait for another 0.10.");
    }

    @Test
    void workersAreNotTakenForIdleWhereTheClientWasNotSeen() {
        betweenCalls();

        assertThat(bottleneck().sentence())
                .isEqualTo(
                        "No bottleneck is named: the workers spend 80 % of their time between their calls, and whether they"
                                + " pause there or compute was not seen.");
    }

    @Test
    void aClientThatComputesIsNotNamedWhereMoreIsWaitedForThanPassesOnItsSide() {
        telemetry
                .sample(Metric.CALL_TIME_SHARE, 90)
                .waits("IO:WalSync", 2)
                .busy(ProbeMetric.CLIENT_CPU, 1.9)
                .busy(ProbeMetric.CLIENT_CPU_WAIT, .1);

        assertThat(bottleneck().kind()).isNotEqualTo(Optional.of(Kind.CLIENT));
    }

    @Test
    void whatTheServerComputesIsNamedWithTheProcessorsThatAreLeft() {
        telemetry.waits("CPU:running", 3).busy(ProbeMetric.MACHINE_CPU, 1.75).busy(ProbeMetric.SERVER_CPU, .9);

        assertThat(bottleneck().kind()).contains(Kind.SERVER_CPU);
        assertThat(bottleneck().sentence())
                .startsWith("Bound by what the server computes: the workers spend 75 % of their time")
                .endsWith(" on it, while 1.75 of 2 processors are busy. More WORKERS would use the others; else the"
                        + " statements are what to make cheaper.");
    }

    @Test
    void whatTheServerComputesIsNamedWithoutProcessorsWhereNoneIsLeft() {
        telemetry.waits("CPU:running", 3).busy(ProbeMetric.MACHINE_CPU, 1.85).busy(ProbeMetric.SERVER_CPU, .9);

        assertThat(bottleneck().sentence())
                .endsWith(" on it, while 1.85 of 2 processors are busy. More WORKERS would find none that is free: the"
                        + " statements are what to make cheaper.");
    }

    @Test
    void aServerThatRefusesToBeLookedAtIsToldFromPhasesThatWereTooShort() {
        telemetry.refuses();
        assertThat(bottleneck().sentence()).contains("the server was looked at in no execute phase; longer iterations");

        telemetry.gauge(ProbeMetric.TICK_TIME, 1e6);
        assertThat(bottleneck().sentence())
                .isEqualTo(
                        "No bottleneck is named: the server did not let itself be looked at, however often the probes tried"
                                + " in the execute phases.");
    }

    @Test
    void anIntervalThatGaveNoLookIsToldFromNoInterval() {
        RunFolder run = telemetry.iteration(2, 1);
        Usage unwatched = Usage.of(ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1), notice -> {});

        assertThat(Usage.of(run, notice -> {}).watched()).isTrue();
        assertThat(unwatched.watched()).isFalse();
    }

    @Test
    void callsThatTheServerIsNotSeenWorkingOnAreOnTheirWay() {
        telemetry.waits("CPU:running", .5);

        assertThat(bottleneck().kind()).contains(Kind.ROUND_TRIPS);
    }

    @Test
    void processorsAreNamedWhereTheyAreWaitedForMoreThanAnythingElse() {
        telemetry
                .waits("CPU:running", 1.5)
                .waits("IO:WalSync", 1.4)
                .busy(ProbeMetric.MACHINE_CPU, 2)
                .busy(ProbeMetric.CLIENT_CPU, .8)
                .busy(ProbeMetric.SERVER_CPU, 1.1)
                .busy(ProbeMetric.CLIENT_CPU_WAIT, .7)
                .busy(ProbeMetric.SERVER_CPU_WAIT, 1.3);

        assertThat(bottleneck().kind()).contains(Kind.PROCESSORS);
        assertThat(bottleneck().sentence())
                .contains(
                        "on the mean 2.00 workers and processes of the server were ready to run",
                        "0.80 with the client",
                        "0.10 with others")
                .endsWith("fewer WORKERS, would tell.");
    }

    @Test
    void aServerWhoseProcessesAreNotSeenIsNotTakenForIdle() {
        telemetry.waits("CPU:running", 3).busy(ProbeMetric.MACHINE_CPU, 2);

        assertThat(bottleneck().sentence())
                .contains("on it. Where it has processors left, more WORKERS would use them");
    }

    @Test
    void processorsThatAServerOutOfSightMayUseAreToldAsThat() {
        telemetry
                .waits("LWLock:WALWrite", 2.2)
                .busy(ProbeMetric.MACHINE_CPU, 2)
                .busy(ProbeMetric.CLIENT_CPU, .5)
                .busy(ProbeMetric.CLIENT_CPU_WAIT, 2.2);

        assertThat(bottleneck().sentence())
                .contains("0.50 with the client, 1.50 with others, of which a server on this machine is one");
    }

    @Test
    void aFlushIsNotNamedWhereWhoeverIsToMakeItMayWaitForAProcessor() {
        telemetry
                .waits("LWLock:WALWrite", 2.2)
                .busy(ProbeMetric.MACHINE_CPU, 1.9)
                .busy(ProbeMetric.CLIENT_CPU_WAIT, .2)
                .busy(ProbeMetric.SERVER_CPU, .4)
                .busy(ProbeMetric.SERVER_CPU_WAIT, 1.6);

        assertThat(bottleneck().kind()).contains(Kind.PROCESSORS);
        assertThat(bottleneck().sentence())
                .contains(
                        "waited for one, 45 % of the workers' time (WAL flush with 55.0 % is more, but who holds others up there"
                                + " waits for a processor, too); ");
    }

    @Test
    void processorsThatOthersUseAreToldAsThat() {
        telemetry
                .waits("IO:WalSync", 1.2)
                .waits("CPU:running", 1)
                .busy(ProbeMetric.MACHINE_CPU, 2)
                .busy(ProbeMetric.CLIENT_CPU, .2)
                .busy(ProbeMetric.SERVER_CPU, .3)
                .busy(ProbeMetric.SERVER_CPU_WAIT, 2);

        assertThat(bottleneck().sentence()).endsWith("Measure again when nothing else runs on this machine.");
    }
}
