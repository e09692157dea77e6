package flowbench.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleEvents;
import flowbench.analysis.ExampleRun;
import flowbench.comparison.ExampleEngines;
import flowbench.history.History.Verdict;
import flowbench.runfolder.Better;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Library;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.LevelSearch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class HistoryTest {
    private static final LevelSearch SEARCH = LevelSearch.of(LevelSearch.Mode.CORRECTED);
    private static final Metric LATENCY = new Metric("latency", "ms", Better.LOWER);

    @TempDir
    Path data;

    private History history(double... means) {
        return History.of(ExampleHistory.of(data, Metric.STEPS_PER_SECOND, means), List.of(), SEARCH);
    }

    /** Levels of some runs each, with a little noise that is no random one. */
    private static double[] levels(int runs, double... levels) {
        return IntStream.range(0, runs * levels.length)
                .mapToDouble(i -> levels[i / runs] * (1 + .002 * (i * 7 % 5 - 2)))
                .toArray();
    }

    @Test
    void aRegressionIsReportedWithItsRunsAndTheCommitsBetween() {
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, ExampleHistory.withStep(30, 20, .1));
        History history = History.of(runs, List.of(), SEARCH);
        History.Change change = history.changes().get(0);
        int first = change.level().index();

        assertThat(history.changes()).hasSize(1);
        assertThat(first).isBetween(18, 22);
        assertThat(change.verdict()).isEqualTo(Verdict.REGRESSION);
        assertThat(change.percent().getAsDouble()).isBetween(-13.0, -7.0);
        assertThat(change.firstAfter()).isEqualTo(runs.get(first).manifest());
        assertThat(change.lastBefore()).isEqualTo(runs.get(first - 1).manifest());
        assertThat(history.exitCode()).isEqualTo(ExitCode.WORSE);
        assertThat(history.toString())
                .startsWith(
                        "Worse: steps_per_second since " + change.firstAfter().runId() + ".\n")
                .contains("regression: ", "p = 0.00", ", stands")
                .contains(
                        "git log --oneline " + ExampleHistory.commit(first - 1).substring(0, 10) + ".."
                                + ExampleHistory.commit(first).substring(0, 10))
                .contains("2026-10-01 to 2026-10-30", "n = 30", "one value a")
                .contains("high-frequency on reference 1", "PostgreSQL 18.1");
        assertThat(history.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void whatIsBetterIsSaidByTheMetric() {
        double[] rise = levels(8, 100, 120);
        History faster = history(rise);
        assertThat(faster.changes()).extracting(History.Change::verdict).containsExactly(Verdict.IMPROVEMENT);
        assertThat(faster.exitCode()).isEqualTo(ExitCode.OK);

        History slower = History.of(ExampleHistory.of(data, LATENCY, rise), List.of(), SEARCH);
        assertThat(slower.changes()).extracting(History.Change::verdict).containsExactly(Verdict.REGRESSION);
        assertThat(slower.exitCode()).isEqualTo(ExitCode.WORSE);
    }

    @Test
    void aRegressionStandsUntilALaterLevelIsAsGoodAsTheOneBefore() {
        History undone = history(levels(8, 100, 90, 100));
        History overdone = history(levels(8, 100, 90, 120));
        History half = history(levels(8, 100, 90, 95));
        History better = history(levels(8, 100, 120, 110));

        assertThat(undone.changes()).extracting(History.Change::undone).containsExactly(true, false);
        assertThat(undone.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(undone.toString()).startsWith("Not worse").contains("undone since");
        assertThat(overdone.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(half.exitCode()).isEqualTo(ExitCode.WORSE);
        assertThat(better.exitCode())
                .as("better than at first, worse than it was")
                .isEqualTo(ExitCode.WORSE);
    }

    @Test
    void aRegressionOlderThanTheWindowIsReportedAndAccepted() {
        double[] means = levels(10, 100, 90);
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, means);
        History within = History.of(runs, List.of(), SEARCH.withWindow(10));
        History beyond = History.of(runs, List.of(), SEARCH.withWindow(9));

        assertThat(within.changes())
                .singleElement()
                .matches(change -> change.level().index() == 10);
        assertThat(within.exitCode()).isEqualTo(ExitCode.WORSE);
        assertThat(beyond.changes()).hasSize(1);
        assertThat(beyond.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(beyond.toString()).contains("accepted");
    }

    @Test
    void runsThatArePassedOverAreCountedWithTheReason() throws Exception {
        List<RunFolder> runs = new ArrayList<>(ExampleHistory.of(data, Metric.STEPS_PER_SECOND, levels(6, 100, 90)));
        runs.add(runs.get(3));
        RunFolder stopped = ExampleRun.empty(data, Instant.EPOCH);
        stopped.update(stopped.manifest().sealed(Manifest.Status.INTERRUPTED, "", "Ctrl-C."));
        RunFolder damaged = ExampleRun.empty(data, Instant.EPOCH);
        Files.writeString(damaged.samples().path(), "nonsense\n");
        RunFolder otherUnit = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(
                otherUnit, new Metric("steps_per_second", "steps/min", Better.HIGHER), new double[] {6000, 6000});
        runs.addAll(List.of(
                stopped,
                damaged,
                ExampleRun.empty(data, Instant.EPOCH),
                otherUnit,
                otherScenario(),
                ExampleEvents.empty(data, "wal", Instant.EPOCH)));
        Collections.shuffle(runs, new Random(1));
        History history = History.of(runs, List.of(), SEARCH);

        assertThat(history.lines().get(0).series().points()).hasSize(12);
        assertThat(history.toString().replaceAll("\\s+", " "))
                .contains("passed over: 1 given twice, 1 not complete, 1 of another scenario or engine,"
                        + " 1 under other conditions, 2 with nothing measured, 1 in another unit");
    }

    @Test
    void aFileThatWasCutIsUsedAsFarAsItGoesAndToldAndOneThatCannotBeReadIsPassedOverAndTold() throws Exception {
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, levels(12, 100));
        History.of(runs, List.of(), SEARCH).requireWhole();
        Path cut = runs.get(11).samples().path();
        String text = Files.readString(cut);
        Files.writeString(cut, text.substring(0, text.length() - 20));
        Path damaged = runs.get(3).samples().path();
        Files.writeString(damaged, "nonsense\n");
        History history = History.of(runs, List.of(), SEARCH);

        assertThat(history.lines().get(0).series().points()).hasSize(11);
        assertThat(history.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(history.warnings())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(damaged + ":1: column ")
                                .endsWith(" The run is passed over."),
                        second -> assertThat(second).startsWith(cut + ":5: the last line was cut off"));
        assertThat(history.toString()).contains("! " + damaged, "! " + cut);
        assertThatThrownBy(history::requireWhole)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("samples.csv:1: column ")
                .hasMessageContaining("samples.csv:5: the last line was cut off");
    }

    @Test
    void whereNothingWasMeasuredItIsSaidWhy() throws Exception {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        Files.writeString(run.samples().path(), "nonsense\n");

        assertThatThrownBy(() -> History.of(List.of(run), List.of(), SEARCH))
                .hasMessageStartingWith(run.samples().path() + ":1: column ")
                .hasMessageEndingWith(" The run is passed over. Nothing measured in any run of high-frequency.");
    }

    @Test
    void ofCopiesOfARunTheFirstThatHoldsSomethingIsTaken() throws Exception {
        List<RunFolder> runs = new ArrayList<>(ExampleHistory.of(data, Metric.STEPS_PER_SECOND, levels(12, 100)));
        RunFolder run = runs.get(5);
        Path folder = Files.createDirectory(run.path().resolveSibling("a copy"));
        Files.copy(run.path().resolve("run.json"), folder.resolve("run.json"));
        Files.writeString(
                folder.resolve("samples.csv"),
                Files.readAllLines(run.samples().path()).get(0) + "\n");
        runs.add(0, RunFolder.open(folder));
        History history = History.of(runs, List.of(), SEARCH);

        assertThat(history.lines().get(0).series().points()).hasSize(12);
        assertThat(history.toString()).contains("passed over: 1 given twice");
        history.requireWhole();
    }

    private RunFolder otherScenario() {
        return new ExampleEngines(data)
                .rounds("bare-queue", "reference", ExampleEngines.steps(1000, 4), 2000)
                .get(0);
    }

    @Test
    void tooFewRunsAreOneSentenceAndNoFailure() {
        History history = history(levels(3, 100, 50));

        assertThat(history.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(history.toString())
                .startsWith("Too few runs to tell a change.")
                .contains("6 runs: 4 more are needed before a change can be told from chance.")
                .doesNotContain("!");
    }

    @Test
    void noRunAndNothingMeasuredAreSentencesWithACodeOfTheirOwn() {
        Settings nothing = Settings.of(Map.of("DATA_DIR", data.toString()), Map.of());
        assertThatThrownBy(() -> History.of(nothing))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED))
                .hasMessageContaining("no run is saved");
        RunFolder stopped = ExampleRun.empty(data, Instant.EPOCH);
        assertThatThrownBy(() -> History.of(nothing))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED))
                .hasMessageContaining("Nothing measured");
        stopped.update(stopped.manifest().sealed(Manifest.Status.FAILED, "", "It failed."));
        assertThatThrownBy(() -> History.of(nothing))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED))
                .hasMessageContaining("no complete run among the 1 given");
    }

    @Test
    void settingsSayWhatIsLookedAtAndHow() {
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, levels(12, 100, 90));
        for (int i = 0; i < runs.size(); i++) {
            ExampleRun.append(runs.get(i), LATENCY, new double[] {i, i + 1}, new double[] {i, i + 1});
        }
        Settings all = Settings.of(
                Map.of(
                        "DATA_DIR", data.toString(),
                        "METRIC", "latency,steps_per_second",
                        "TREND_MODE", "compatible",
                        "TREND_WINDOW", "20",
                        "TREND_P_VALUE", "0.02",
                        "TREND_MAGNITUDE", "3.5"),
                Map.of());
        History history = History.of(all);
        String named = runs.stream()
                .limit(20)
                .map(run -> run.path().toString())
                .collect(Collectors.joining(File.pathSeparator));

        assertThat(history.lines())
                .extracting(line -> line.series().metric().name())
                .containsExactly("latency", "steps_per_second");
        assertThat(history.lines().get(0).levels().search())
                .isEqualTo(new LevelSearch(LevelSearch.Mode.COMPATIBLE, 20, .02, .035));
        assertThat(History.of(all.with(Setting.TREND_P_VALUE, ""))
                        .lines()
                        .get(0)
                        .levels()
                        .search()
                        .p())
                .isEqualTo(.001);
        assertThat(History.of(all.with(Setting.RUN_FOLDERS, named))
                        .lines()
                        .get(0)
                        .levels()
                        .n())
                .isEqualTo(20);
        assertThatThrownBy(() -> History.of(all.with(Setting.METRIC, "speed")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\"")
                .hasMessageContaining("latency");
    }

    @Test
    void commitsThatAreUnknownOrTheSameAreCalledSo() {
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, levels(10, 100, 90));
        RunFolder first = runs.get(10);
        String before = ExampleHistory.commit(9);

        first.update(ExampleHistory.with(first.manifest(), new Library("1", before, true)));
        assertThat(History.of(runs, List.of(), SEARCH).toString())
                .contains("the same commit on both sides, " + before.substring(0, 10) + " (with changes that were not");
        first.update(ExampleHistory.with(first.manifest(), Library.UNKNOWN));
        assertThat(History.of(runs, List.of(), SEARCH).toString()).contains("commits unknown");
    }

    @Test
    void theTablesHaveEveryDigit() {
        History history = history(levels(8, 100, 90, 100));
        Table changes = history.table();
        Table runs = history.runTable();

        assertThat(changes.rowCount()).isEqualTo(2);
        assertThat(changes.stringColumn("verdict").asList()).containsExactly("regression", "improvement");
        assertThat(changes.doubleColumn("change").get(0))
                .isCloseTo(
                        changes.doubleColumn("after").get(0)
                                        / changes.doubleColumn("before").get(0)
                                - 1,
                        within(1e-12));
        assertThat(changes.booleanColumn("undone").get(0)).isTrue();
        assertThat(changes.intColumn("runs_before").get(1)).isEqualTo(8);
        assertThat(changes.stringColumn("commit_after").get(0)).isEqualTo(ExampleHistory.commit(8));
        assertThat(runs.rowCount()).isEqualTo(24);
        assertThat(runs.doubleColumn("level").get(0))
                .isEqualTo(changes.doubleColumn("before").get(0));
        assertThat(Arrays.stream(runs.intColumn("forks").asIntArray()).distinct())
                .containsExactly(2);
    }

    @Test
    void aHistoryWithoutAChangeSaysItsLevel() {
        assertThat(history(levels(10, 100)).toString())
                .startsWith("Not worse")
                .contains("no change: 100 steps/s throughout");
    }
}
