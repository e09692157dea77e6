package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.runfolder.Manifest.Status;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into a run folder is what is read back from it. */
class RunFolderTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");

    @TempDir
    Path data;

    private RunFolder run() {
        return RunFolder.create(
                data,
                "high-frequency",
                id -> new Manifest(
                        id,
                        "high-frequency",
                        "reference",
                        "",
                        Status.RUNNING,
                        NOON.toString(),
                        "",
                        "",
                        1,
                        Map.of(),
                        Manifest.Server.UNKNOWN,
                        new Manifest.Machine("17", "", "", "", 2, 1, 1),
                        new Manifest.Library("0", "", false),
                        List.of(),
                        List.of()));
    }

    private static Sample sample(double value) {
        return new Sample(1, 3, Kind.MEASURED, Phase.EXECUTE, new Metric("own", "units", Better.HIGHER), value, NOON);
    }

    @Test
    void theFilesHoldTheirHeaderRowsFromTheStart() {
        RunFolder run = run();

        assertThat(run.samples().path())
                .content()
                .isEqualTo("run_id,scenario,engine,fork,iteration,kind,phase,metric,unit,better,value,started_at\n");
        assertThat(run.operations().path())
                .content()
                .isEqualTo("run_id,fork,iteration,kind,phase,operation,worker,intended_ns,started_ns,acquire_ns,"
                        + "latency_ns,outcome,sqlstate\n");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 1000, 1e15, 547.7909793565659, 0.1, 1e-7, 1.7976931348623157e308, 4.9e-324})
    void aValueIsReadBackToTheLastBitAndWrittenWithoutAnExponent(double value) throws IOException {
        RunFolder run = run();
        run.append(List.of(sample(value)), List.of(), List.of(), List.of());

        assertThat(run.readSamples(notice -> {})).containsExactly(sample(value));
        assertThat(Files.readAllLines(run.samples().path()).get(1).split(",")[10])
                .matches("[0-9]+(\\.[0-9]+)?");
    }

    @Test
    void operationsAreReadBackAsTheyWere() {
        RunFolder run = run();
        Operation call =
                new Operation(1, 3, Kind.WARMUP, Phase.CREATE, "add_step", 0, 10, 11, 12, 13, "error", "23505");
        run.append(List.of(), List.of(call), List.of(), List.of());

        List<Operation> back = new ArrayList<>();
        run.operations()
                .read(row -> back.add(new Operation(
                        row.count(OperationColumn.FORK),
                        row.count(OperationColumn.ITERATION),
                        row.word(OperationColumn.KIND, Kind.class),
                        row.word(OperationColumn.PHASE, Phase.class),
                        row.text(OperationColumn.OPERATION),
                        row.count(OperationColumn.WORKER),
                        row.whole(OperationColumn.INTENDED_NS),
                        row.whole(OperationColumn.STARTED_NS),
                        row.whole(OperationColumn.ACQUIRE_NS),
                        row.whole(OperationColumn.LATENCY_NS),
                        row.text(OperationColumn.OUTCOME),
                        row.text(OperationColumn.SQLSTATE))));
        assertThat(back).containsExactly(call);
    }

    @Test
    void theManifestIsReplacedWholeAndReadBack() throws IOException {
        RunFolder run = run();
        Manifest sealed = run.manifest()
                .withWarning("Mind the gap.")
                .withWarning("Mind the gap.")
                .sealed(Status.FAILED, NOON.toString(), "It broke.");
        run.update(sealed);

        assertThat(RunFolder.open(run.path()).manifest()).isEqualTo(sealed);
        assertThat(sealed.warnings()).containsExactly("Mind the gap.");
        assertThat(run.path().resolve("run.json")).content().contains("\"status\" : \"failed\"");
        try (var files = Files.list(run.path())) {
            assertThat(files.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "run.json", "samples.csv", "operations.csv", "events.csv", "telemetry.csv");
        }
    }

    @Test
    void howFarARunCameWithItsPrecisionIsReadBack() {
        RunFolder run = run();
        Precision wide = new Precision(.02, 10, 3600, 1, OptionalDouble.empty(), Precision.Ending.GOING_ON);
        Precision narrow = new Precision(.02, 10, 3600, 14, OptionalDouble.of(.0175), Precision.Ending.NARROW_ENOUGH);

        for (Precision precision : List.of(wide, narrow)) {
            run.update(run.manifest().withPrecision(precision).withPair("B", "another"));
            assertThat(RunFolder.open(run.path()).manifest()).isEqualTo(run.manifest());
        }
        assertThat(run.manifest().precision()).contains(narrow);
        assertThat(run.path().resolve("run.json"))
                .content()
                .contains("\"target\" : 0.02", "\"reached\" : 0.0175", "\"ending\" : \"narrow_enough\"")
                .contains("\"paired_with\" : \"another\"", "\"variant\" : \"B\"");
    }

    @Test
    void aManifestThatIsOlderThanPrecisionsAndPairsHasNeither() throws IOException {
        RunFolder run = run();
        Path file = run.path().resolve("run.json");
        assertThat(file).content().doesNotContain("\"precision\"");
        Files.writeString(file, Files.readString(file).replaceAll(",\\s*\"(paired_with|variant)\" : \"\"", ""));
        assertThat(file).content().doesNotContain("paired_with", "variant");

        Manifest manifest = RunFolder.open(run.path()).manifest();
        assertThat(manifest.precision()).isEmpty();
        assertThat(manifest.pairedWith()).isEmpty();
        assertThat(manifest.variant()).isEmpty();
        assertThat(manifest).isEqualTo(run.manifest());
    }

    @Test
    void runsOfOneSecondHaveFoldersOfTheirOwn() {
        assertThat(List.of(run(), run(), run())).extracting(RunFolder::path).doesNotHaveDuplicates();
    }

    @Test
    void theRunToLookAtIsTheNewestCompleteOneUnlessFoldersAreNamed() {
        RunFolder first = run();
        RunFolder second = run();
        Settings settings = Settings.of(Map.of(), Map.of()).with(Setting.DATA_DIR, data);
        assertThatThrownBy(() -> RunFolder.chosen(settings))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no complete run is saved");

        first.update(first.manifest().sealed(Status.COMPLETE, NOON.toString(), ""));
        assertThat(RunFolder.chosen(settings)).extracting(RunFolder::path).containsExactly(first.path());
        Settings named = settings.with(Setting.RUN_FOLDERS, second.path() + File.pathSeparator + first.path());
        assertThat(RunFolder.chosen(named)).extracting(RunFolder::path).containsExactly(second.path(), first.path());
        assertThat(first.beside()).extracting(RunFolder::path).containsExactly(first.path());
    }

    @Test
    void aCopyOfARunIsCalledOneAndNotTakenForTheRunOrForAnotherBesideIt() throws IOException {
        RunFolder run = run();
        run.update(run.manifest().sealed(Status.COMPLETE, NOON.toString(), ""));
        // Before it in the order of names, and empty.
        Path folder = Files.createDirectory(run.path().resolveSibling("a copy"));
        Files.copy(run.path().resolve("run.json"), folder.resolve("run.json"));
        RunFolder copy = RunFolder.open(folder);
        RunFolder other = run();
        other.update(other.manifest().sealed(Status.COMPLETE, NOON.toString(), ""));

        assertThat(run.history()).extracting(RunFolder::path).containsExactlyInAnyOrder(run.path(), other.path());
        assertThat(copy.history()).extracting(RunFolder::path).containsExactlyInAnyOrder(folder, other.path());
        assertThat(RunFolder.copies(List.of(run, other))).isEmpty();
        assertThat(RunFolder.copies(List.of(run, other, copy)))
                .containsExactly(run.path() + " and " + folder + " hold the same run, "
                        + run.manifest().runId() + ": they are copies, and no measurements of their own.");
    }

    @Test
    void aFileWhoseLastRowWasCutIsNamedAndAWholeOneIsNot() throws IOException {
        RunFolder run = run();
        run.append(List.of(sample(1), sample(2)), List.of(), List.of(), List.of());
        run.requireWhole();

        String text = Files.readString(run.samples().path());
        Files.writeString(run.samples().path(), text.substring(0, text.length() - 1));
        assertThatThrownBy(run::requireWhole)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(run.samples().path() + ":3: the last line was cut off");
    }

    @Test
    void aFileThatWasCutBetweenTwoForksIsNotWholeEither() {
        RunFolder run = run();
        run.append(List.of(sample(1)), List.of(), List.of(), List.of());
        Manifest manifest = run.manifest();
        for (int fork = 1; fork <= 2; fork++) {
            manifest = manifest.withFork(
                    "1", manifest.server(), manifest.machine(), new Manifest.Fork(fork, 1, NOON.toString(), 1));
        }
        run.update(manifest.sealed(Status.COMPLETE, NOON.toString(), ""));

        assertThatThrownBy(run::requireWhole)
                .isInstanceOf(UserException.class)
                .hasMessage(run.samples().path()
                        + " holds 1 of the 2 forks that were measured; the rest of the file is lost.");
    }

    @Test
    void aFolderWithoutARunSaysSo() {
        assertThatThrownBy(() -> RunFolder.open(data))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not a run folder");
    }
}
