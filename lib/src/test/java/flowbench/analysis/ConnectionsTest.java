package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
    @TempDir
    Path data;

    private RunFolder run;

    @BeforeEach
    void begin() {
        run = ExampleRun.empty(data, Instant.EPOCH);
    }

    /** A call that started, waited and took so many milliseconds. */
    private static Operation call(int iteration, Kind kind, Phase phase, long started, long wait, long took) {
        return new Operation(
                1, iteration, kind, phase, "claim", 1, ms(started), ms(started), ms(wait), ms(took), "ok", "");
    }

    private static Operation call(int iteration, long started, long wait, long took) {
        return call(iteration, Kind.MEASURED, Phase.EXECUTE, started, wait, took);
    }

    private static long ms(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private void append(Operation... calls) {
        run.append(List.of(), List.of(calls), List.of(), List.of());
    }

    @Test
    void howManyAreBusyAtOnceFollowsFromTheCallsThemselves() {
        // One from 0 to 5, two to 10, one to 15, none to 20, one to 30; in any order, as workers come back.
        append(call(1, 20, 0, 10), call(1, 2, 3, 10), call(1, 0, 0, 10));
        Connections busy = Connections.of(List.of(run)).orElseThrow();

        assertThat(busy.mean()).isCloseTo(30 / 30.0, within(1e-12));
        assertThat(busy.p95()).isEqualTo(2);
        assertThat(busy.max()).isEqualTo(2);
        assertThat(busy.waitShare()).isCloseTo(3 / 33.0, within(1e-12));
        assertThat(busy.iterations()).isEqualTo(1);
    }

    @Test
    void aCallThatBeginsWhenAnotherEndsIsNotOneMore() {
        append(call(1, 0, 0, 10), call(1, 10, 0, 10), call(1, 15, 5, 10));

        assertThat(Connections.of(List.of(run)).orElseThrow())
                .extracting(Connections::max, Connections::p95)
                .containsExactly(1, 1);
    }

    @Test
    void asManyAreWantedAsHaveAConnectionOrWaitForOneAtOnce() {
        // Of one connection: two wait while the first is in use, the last begins when there is but one left.
        append(call(1, 0, 0, 10), call(1, 2, 8, 10), call(1, 3, 17, 10), call(1, 20, 10, 10));

        assertThat(Connections.of(List.of(run)).orElseThrow())
                .extracting(Connections::max, Connections::wanted)
                .containsExactly(1, 3);
    }

    @Test
    void whatIsBusyForLessThanATwentiethOfTheTimeIsTheMaximumAlone() {
        append(call(1, 0, 0, 100), call(1, 50, 0, 4), call(1, 51, 0, 2));

        assertThat(Connections.of(List.of(run)).orElseThrow())
                .extracting(Connections::max, Connections::p95)
                .containsExactly(3, 1);
    }

    @Test
    void iterationsAreApartAndWarmUpAndOtherPhasesDoNotCount() {
        append(
                call(1, Kind.WARMUP, Phase.EXECUTE, 0, 0, 10),
                call(1, Kind.WARMUP, Phase.EXECUTE, 0, 0, 10),
                call(1, Kind.WARMUP, Phase.EXECUTE, 0, 0, 10));
        append(call(2, Kind.MEASURED, Phase.CREATE, 0, 0, 10), call(2, 0, 0, 10));
        append(call(3, 0, 0, 30), call(3, 0, 0, 30));

        assertThat(Connections.of(List.of(run)).orElseThrow())
                .isEqualTo(new Connections(2, (10 + 60) / 40.0, 2, 2, 2, 0));
        assertThat(Connections.of(List.of(ExampleRun.empty(data, Instant.EPOCH))))
                .isEmpty();
    }
}
