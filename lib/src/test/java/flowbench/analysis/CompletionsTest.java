package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.Completions.Iteration;
import flowbench.analysis.Completions.Rate;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionsTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path data;

    private static Operation call(
            Kind kind, Phase phase, String operation, double startMs, double endMs, String outcome) {
        long start = (long) (startMs * MS);
        return new Operation(
                1,
                3,
                kind,
                phase,
                operation,
                1,
                start,
                start,
                MS / 2,
                (long) (endMs * MS) - start - MS / 2,
                outcome,
                "");
    }

    private static Operation completed(double atMs) {
        return call(Kind.MEASURED, Phase.EXECUTE, "complete_task", atMs - 1, atMs, "ok");
    }

    private Iteration iteration(List<Operation> calls) {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        run.append(List.of(), calls, List.of(), List.of());
        return Operations.of(run).completions().orElseThrow().iterations().get(0);
    }

    @Test
    void theRateOfASpanIsWhatWasCompletedInItPerSecond() {
        List<Operation> calls = new ArrayList<>();
        calls.add(call(Kind.MEASURED, Phase.EXECUTE, "start_flow", 500, 530, "ok"));
        for (int i = 0; i < 10; i++) {
            calls.add(completed(550.5 + i));
        }
        for (int i = 0; i < 30; i++) {
            calls.add(completed(650.5 + i));
        }
        calls.add(completed(800));
        Iteration iteration = iteration(calls);

        assertThat(iteration.seconds()).isEqualTo(.3, within(1e-9));
        assertThat(iteration.count()).isEqualTo(41);
        assertThat(iteration.rates(.1))
                .extracting(Rate::perSecond)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(100, within(1e-6)),
                        second -> assertThat(second).isEqualTo(300, within(1e-6)),
                        third -> assertThat(third).isEqualTo(10, within(1e-6)));
    }

    @Test
    void whatIsShorterThanHalfASpanAtTheEndIsPartOfTheOneBefore() {
        List<Operation> calls = new ArrayList<>();
        for (int i = 1; i <= 140; i++) {
            calls.add(completed(i));
        }
        Iteration iteration = iteration(calls);

        assertThat(iteration.rates(.1)).singleElement().satisfies(rate -> {
            assertThat(rate.to()).isEqualTo(.14, within(1e-9));
            assertThat(rate.perSecond()).isEqualTo(1000, within(1e-6));
        });
        assertThat(iteration.rates(.09)).hasSize(2);
    }

    @Test
    void onlyWhatWasCompletedInMeasuredExecutePhasesCounts() {
        List<Operation> calls = new ArrayList<>(List.of(
                completed(10),
                call(Kind.MEASURED, Phase.EXECUTE, "complete_task", 1, 90, "stale"),
                call(Kind.MEASURED, Phase.EXECUTE, "claim", 1, 80, "ok"),
                call(Kind.MEASURED, Phase.DRAIN, "complete_task", 1, 80, "ok"),
                call(Kind.WARMUP, Phase.EXECUTE, "complete_task", 1, 80, "ok")));

        assertThat(iteration(calls).count()).isEqualTo(1);
        RunFolder none = ExampleRun.empty(data, Instant.EPOCH);
        none.append(List.of(), calls.subList(1, 5), List.of(), List.of());
        assertThat(Operations.of(none).completions()).isEmpty();
    }

    @Test
    void ofALongIterationSpansAreWiderAndNoneIsLost() {
        List<Operation> calls = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            calls.add(completed(60.0 * i));
        }
        Iteration iteration = iteration(calls);

        assertThat(iteration.shortest()).isEqualTo(.01);
        assertThat(iteration.rates(1).stream()
                        .mapToDouble(rate -> rate.perSecond() * (rate.to() - rate.from()))
                        .sum())
                .isEqualTo(1000, within(1e-6));
        assertThat(iteration.rates(6).subList(1, 9))
                .allSatisfy(rate -> assertThat(rate.perSecond()).isEqualTo(1000 / 60., within(.2)));
    }
}
