package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.resources.ExampleTelemetry;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a result must be read with, each with its figure and what to do, and where it is not said. */
class ResourceWarningsTest {
    @TempDir
    Path data;

    private ExampleTelemetry telemetry;

    @BeforeEach
    void begin() {
        telemetry = new ExampleTelemetry(data);
    }

    private List<String> of(Warning.Type type) {
        return of(telemetry.run(4), type);
    }

    private static List<String> of(RunFolder run, Warning.Type type) {
        return Summary.of(run).warnings().stream()
                .filter(warning -> warning.type() == type)
                .map(Warning::sentence)
                .toList();
    }

    /** A call of the first measured iteration, which started, waited and took so many nanoseconds. */
    private static Operation call(long started, long wait, long took) {
        return new Operation(1, 2, Kind.MEASURED, Phase.EXECUTE, "claim", 1, started, started, wait, took, "ok", "");
    }

    @Test
    void aSaturatedPoolIsToldWithTheSizeThatWouldDo() {
        RunFolder run = telemetry
                .sample(Metric.ACQUIRE_TIME_SHARE, 30)
                // Seen in different looks, which are not added up.
                .gauge(ProbeMetric.POOL_ACTIVE, 5)
                .gauge(ProbeMetric.POOL_PENDING, 9)
                .run(4);
        List<Operation> calls = new ArrayList<>();
        LongStream.rangeClosed(1, 5).forEach(i -> calls.add(call(i, 0, 100)));
        LongStream.rangeClosed(1, 3).forEach(i -> calls.add(call(10 + i, 90, 100)));
        run.append(List.of(), calls, List.of(), List.of());

        assertThat(of(run, Warning.Type.POOL_SATURATED))
                .containsExactly(
                        "The pool was saturated: workers waited 30 % of their time for one of its 5 connections; at"
                                + " most 8 were in use or waited for at once, so that POOL_SIZE=8 would do.");
    }

    @Test
    void aSaturatedPoolOfWhichNotMoreWereWantedAtOnceIsToldWithoutASize() {
        telemetry.sample(Metric.ACQUIRE_TIME_SHARE, 30);

        assertThat(of(Warning.Type.POOL_SATURATED))
                .singleElement()
                .asString()
                .endsWith("one of its 5 connections; raise POOL_SIZE, or lower WORKERS.");
    }

    @Test
    void aLittleWaitingForConnectionsIsNotSaid() {
        telemetry.sample(Metric.ACQUIRE_TIME_SHARE, 5);

        assertThat(of(Warning.Type.POOL_SATURATED)).isEmpty();
    }

    @Test
    void memoryThatGrowsFromIterationToIterationIsTold() {
        telemetry.grows(ProbeMetric.HEAP_USED, 8).grows(ProbeMetric.SERVER_RSS, 2);

        assertThat(of(Warning.Type.MEMORY_GROWS))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith(
                                "Memory grew over the measured iterations: the client's heap after a garbage collection by +")
                        .contains("in all")
                        .doesNotContain("server's processes"));
    }

    @Test
    void garbageCollectionsAreToldAboveATwentiethOfTheTime() {
        telemetry.busy(ProbeMetric.GC_TIME, .051);
        assertThat(of(Warning.Type.GARBAGE_COLLECTION))
                .singleElement()
                .satisfies(sentence ->
                        assertThat(sentence).startsWith("Garbage collections took 5.10 % of the execute phase"));
    }

    @Test
    void garbageCollectionsOfATwentiethAreNotSaid() {
        telemetry.busy(ProbeMetric.GC_TIME, .05);

        assertThat(of(Warning.Type.GARBAGE_COLLECTION)).isEmpty();
    }

    @Test
    void aCheckpointAndAnAutovacuumAreToldWithTheIterationsThatTheyFellInto() {
        telemetry.added(ProbeMetric.CHECKPOINTS, 1).gauge(ProbeMetric.AUTOVACUUM, 2);

        assertThat(of(Warning.Type.CHECKPOINT))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith(
                                "A checkpoint was at work in 8 of 8 measured execute phases (fork 1, iteration 2; fork 1, iteration 3;")
                        .contains("max_wal_size"));
        assertThat(of(Warning.Type.AUTOVACUUM)).hasSize(1);
    }

    @Test
    void saturatedProcessorsAreToldWithWhoUsesThem() {
        telemetry
                .busy(ProbeMetric.MACHINE_CPU, 1.9)
                .busy(ProbeMetric.CLIENT_CPU, .5)
                .busy(ProbeMetric.SERVER_CPU, 1.1);

        assertThat(of(Warning.Type.PROCESSORS_SATURATED))
                .containsExactly(
                        "The processors were busy 95 % of the time, 0.30 of 2 processors with neither the client nor the"
                                + " server's processes: what is measured is this machine. Take fewer WORKERS, or measure a server"
                                + " that is elsewhere (DATABASE_URL).");
    }

    @Test
    void aClientThatTakesMoreThanAThirdBesideTheServerIsTold() {
        telemetry.busy(ProbeMetric.CLIENT_CPU, .6).busy(ProbeMetric.SERVER_CPU, 1);
        assertThat(of(Warning.Type.CLIENT_BESIDE_SERVER))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith(
                                "The client took 37.5 % of the processor time that it and the server took on this machine (0.60 and"
                                        + " 1.00 of 2 processors)"));
    }

    @Test
    void aClientThatTakesLessIsNotSaid() {
        telemetry.busy(ProbeMetric.CLIENT_CPU, .4).busy(ProbeMetric.SERVER_CPU, 1);

        assertThat(of(Warning.Type.CLIENT_BESIDE_SERVER)).isEmpty();
    }

    @Test
    void timeThatTheHypervisorGaveToOthersIsTold() {
        telemetry.busy(ProbeMetric.MACHINE_STOLEN, .2);

        assertThat(of(Warning.Type.STOLEN_TIME))
                .singleElement()
                .satisfies(sentence ->
                        assertThat(sentence).startsWith("The hypervisor gave 10 % of the processors' time to others"));
    }

    @Test
    void errorsOfTheProbesConnectionAreCounted() {
        telemetry.added(ProbeMetric.CONNECTION_ERRORS, 2);

        assertThat(of(Warning.Type.CONNECTIONS))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith("The connection of the probes had 16 errors in measured execute phases"));
    }

    @Test
    void whereAllIsWellNothingIsSaid() {
        telemetry
                .busy(ProbeMetric.CLIENT_CPU, .2)
                .busy(ProbeMetric.SERVER_CPU, .8)
                .busy(ProbeMetric.MACHINE_CPU, 1.1)
                .grows(ProbeMetric.HEAP_USED, 0)
                .gauge(ProbeMetric.AUTOVACUUM, 0)
                .added(ProbeMetric.CHECKPOINTS, 0);

        assertThat(Summary.of(telemetry.run(4)).warnings())
                .extracting(Warning::type)
                .containsOnly(Warning.Type.FEW_FORKS);
    }
}
