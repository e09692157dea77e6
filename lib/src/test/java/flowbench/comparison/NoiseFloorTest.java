package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.StudentInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseFloorTest {
    @TempDir
    Path data;

    private SimulatedRuns runs;
    private Settings settings;

    @BeforeEach
    void begin() {
        runs = new SimulatedRuns(data, 1);
        settings = Settings.of(Map.of("DATA_DIR", data.toString()), Map.of());
    }

    private static double ofThroughput(NoiseFloor floor) {
        return floor.noise(Phase.EXECUTE, Metric.STEPS_PER_SECOND).orElseThrow();
    }

    private Comparison compare(RunFolder base, RunFolder candidate) {
        return Comparison.of(List.of(base), List.of(candidate), Set.of(), settings);
    }

    @Test
    void theNoiseIsTheHalfWidthOfTheIntervalOrTheRatioItselfWhereThatIsMore() {
        RunFolder a = runs.run(5, 2, 1);
        RunFolder b = runs.run(5, 2, 1);
        RunFolder shifted = runs.run(5, 2, 1.5);
        StudentInterval interval = compare(a, b)
                .row("steps_per_second")
                .samples()
                .ratio()
                .orElseThrow()
                .interval()
                .orElseThrow();

        assertThat(ofThroughput(NoiseFloor.of(a, b)))
                .isCloseTo(Math.sqrt(interval.high() / interval.low()) - 1, within(1e-9));
        assertThat(ofThroughput(NoiseFloor.of(a, shifted)))
                .isCloseTo(
                        1
                                        / compare(a, shifted)
                                                .row("steps_per_second")
                                                .samples()
                                                .ratio()
                                                .orElseThrow()
                                                .value()
                                - 1,
                        within(1e-9));
        assertThat(NoiseFloor.of(a, b).noise(Phase.DRAIN, Metric.DELIVERED_SHARE))
                .hasValue(0);
        assertThat(NoiseFloor.of(a, b).noise(Phase.DRAIN, Metric.DURATION)).isEmpty();
        assertThat(NoiseFloor.of(a, b).noise(Phase.CREATE, Metric.DURATION)).isPresent();
    }

    @Test
    void whatIsSavedIsFoundByMachineScenarioAndEngineAndAnotherScaleIsSecondBest() throws IOException {
        NoiseFloor small = NoiseFloor.of(runs.run(3, 2, 1), runs.run(3, 2, 1));
        runs.set("STEP_COUNT", "5000");
        NoiseFloor large = NoiseFloor.of(runs.run(3, 2, 1), runs.run(3, 2, 1));
        RunFolder run = runs.run(3, 2, 1);
        RunFolder elsewhere = runs.set("processor", "Xeon").run(3, 2, 1);
        RunFolder pgflow =
                runs.set("processor", "AMD EPYC").set("engine", "pgflow").run(3, 2, 1);
        RunFolder another =
                runs.set("engine", "reference").set("STEP_COUNT", "20").run(3, 2, 1);

        assertThat(NoiseFloor.find(settings, run.manifest())).isEmpty();
        Path file = small.save(settings);
        assertThat(NoiseFloor.find(settings, run.manifest())).contains(small);
        large.save(settings);
        assertThat(file).isEqualTo(data.resolve("noise.json"));
        assertThat(NoiseFloor.find(settings, run.manifest())).contains(large);
        assertThat(NoiseFloor.find(settings, another.manifest())).contains(large);
        assertThat(NoiseFloor.find(settings, elsewhere.manifest())).isEmpty();
        assertThat(NoiseFloor.find(settings, pgflow.manifest())).isEmpty();
        NoiseFloor anew = NoiseFloor.of(runs.set("STEP_COUNT", "1000").run(4, 2, 1), runs.run(4, 2, 1));
        anew.save(settings);
        assertThat(Files.readString(file)).contains("\"forks\" : 4").doesNotContain(small.runs());
        assertThat(NoiseFloor.find(settings, run.manifest())).contains(large);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("noise.json", "runs");
        }
    }

    @Test
    void comparisonsTakeTwiceTheNoiseWhereItIsMoreThanTheThreshold() {
        runs.spread(.1, .02);
        NoiseFloor floor = NoiseFloor.of(runs.run(10, 2, 1), runs.run(10, 2, 1));
        RunFolder base = runs.run(5, 2, 1);
        RunFolder candidate = runs.run(5, 2, 1);
        assertThat(compare(base, candidate).warnings())
                .anyMatch(warning ->
                        warning.startsWith("No noise floor is known") && warning.contains("lib/bench run aa"));
        floor.save(settings);

        Comparison comparison = compare(base, candidate);

        double noise = ofThroughput(floor);
        assertThat(noise).isGreaterThan(.05);
        assertThat(comparison.row("steps_per_second").threshold())
                .isCloseTo((1 + noise) * (1 + noise) - 1, within(1e-9));
        assertThat(comparison.row("wal_bytes_per_step").threshold()).isEqualTo(.05);
        assertThat(comparison.warnings()).noneMatch(warning -> warning.contains("noise floor"));
        assertThat(comparison.toString()).contains("or twice the machine's noise where that is more");
    }

    @Test
    void aNoiseFloorOfFewForksHidesNoChangeAndIsNamed() {
        runs.spread(.1, .02);
        NoiseFloor of9 = NoiseFloor.of(runs.run(9, 2, 1), runs.run(10, 2, 1));
        NoiseFloor of3 = NoiseFloor.of(runs.run(3, 2, 1), runs.run(3, 2, 1));
        RunFolder base = runs.run(20, 2, 1);
        RunFolder slower = runs.run(20, 2, 1.3);
        for (NoiseFloor few : List.of(of9, of3)) {
            few.save(settings);
            Comparison comparison = compare(base, slower);

            assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
            assertThat(comparison.row("steps_per_second").threshold()).isEqualTo(.05);
            assertThat(comparison.warnings())
                    .anyMatch(
                            warning -> warning.contains(few.forks() + " forks, which overstates it, and is not used"));
            assertThat(few.toString()).contains("but not this one", "RUNS=10");
        }
    }

    @Test
    void aNoiseFloorIsOldAfterThirtyDays() {
        NoiseFloor.of(runs.run(10, 2, 1), runs.run(10, 2, 1)).save(settings);
        RunFolder base = runs.run(3, 2, 1);
        NoiseFloor floor = NoiseFloor.find(settings, base.manifest()).orElseThrow();
        Instant measured = Instant.parse(floor.measuredAt());

        assertThat(floor.isOldAt(measured.plus(Duration.ofDays(30)))).isFalse();
        assertThat(floor.isOldAt(measured.plus(Duration.ofDays(30)).plusSeconds(1)))
                .isTrue();
        assertThat(floor.isOldAt(measured.minus(Duration.ofDays(31)))).isTrue();
        RunFolder candidate =
                runs.pause(Duration.ofDays(31)).set("STEP_COUNT", "1000").run(3, 2, 1);
        assertThat(compare(base, candidate).warnings())
                .anyMatch(warning -> warning.contains("more than 30 days from the candidate"));
    }

    @Test
    void aMachineThatShiftsFromRunToRunRaisesFalseAlarmsWithoutANoiseFloorAndNotWithOne() throws IOException {
        runs.spread(.01, .01);
        // Every other run is 6 % slower, whatever is measured.
        RunFolder base = runs.run(10, 1, 1);
        RunFolder candidate = runs.run(10, 1, 1.06);
        int without = 0;
        int with = 0;
        int tries = 25;
        for (int i = 0; i < tries; i++) {
            NoiseFloor floor = NoiseFloor.of(base, candidate);
            runs.again(base, 1, 1);
            runs.again(candidate, 1, 1.06);
            Files.deleteIfExists(data.resolve("noise.json"));
            without += compare(base, candidate).verdict() == Verdict.WORSE ? 1 : 0;
            floor.save(settings);
            with += compare(base, candidate).verdict() == Verdict.WORSE ? 1 : 0;
        }

        assertThat(without).isGreaterThan(22);
        assertThat(with).isLessThan(2);
    }

    @Test
    void whatIsNoNoiseIsRefusedInOneSentence() throws IOException {
        RunFolder run = runs.run(3, 2, 1);
        RunFolder one = runs.run(1, 2, 1);
        RunFolder empty = runs.empty(List.of());
        RunFolder other = runs.set("git commit", "fedcba9876543210").run(3, 2, 1);

        assertThatThrownBy(() -> NoiseFloor.of(run, run)).hasMessageContaining("beside itself");
        assertThatThrownBy(() -> NoiseFloor.of(run, one))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has one fork", "RUNS=10");
        assertThatThrownBy(() -> NoiseFloor.of(run, empty))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_MEASURED));
        assertThatThrownBy(() -> NoiseFloor.of(run, other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not two of the same thing (git commit 0123456 → fedcba9)");
        Files.writeString(data.resolve("noise.json"), "{\"floors\": [}");
        assertThatThrownBy(() -> NoiseFloor.find(settings, run.manifest()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("noise.json:1: is not what Flowbench writes");
        Files.writeString(data.resolve("noise.json"), "{}");
        assertThat(NoiseFloor.find(settings, run.manifest())).isEmpty();
    }

    @Test
    void itShowsTheNoiseOfEachMetricAndTheThresholdThatFollows() {
        assertThat(NoiseFloor.of(runs.run(3, 2, 1), runs.run(3, 2, 1))
                        .toString()
                        .replaceAll("\\s+", " "))
                .contains("Noise of high-frequency on reference", "AMD EPYC, 2 CPUs, Linux amd64, JDK 17")
                .contains("3 forks each", "steps_per_second", "create duration", "threshold");
    }
}
