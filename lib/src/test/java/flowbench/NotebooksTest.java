package flowbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.comparison.SimulatedRuns;
import flowbench.database.TestServer;
import flowbench.history.ExampleHistory;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks of the project, run as a person runs them, at small scale. */
@Tag("server")
class NotebooksTest {
    private static final Path PROJECT = ProjectFolder.locate();

    @TempDir
    Path data;

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void shareTheUnpackedServer() throws IOException {
        TestServer.lendPrograms(data);
    }

    @AfterEach
    void takeProgramsBack() throws IOException {
        TestServer.takeProgramsBack(data);
    }

    private Ended bench(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(PROJECT.resolve("lib/bench").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Ended run(List<String> command) throws IOException, InterruptedException {
        Path out = data.resolve("out");
        Path err = data.resolve("err");
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // Settings of whoever runs the tests must not reach them.
        process.environment()
                .keySet()
                .removeAll(Stream.of(Setting.values()).map(Setting::name).toList());
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process.environment().put("DATA_DIR", data.toString());
        process.environment().put("RUNS", "1");
        process.environment().put("WARMUP_ITERATIONS", "1");
        process.environment().put("MEASURED_ITERATIONS", "2");
        process.environment().put("STEP_COUNT", "20");
        process.environment().put("CONCURRENT_FLOWS", "3");
        int exitCode = process.start().waitFor();
        return new Ended(
                exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    @Test
    void startHereMeasuresBothScenariosSummarisesAndDraws() throws Exception {
        Ended ended = run(
                List.of("env", "COLUMNS=80", PROJECT.resolve("lib/bench").toString(), "run", "start-here", "RUNS=2"));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out().replaceAll("\\s+", " "))
                .contains("high-frequency on reference", "concurrent-flows on reference")
                .contains("fsync=on synchronous_commit=on full_page_writes=on")
                .contains("95 % interval")
                .contains("2 forks × 2 iterations; interval over 2 fork means");
        assertThat(ended.out().lines().filter(line -> !line.startsWith(data.toString())))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(RunFolder.all(data)).hasSize(2).allSatisfy(run -> {
            assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
            assertThat(run.charts()).isDirectoryContaining("glob:**.png").isDirectoryContaining("glob:**.svg");
            assertThat(ended.out()).contains(run.charts().toString());
        });
        Path report = RunFolder.all(data).get(1).path().resolve("report.html");
        assertThat(ended.out()).contains(report.toString(), "2 forks × 2 iterations; no event lost; ");
        assertThat(Files.readString(report))
                .contains(">high-frequency on reference</h2>", ">concurrent-flows on reference</h2>");
    }

    @Test
    void aReportIsMadeOfRunsByIdAndOfTheNewestWithoutADatabase() throws Exception {
        List<Path> runs = new ArrayList<>();
        try (Stream<Path> folders = Files.list(PROJECT.resolve("data/examples/default"))) {
            for (Path example : folders.sorted().toList()) {
                Path run = Files.createDirectories(data.resolve("runs").resolve(example.getFileName()));
                for (String file : List.of("run.json", "operations.csv", "samples.csv")) {
                    Files.copy(example.resolve(file), run.resolve(file));
                }
                runs.add(run);
            }
        }

        Ended byId = bench("run", "report", runs.get(0).getFileName().toString());
        Ended newest = bench("run", "report");

        assertThat(byId.exitCode()).as(byId.err()).isZero();
        assertThat(byId.out())
                .startsWith("high-frequency on reference: 4776 steps a second, 95 % interval 3715–5837, ")
                .contains(runs.get(0).resolve("report.html").toString())
                .contains(runs.get(0).resolve("report.md").toString());
        assertThat(runs.get(0).resolve("report.html")).isNotEmptyFile();
        assertThat(newest.exitCode()).as(newest.err()).isZero();
        assertThat(newest.out())
                .startsWith("concurrent-flows on reference: 2984 steps a second, ")
                .contains(runs.get(1).resolve("report.md").toString());
    }

    @Test
    void eachScenarioHasANotebookThatShowsItsOperations() throws Exception {
        // That of the other scenario is run where a saved run is needed.
        Ended ended = bench("run", "concurrent-flows", "MEASURED_ITERATIONS=1");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("concurrent-flows on reference", "complete_task", "wait for a connection");
    }

    @Test
    void aSavedRunIsAnalysedWithoutADatabaseInBatchAndInThePlainTool() throws Exception {
        Ended measured = bench("run", "high-frequency");
        assertThat(measured.exitCode()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("high-frequency on reference", "complete_task", "wait for a connection");
        RunFolder run = RunFolder.all(data).get(0);

        Ended newest = bench("run", "analyze");
        Ended named = bench("run", "analyze", run.path().toString());
        Ended plain = run(List.of(
                java("jshell"),
                "--class-path",
                "lib/target/flowbench.jar",
                "--startup",
                "lib/startup.jsh",
                "-R-Dflowbench.RUN_FOLDERS=" + run.path(),
                "notebooks/analyze.jsh",
                Files.writeString(data.resolve("exit.jsh"), "/exit\n").toString()));

        assertThat(newest.exitCode()).as(newest.err()).isZero();
        assertThat(newest.out())
                .contains(run.manifest().runId())
                .contains("steps_per_second", "Steady state of", "p99", "outlier");
        assertThat(named.out()).isEqualTo(newest.out());
        assertThat(plain.out()).isEqualTo(newest.out());
        assertThat(newest.err()).isEmpty();
    }

    @Test
    void anExampleIsExportedAndImportedAgain() throws Exception {
        String example;
        try (Stream<Path> folders = Files.list(PROJECT.resolve("data/examples/default"))) {
            example = folders.map(Path::toString).sorted().findFirst().orElseThrow();
        }
        Path file = data.resolve("jmh.json");

        Ended exported = bench("run", "export", example, "FORMAT=jmh", "EXPORT_FILE=" + file);
        Ended imported = bench("run", "import", file.toString(), "LABEL=theirs");
        Ended refused = bench("run", "analyze", file.toString());

        assertThat(exported.exitCode()).as(exported.err()).isZero();
        assertThat(exported.out().strip()).isEqualTo(file.toString());
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.out()).contains("throughput.steps_per_second", "measured by JMH", "3 forks × 5 iterations");
        assertThat(RunFolder.all(data))
                .isNotEmpty()
                .allMatch(run -> run.manifest().setting(Setting.LABEL).equals("theirs"));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(refused.err()).contains("is no run folder; \"lib/bench run import\" makes run folders");
    }

    @Test
    void theExamplesOfTheProjectAreAnalysed() throws Exception {
        List<String> examples;
        try (Stream<Path> folders = Files.list(PROJECT.resolve("data/examples/default"))) {
            examples = folders.map(Path::toString).sorted().toList();
        }
        List<String> arguments = new ArrayList<>(List.of("run", "analyze"));
        arguments.addAll(examples);

        Ended ended = bench(arguments.toArray(String[]::new));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(examples)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(example -> assertThat(ended.out())
                        .contains(Path.of(example).getFileName().toString()));
        assertThat(ended.out())
                .contains(
                        "Quantiles of run", "To reach ±2 % run", "Iterations whose throughput is an outlier (1 of 15");
    }

    @Test
    void aFileThatWasCutIsAnalysedAsFarAsItGoesAndEndsWithAnError() throws Exception {
        Path example;
        try (Stream<Path> folders = Files.list(PROJECT.resolve("data/examples/default"))) {
            example = folders.sorted().findFirst().orElseThrow();
        }
        Path cut = Files.createDirectory(data.resolve("cut"));
        for (String file : List.of("run.json", "operations.csv", "samples.csv")) {
            Files.copy(example.resolve(file), cut.resolve(file));
        }
        String samples = Files.readString(cut.resolve("samples.csv"));
        Files.writeString(cut.resolve("samples.csv"), samples.substring(0, samples.length() - 20));

        Ended ended = bench("run", "analyze", cut.toString());

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).contains("steps_per_second", "Flagged values");
        assertThat(ended.err())
                .contains("samples.csv:", "cut off while it was written")
                .hasLineCount(1);
    }

    @Test
    void aHistoryAndAComparisonWithAFileThatWasCutEndWithAnErrorUnlessAnotherCodeIsDue() throws Exception {
        List<Path> examples;
        try (Stream<Path> folders = Files.list(PROJECT.resolve("data/examples/history"))) {
            examples = folders.sorted().toList();
        }
        List<Path> copies = new ArrayList<>();
        for (Path example : examples) {
            Path copy = Files.createDirectory(data.resolve("copy-" + copies.size()));
            for (String file : List.of("run.json", "operations.csv", "samples.csv")) {
                Files.copy(example.resolve(file), copy.resolve(file));
            }
            copies.add(copy);
        }
        Path first = copies.get(0).resolve("samples.csv");
        String samples = Files.readString(first);
        Files.writeString(first, samples.substring(0, samples.length() - 20));
        String[] trend = Stream.concat(
                        Stream.of("run", "trend"), copies.stream().limit(12).map(Path::toString))
                .toArray(String[]::new);

        Ended few =
                bench("run", "trend", copies.get(0).toString(), copies.get(1).toString());
        Ended worse = bench(trend);
        Ended compared =
                bench("run", "compare", "BASE=" + copies.get(0), "CANDIDATE=" + copies.get(1), "THRESHOLD=1000");

        assertThat(few.out()).contains("! ", "cut off while it was written");
        assertThat(few.err())
                .contains("samples.csv:", "cut off while it was written")
                .hasLineCount(1);
        assertThat(few.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(worse.out()).contains("Worse: ", "cut off while it was written");
        assertThat(worse.exitCode()).isEqualTo(ExitCode.WORSE.number());
        assertThat(compared.err()).contains("samples.csv:").hasLineCount(1);
        assertThat(compared.exitCode()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void theOldNumbersAreCountedAgainAndThenTheRightWay() throws Exception {
        Ended ended = bench("run", "the-old-numbers");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("1 of 202 delivered (0.5 %); 101 missing: before_subscription, 100 missing: not_listened_for")
                .contains("202 of 202 delivered (100 %)")
                .contains(
                        "20 of 200 delivered (10.0 %); 100 missing: before_subscription, 80 missing: not_listened_for")
                .contains("200 of 200 delivered (100 %)");
    }

    @Test
    void everyChannelIsMeasuredBesideNone() throws Exception {
        Ended ended = bench("run", "event-delivery", "WARMUP_ITERATIONS=0");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("each channel 1 round, 1 fork")
                .containsPattern("notify +84 +84 +100 %")
                .containsPattern("poll +84 +84 +100 %")
                .containsPattern("wal +84 +84 +100 %")
                .contains("channels.png");
    }

    @Test
    void analysisWithNothingSavedSaysWhatToDo() throws Exception {
        Ended ended = bench("run", "analyze");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
                .contains("no complete run is saved", "lib/bench run")
                .hasLineCount(1);
    }

    @Test
    void theHistoryOfAScenarioEndsWithTheCodeOfItsNewestState() throws Exception {
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, ExampleHistory.withStep(30, 20, .1));
        Ended worse = bench("run", "trend");
        List<String> until = new ArrayList<>(List.of("run", "trend", "TREND_MODE=compatible"));
        runs.subList(0, 15).forEach(run -> until.add(run.path().toString()));
        Ended before = bench(until.toArray(String[]::new));

        assertThat(worse.exitCode()).as(worse.err()).isEqualTo(ExitCode.WORSE.number());
        assertThat(worse.out())
                .startsWith("Worse: steps_per_second since ")
                .contains("30 runs", "regression: ", "git log --oneline ")
                .contains(runs.get(29)
                        .charts()
                        .resolve("history-high-frequency-steps_per_second.png")
                        .toString());
        assertThat(before.exitCode()).as(before.err()).isZero();
        assertThat(before.out()).startsWith("Not worse").contains("15 runs", "compatible with Apache Otava");
    }

    @Test
    void aHistoryWithoutARunIsOneSentenceAndItsOwnCode() throws Exception {
        Ended ended = bench("run", "trend");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED.number());
        assertThat(ended.err()).contains("no run is saved", "lib/bench run").hasLineCount(1);
    }

    @Test
    void theRateThatEachChannelHoldsIsSearchedAndDrawn() throws Exception {
        // With so many events lost on purpose no rate holds, and the search ends after the two lowest.
        Ended ended = bench(
                "run",
                "sustained-delivery",
                "EVENT_RATE=2",
                "STREAM_SECONDS=1",
                "TRIAL_SECONDS=1",
                "EVENT_FAULTS=drop:90%");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("poll: no rate held; at 1/s for 1 s the channel lost ")
                .contains("notify: no rate held", "wal: no rate held", "offered/s", "event-rate.png");
        assertThat(RunFolder.all(data)).hasSize(6);
    }

    @Test
    void enginesAreMeasuredInTurnAndComparedAgainFromTheirFiles() throws Exception {
        assumeTrue(hasNpm(), "npm is not installed: pgflow cannot be fetched, and is not compared");
        Ended ended =
                bench("run", "engines", "WORKERS=2", "WARMUP_ITERATIONS=0", "MEASURED_ITERATIONS=1", "STEP_COUNT=10");
        List<String> again = new ArrayList<>(List.of("run", "engines"));
        RunFolder.all(data).forEach(run -> again.add(run.path().toString()));
        Ended compared = bench(again.toArray(String[]::new));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("3 conditions, 1 round, 6 runs of one fork", "÷ reference", "ratios Welch over forks")
                .contains("1 × 10, 2 workers", "3 × 5, 2 workers", "10 messages, 2 workers", "engines.png");
        assertThat(RunFolder.all(data))
                .extracting(run -> run.manifest().engine())
                .containsOnly("reference", "pgflow")
                .hasSize(6);
        assertThat(compared.exitCode()).as(compared.err()).isZero();
        assertThat(ended.out()).endsWith(compared.out());
    }

    @Test
    void howAnEngineScalesIsMeasuredInTurnAndToldAgainFromItsFiles() throws Exception {
        Ended ended = bench(
                "run", "scaling", "WORKERS=1", "STEPS_PER_FLOW=2", "WARMUP_ITERATIONS=0", "MEASURED_ITERATIONS=1");
        List<String> again = new ArrayList<>(List.of("run", "scaling"));
        RunFolder.all(data).forEach(run -> again.add(run.path().toString()));
        Ended told = bench(again.toArray(String[]::new));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("3 points (flow runs × steps of each), 1 round of one fork", "3 × 2, WORKERS=1, POOL_SIZE=1")
                .contains("is not decided by one round", "raise RUNS.", "Connections of the pool")
                .contains("scaling-connections.png");
        assertThat(RunFolder.all(data)).hasSize(3).allSatisfy(run -> {
            assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
            assertThat(run.manifest().pairedWith()).isEmpty();
        });
        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(ended.out()).endsWith(told.out());
    }

    @Test
    void twoVariantsAreMeasuredInTurnAndCompared() throws Exception {
        Ended ended = bench("run", "ab", "A=WORKERS=1", "B=WORKERS=2", "RUNS=2", "MEASURED_ITERATIONS=1");

        // Which of the two is better is not asked here.
        assertThat(ended.exitCode()).as(ended.err()).isIn(ExitCode.OK.number(), ExitCode.WORSE.number());
        assertThat(ended.out()).contains("A: high-frequency WORKERS=1\nB: high-frequency WORKERS=2", "WORKERS 1 → 2");
        assertThat(ended.err()).contains("A high-frequency: fork 1 of 2", "B high-frequency: fork 2 of 2");
        assertThat(RunFolder.all(data)).hasSize(2).allSatisfy(run -> {
            assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
            assertThat(run.manifest().pairedWith()).isNotEmpty();
        });
    }

    @Test
    void variantsThatDoNotDifferAreRefusedBeforeAnythingIsMeasured() throws Exception {
        Ended ended = bench("run", "ab", "A=WORKERS=4");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(ended.err()).contains("A and B: are the same variant", "lib/bench run aa");
        assertThat(RunFolder.all(data)).isEmpty();
    }

    @Test
    void theSameThingTwiceInTurnGivesTheNoiseOfTheMachineWhichIsKept() throws Exception {
        Ended ended = bench("run", "aa", "RUNS=2", "MEASURED_ITERATIONS=1", "SCENARIO=bare-queue");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("Noise of bare-queue on reference", "messages_per_second");
        assertThat(data.resolve("noise.json")).content().contains("messages_per_second");
        assertThat(RunFolder.all(data))
                .extracting(run -> run.manifest().scenario())
                .containsExactly("bare-queue", "bare-queue");
    }

    private static boolean hasNpm() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
    }

    @Test
    void runsAreComparedAndTheExitCodeSaysHowThatEnded() throws Exception {
        SimulatedRuns runs = new SimulatedRuns(data, 1).spread(.01, .01);
        runs.set("LABEL", "main").run(5, 2, 1);
        String same = runs.set("LABEL", "same").run(5, 2, 1).manifest().runId();
        Path slower = runs.set("LABEL", "slower").run(5, 2, 1.3).path();
        runs.set("LABEL", "wide").spread(.4, .01).run(5, 2, 1);
        runs.set("LABEL", "empty").empty(List.of());
        runs.set("LABEL", "large").set("STEP_COUNT", "5000").run(5, 2, 1);

        Ended worse = bench("run", "compare", "BASE=main", "CANDIDATE=" + slower);
        Ended equivalent = bench("run", "compare", "BASE=main", "CANDIDATE=" + same);
        Ended inconclusive = bench("run", "compare", "BASE=main", "CANDIDATE=wide");
        Ended failed = bench("run", "compare", "BASE=main", "CANDIDATE=wide", "FAIL_ON=inconclusive");
        Ended empty = bench("run", "compare", "BASE=main", "CANDIDATE=empty");
        Ended unlike = bench("run", "compare", "BASE=main", "CANDIDATE=large");
        Ended unknown = bench("run", "compare", "BASE=main", "CANDIDATE=mine");

        assertThat(worse.exitCode()).as(worse.err()).isEqualTo(ExitCode.WORSE.number());
        assertThat(worse.out()).contains("worse: steps_per_second × 0.7", "5 and 5 forks × 2 iterations");
        assertThat(equivalent.exitCode()).as(equivalent.err()).isZero();
        assertThat(equivalent.out()).contains("equivalent: steps_per_second × ");
        assertThat(inconclusive.exitCode()).as(inconclusive.err()).isZero();
        assertThat(inconclusive.out()).contains("inconclusive: steps_per_second × ", "would have shown");
        assertThat(failed.exitCode()).as(failed.err()).isEqualTo(ExitCode.INCONCLUSIVE.number());
        assertThat(empty.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED.number());
        assertThat(empty.err()).contains("Nothing measured in ").hasLineCount(1);
        assertThat(unlike.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(unlike.err()).contains("STEP_COUNT 1000 → 5000").hasLineCount(1);
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(unknown.err())
                .contains("there are the labels empty, large, main, same, slower, wide")
                .hasLineCount(1);
    }

    @Test
    void theReferenceEngineIsMeasuredByWorkersAndModesInRunsThatAreKept() throws Exception {
        Ended ended = bench("run", "reference-engine", "WORKERS=2");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .containsPattern("steps_per_second\n  WORKERS=2 single \\d.*; n = 2.*\n  WORKERS=2 batch  \\d.*; n = 2")
                .containsPattern("wal_bytes_per_step\n  WORKERS=2 single \\d.*\n  WORKERS=2 batch  \\d")
                .containsPattern("hot_update_share\n  WORKERS=2 single \\d.*\n  WORKERS=2 batch  \\d");
        assertThat(RunFolder.all(data))
                .extracting(
                        run -> run.manifest().settings().get("COMPLETION_MODE").value())
                .containsExactlyInAnyOrder("single", "batch");
    }

    @Test
    void publishedValuesAreReproducedHereFromTheJarAlone() throws Exception {
        Ended ended = bench("run", "self-check");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .containsPattern("NIST StRD +Lew: n +200 +200 +15.0")
                .containsPattern("(\\d+) of \\1 published values are reproduced");
    }

    @Test
    void theStatisticsAreProvenOnDataWhoseTruthIsKnown() throws Exception {
        Ended ended = bench("run", "coverage", "REPETITIONS=100");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("10 to 100 repetitions, seed 1", "t over all values (wrong)", "verdict better or worse")
                .contains("How often a history finds a slow-down");
    }

    @Test
    void whatFlowbenchItselfCostsCanBeMeasured() throws Exception {
        Ended ended = bench("run", "own-cost");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("time with Flowbench ÷ with plain JDBC: ", "steps a second with the probes ÷ without: ");
    }
}
