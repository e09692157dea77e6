package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleEvents;
import flowbench.analysis.ExampleRun;
import flowbench.analysis.Summary;
import flowbench.comparison.Comparison.Row;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    @TempDir
    Path data;

    private SimulatedRuns runs;
    private Settings settings;

    @BeforeEach
    void begin() {
        runs = new SimulatedRuns(data, 1);
        settings = settings(data);
    }

    private static Settings settings(Path data) {
        return Settings.of(Map.of("DATA_DIR", data.toString()), Map.of());
    }

    private Comparison compare(RunFolder base, RunFolder candidate) {
        return Comparison.of(List.of(base), List.of(candidate), Set.of(), settings);
    }

    @Test
    void aSlowerCandidateIsWorseByTheRatioOfTheForkMeans() {
        RunFolder base = runs.run(10, 3, 1);
        RunFolder candidate = runs.run(10, 3, 1.2);

        Comparison comparison = compare(base, candidate);
        Row row = comparison.row("steps_per_second");

        assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(comparison.exitCode()).isEqualTo(ExitCode.WORSE);
        assertThat(row.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(row.samples().n()).isEqualTo(10);
        assertThat(row.samples().baseMean())
                .isCloseTo(Summary.of(base).estimate("steps_per_second").mean(), within(1e-9));
        assertThat(row.samples().ratio().orElseThrow().value()).isCloseTo(1 / 1.2, within(.04));
        assertThat(comparison.row("wal_bytes_per_step").verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(comparison.row("drain delivered_share").verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(comparison.replication()).containsExactly("10 and 10 forks × 3 iterations; Welch over fork means");
        assertThat(comparison.toString())
                .contains("worse: steps_per_second × 0.8", "what differs: nothing that is known")
                .contains("2 more metrics do not decide; of them worse: duration × 1.2");
    }

    @Test
    void turnedRoundItIsBetterAndWithoutADifferenceEquivalentOrInconclusive() {
        RunFolder base = runs.run(10, 3, 1);
        RunFolder candidate = runs.run(10, 3, 1.2);
        RunFolder same = runs.spread(.005, .005).run(10, 3, 1);
        RunFolder again = runs.run(10, 3, 1);
        RunFolder wide = runs.spread(.3, .02).run(3, 3, 1);
        RunFolder wideToo = runs.run(3, 3, 1);

        assertThat(compare(candidate, base).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(compare(same, again).verdict()).isEqualTo(Verdict.EQUIVALENT);
        Comparison inconclusive = compare(wide, wideToo);
        assertThat(inconclusive.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(inconclusive.row("steps_per_second").detectable().orElseThrow())
                .isBetween(.2, .9);
        assertThat(inconclusive.toString()).contains("where a change of ", " would have shown");
        for (Comparison good : List.of(compare(candidate, base), compare(same, again), inconclusive)) {
            assertThat(good.exitCode()).isEqualTo(ExitCode.OK);
        }
        assertThat(Comparison.of(
                                List.of(wide),
                                List.of(wideToo),
                                Set.of(),
                                settings.with(Setting.FAIL_ON, "inconclusive"))
                        .exitCode())
                .isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(Comparison.of(
                                List.of(base),
                                List.of(candidate),
                                Set.of(),
                                settings.with(Setting.FAIL_ON, "inconclusive"))
                        .exitCode())
                .isEqualTo(ExitCode.WORSE);
    }

    @Test
    void withOneForkOnASideIterationsAreComparedAndDecideNothing() {
        RunFolder base = runs.run(1, 8, 1);
        RunFolder candidate = runs.run(3, 8, 1.5);

        Comparison comparison = compare(base, candidate);
        Row row = comparison.row("steps_per_second");

        assertThat(row.withinOneProcess()).isTrue();
        assertThat(row.samples().baseN()).isEqualTo(8);
        assertThat(row.samples().n()).isEqualTo(24);
        assertThat(row.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(comparison.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(comparison.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(comparison.replication().get(0)).endsWith("within one process");
        assertThat(comparison.warnings()).anyMatch(warning -> warning.startsWith("One fork on a side"));
        assertThat(comparison.toString()).contains("worse within one process");
    }

    @Test
    void severalRunsOnASideArePooledForkByFork() {
        List<RunFolder> base = List.of(runs.run(2, 3, 1), runs.run(3, 3, 1));

        Comparison comparison = Comparison.of(base, List.of(runs.run(4, 3, 1)), Set.of(), settings);

        assertThat(comparison.row("steps_per_second").samples().baseN()).isEqualTo(5);
        assertThat(comparison.replication().get(0)).startsWith("5 and 4 forks");
    }

    @Test
    void forksThatAFileHasLostAreMissed() throws IOException {
        RunFolder base = runs.run(3, 2, 1);
        Path samples = base.samples().path();
        Files.write(
                samples,
                Files.readAllLines(samples).stream()
                        .filter(line -> !line.split(",")[3].equals("2"))
                        .toList());

        assertThat(compare(base, runs.run(3, 2, 1)).warnings())
                .contains(samples + " holds 2 of the 3 forks that were measured; the rest of the file is lost.");
    }

    @Test
    void aMetricThatAForkLacksIsNotPairedWithOthersThanItsOwn() throws IOException {
        List<RunFolder> pair = runs.spread(.005, .005).inTurn(6, 2, 1.06, .2);
        for (RunFolder run : pair) {
            // The second of the base and the fifth of the candidate: as many on each side, and other ones.
            String lacking = run == pair.get(0) ? "2" : "5";
            Path samples = run.samples().path();
            Files.write(
                    samples,
                    Files.readAllLines(samples).stream()
                            .filter(line ->
                                    !(line.split(",")[3].equals(lacking) && line.contains("wal_bytes_per_step")))
                            .toList());
        }

        Comparison comparison = compare(pair.get(0), pair.get(1));

        assertThat(comparison.row("steps_per_second").method()).isEqualTo("paired t on logarithms");
        assertThat(comparison.row("wal_bytes_per_step").method()).isEqualTo("Welch t on logarithms");
        assertThat(comparison.warnings())
                .contains("Missing in some forks, and not paired for that: wal_bytes_per_step.");
    }

    @Test
    void forksMeasuredInTurnArePairedFromFivePairsOn() {
        // The machine drifts by 20 % from pair to pair, and what is compared by 6 %.
        List<RunFolder> five = runs.spread(.005, .005).inTurn(5, 2, 1.06, .2);
        List<RunFolder> four = runs.inTurn(4, 2, 1.06, .2);

        Comparison paired = compare(five.get(0), five.get(1));
        Comparison unpaired = compare(four.get(0), four.get(1));

        assertThat(paired.replication().get(0)).contains("paired in the order of time");
        assertThat(paired.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(paired.row("steps_per_second")
                        .samples()
                        .ratio()
                        .orElseThrow()
                        .interval()
                        .orElseThrow()
                        .n())
                .isEqualTo(5);
        assertThat(unpaired.replication().get(0)).endsWith("Welch over fork means");
        assertThat(unpaired.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        // In turn all the same, so that nothing of the machine is in the difference.
        assertThat(unpaired.warnings()).noneMatch(warning -> warning.contains("not measured in turn"));
    }

    @Test
    void runsOneAfterTheOtherAreNotPairedAndTheResultSaysSo() {
        RunFolder base = runs.run(5, 2, 1);
        RunFolder candidate = runs.pause(Duration.ofHours(26)).run(5, 2, 1);

        Comparison comparison = compare(base, candidate);

        assertThat(comparison.replication().get(0)).endsWith("Welch over fork means");
        assertThat(comparison.warnings())
                .anyMatch(warning ->
                        warning.startsWith("The sides were not measured in turn (they began 26 hours apart)"));
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, off, fsync on → off",
        "server version, 17.2, server version 18.1 → 17.2",
        "STEP_COUNT, 2000, STEP_COUNT 1000 → 2000",
        "WORKERS, 8, WORKERS 4 → 8",
        "COMPLETION_MODE, batch, COMPLETION_MODE single → batch",
        "processor, Xeon, 'machine AMD EPYC, 2 CPUs, Linux amd64, JDK 17 → Xeon, 2 CPUs, Linux amd64, JDK 17'",
        "jdk, 21.0.1, JDK 17 → AMD EPYC"
    })
    void unlikeRunsAreRefusedUnlessToldAndThenTheResultSaysSo(String what, String value, String said) {
        RunFolder base = runs.run(3, 2, 1);
        RunFolder candidate = runs.set(what, value).run(3, 2, 1);

        assertThatThrownBy(() -> compare(base, candidate))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("The runs of high-frequency are not alike (")
                .hasMessageContaining(said)
                .hasMessageContaining("COMPARE_UNLIKE=yes")
                .message()
                .doesNotContain("\n");
        Comparison told = Comparison.of(
                List.of(base), List.of(candidate), Set.of(), settings.with(Setting.COMPARE_UNLIKE, "yes"));
        assertThat(told.warnings())
                .anyMatch(warning ->
                        warning.startsWith("Compared although they are not alike") && warning.contains(said));
    }

    @Test
    void whatIsComparedMayDifferAndIsListed() {
        RunFolder base = runs.run(3, 2, 1);
        RunFolder candidate = runs.set("engine", "pgflow")
                .set("engine version", "0.8.1")
                .set("git commit", "fedcba9876543210")
                .set("EVENT_CHANNEL", "none")
                .set("shared_buffers", "1GB")
                .set("jdk", "17.0.16")
                .set("os", "Linux 6.2.0 amd64")
                .set("LABEL", "mine")
                .run(3, 2, 1);

        assertThat(compare(base, candidate).differences())
                .containsExactly(
                        "engine reference → pgflow",
                        "engine version 1 → 0.8.1",
                        "git commit 0123456 → fedcba9",
                        "EVENT_CHANNEL poll → none",
                        "shared_buffers none → 1GB",
                        "JDK 17.0.15 (Debian) → 17.0.16",
                        "operating system Linux 6.1.0 amd64 → Linux 6.2.0 amd64");
    }

    @Test
    void aSettingThatIsMeantToDifferMayDoSoBetweenTheSidesAndNotWithinOne() {
        RunFolder four = runs.run(3, 2, 1);
        RunFolder eight = runs.set("WORKERS", "8").run(3, 2, 1);
        RunFolder sixteen = runs.set("WORKERS", "16").run(3, 2, 1);

        Comparison comparison = Comparison.of(List.of(four), List.of(eight), Set.of(Setting.WORKERS), settings);

        assertThat(comparison.differences()).containsExactly("WORKERS 4 → 8");
        assertThatThrownBy(
                        () -> Comparison.of(List.of(four), List.of(eight, sixteen), Set.of(Setting.WORKERS), settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("WORKERS 4 → 16 or 8");
    }

    @Test
    void scenariosAreComparedEachWithItselfAndJudgedTogether() {
        RunFolder base = runs.run(5, 2, 1);
        RunFolder candidate = runs.run(5, 2, 1);
        RunFolder alone = runs.set("scenario", "bare-queue").run(5, 2, 1);
        runs.set("scenario", "concurrent-flows").set("CONCURRENT_FLOWS", "50").set("STEPS_PER_FLOW", "5");
        RunFolder otherBase = runs.run(5, 2, 1);
        RunFolder otherCandidate = runs.run(5, 2, 1.5);

        Comparison comparison =
                Comparison.of(List.of(base, otherBase, alone), List.of(candidate, otherCandidate), Set.of(), settings);

        assertThat(comparison.rows())
                .extracting(Row::scenario)
                .contains("high-frequency", "concurrent-flows")
                .doesNotContain("bare-queue");
        assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(comparison.toString()).contains("worse: concurrent-flows steps_per_second × 0.6");
        assertThat(comparison.warnings()).contains("bare-queue was measured for the base only, and is left out.");
        assertThatThrownBy(() -> compare(alone, base))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no scenario in common");
    }

    @Test
    void latenciesAreComparedByForkWhereEachHasEnoughCalls() {
        RunFolder base = ExampleRun.of(data, new ExampleRun.Shape(3, 1, 2, 200), 1);
        RunFolder candidate = ExampleRun.of(data, new ExampleRun.Shape(3, 1, 2, 200), 2);

        Comparison comparison = compare(base, candidate);

        // 400 completions in a fork and 40 claims: enough for a p99, and for a median alone; 2 starts: for neither.
        assertThat(comparison.headline())
                .extracting(Row::name)
                .contains("steps_per_second", "complete_task_p50", "complete_task_p99", "claim_p50")
                .doesNotContain("claim_p99", "start_flow_p50", "add_step_p50");
        Row median = comparison.row("complete_task_p50");
        assertThat(median.samples().n()).isEqualTo(3);
        assertThat(median.samples().mean()).isCloseTo(1.1e6, within(.1e6));
        assertThat(comparison.rows()).extracting(Row::name).doesNotContain("steps_completed", "drain events_written");
    }

    @Test
    void latenciesOfEventsAreComparedUnlessSomeAreBelowZero() {
        Instant begin = Instant.parse("2026-11-23T12:00:00Z");
        RunFolder base = ExampleEvents.delivered(data, "poll", begin, 200, 5);
        RunFolder candidate = ExampleEvents.delivered(data, "poll", begin, 200, 10);
        RunFolder early = ExampleEvents.delivered(data, "poll", begin, 200, -5);

        Row median = compare(base, candidate).row("event_latency_p50");

        assertThat(median.headline()).isTrue();
        assertThat(median.samples().ratio().orElseThrow().value()).isCloseTo(2, within(.3));
        assertThat(median.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(compare(base, early).rows()).extracting(Row::name).doesNotContain("event_latency_p50");
    }

    @Test
    void theTableHasARowForEachMetricWithEveryFigure() {
        RunFolder base = runs.run(5, 2, 1);
        var table = compare(base, runs.run(4, 2, 1.2)).table();
        var row = table.where(table.stringColumn("metric").isEqualTo("steps_per_second"));

        assertThat(table.columnNames())
                .containsExactly(
                        "scenario",
                        "phase",
                        "metric",
                        "unit",
                        "better",
                        "headline",
                        "base_n",
                        "candidate_n",
                        "replication",
                        "method",
                        "base_mean",
                        "candidate_mean",
                        "ratio",
                        "ratio_low",
                        "ratio_high",
                        "p",
                        "p_adjusted",
                        "p_mann_whitney",
                        "cliffs_delta",
                        "delta_low",
                        "delta_high",
                        "delta_size",
                        "shift",
                        "shift_low",
                        "shift_high",
                        "detectable",
                        "threshold",
                        "verdict");
        assertThat(row.rowCount()).isEqualTo(1);
        assertThat(row.intColumn("base_n").get(0)).isEqualTo(5);
        assertThat(row.intColumn("candidate_n").get(0)).isEqualTo(4);
        // All of 5 and 4 values apart: 2 of the 126 ways to deal them out.
        assertThat(row.doubleColumn("p_mann_whitney").get(0)).isCloseTo(2 / 126.0, within(1e-9));
        assertThat(row.doubleColumn("cliffs_delta").get(0)).isEqualTo(-1);
        assertThat(row.doubleColumn("shift").get(0)).isBetween(-250.0, -100.0);
        assertThat(row.doubleColumn("threshold").get(0)).isEqualTo(.05);
        assertThat(row.stringColumn("verdict").get(0)).isEqualTo("worse");
        var share = table.where(table.stringColumn("metric").isEqualTo("delivered_share"));
        assertThat(share.doubleColumn("ratio").get(0)).isEqualTo(1);
        assertThat(share.doubleColumn("ratio_low").isMissing(0)).isTrue();
        assertThat(share.doubleColumn("p").isMissing(0)).isTrue();
    }

    @Test
    void whatCannotBeComparedIsOneSentence() throws IOException {
        RunFolder run = runs.run(3, 2, 1);
        RunFolder empty = runs.empty(List.of());
        RunFolder things = runs.empty(List.of());
        ExampleRun.append(things, ExampleRun.metric("things"), new double[] {1, 2}, new double[] {2, 3});
        RunFolder milliseconds = runs.empty(List.of());
        ExampleRun.append(
                milliseconds,
                new Metric("steps_per_second", "steps/ms", Better.HIGHER),
                new double[] {1, 2},
                new double[] {2, 3});
        RunFolder broken = runs.run(3, 2, 1);
        Files.writeString(broken.samples().path(), "run_id,scenario\n");

        assertSentence(ExitCode.NOTHING_MEASURED, "Nothing measured in " + empty.path(), () -> compare(run, empty));
        assertSentence(ExitCode.NOTHING_MEASURED, "Nothing measured in " + empty.path(), () -> compare(empty, run));
        assertSentence(ExitCode.NOTHING_MEASURED, "Nothing measured in common", () -> compare(run, things));
        assertSentence(
                ExitCode.USAGE,
                "Metric steps_per_second is in steps/s (higher is better) and in steps/ms",
                () -> compare(run, milliseconds));
        assertSentence(ExitCode.USAGE, "is given twice", () -> compare(run, run));
        assertSentence(ExitCode.USAGE, "samples.csv:1: column", () -> compare(run, broken));
        assertSentence(
                ExitCode.USAGE, "no run to compare", () -> Comparison.of(List.of(run), List.of(), Set.of(), settings));
        assertSentence(
                ExitCode.USAGE,
                "Metric \"speed\" is not on both sides",
                () -> compare(run, runs.run(2, 2, 1)).row("speed"));
    }

    private static void assertSentence(ExitCode code, String part, Runnable what) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(part)
                .message()
                .doesNotContain("\n", "NaN");
    }

    @Test
    void whatIsCutOrNotCompleteOrFaultyIsComparedAndTold() throws IOException {
        RunFolder base = runs.set("status", "failed").run(3, 2, 1);
        RunFolder candidate =
                runs.set("status", "complete").set("EVENT_FAULTS", "drop:1%").run(3, 2, 1);
        String text = Files.readString(candidate.samples().path());
        Files.writeString(candidate.samples().path(), text.substring(0, text.length() - 20));

        assertThat(compare(base, candidate).warnings())
                .anyMatch(warning -> warning.contains("is not complete: its status is failed"))
                .anyMatch(warning -> warning.contains("EVENT_FAULTS=drop:1%"))
                .anyMatch(warning -> warning.contains("cut off while it was written"));
    }

    @Test
    void aCustomMetricIsJudgedWhereThereIsNoHeadline() {
        RunFolder base = runs.empty(List.of());
        RunFolder candidate = runs.empty(List.of());
        Metric metric = ExampleRun.metric("things");
        ExampleRun.append(base, metric, new double[] {10}, new double[] {11}, new double[] {10.5}, new double[] {10.2});
        ExampleRun.append(candidate, metric, new double[] {-1}, new double[] {0}, new double[] {1}, new double[] {.5});

        Comparison comparison = compare(base, candidate);

        assertThat(comparison.row("things").samples().ratio()).isEmpty();
        assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(comparison.toString()).contains("worse: things 10.43 things → 0.1250 things");
    }

    @Test
    void falseAlarmsOnRunsOfTheSameThingAreNominal() throws IOException {
        runs.spread(.05, .03);
        RunFolder base = runs.run(4, 2, 1);
        RunFolder candidate = runs.run(4, 2, 1);
        Map<Verdict, Integer> verdicts = verdicts(base, candidate, 2, 1, 240);

        // Nominal 2.5 %, 6 of 240; three standard errors are 7.3 more.
        assertThat(verdicts.get(Verdict.WORSE)).isLessThanOrEqualTo(13);
        assertThat(verdicts.get(Verdict.BETTER)).isLessThanOrEqualTo(13);
    }

    @Test
    void aSlowDownOfFivePercentAmongThreePercentNoiseIsFoundWithTwelveForks() throws IOException {
        runs.spread(.03, 0);
        RunFolder base = runs.run(12, 1, 1);
        RunFolder candidate = runs.run(12, 1, 1);

        // Two metrics are tested together: throughput, and WAL, which did not change.
        assertThat(verdicts(base, candidate, 1, 1.05, 120).get(Verdict.WORSE)).isGreaterThanOrEqualTo(108);
    }

    /** How often each verdict is given where both runs are given new numbers again and again. */
    private Map<Verdict, Integer> verdicts(
            RunFolder base, RunFolder candidate, int iterations, double slower, int tries) throws IOException {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, 0);
        }
        for (int i = 0; i < tries; i++) {
            runs.again(base, iterations, 1);
            runs.again(candidate, iterations, slower);
            verdicts.merge(compare(base, candidate).verdict(), 1, Integer::sum);
        }
        return verdicts;
    }
}
