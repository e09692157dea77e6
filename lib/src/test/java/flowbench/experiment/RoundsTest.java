package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engines.TestEngine;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
    @TempDir
    Path data;

    @Test
    void twoRunsTakeTurnsSoThatADriftFavoursNeither() {
        assertThat(IntStream.rangeClosed(1, 4)
                        .boxed()
                        .flatMap(round ->
                                Rounds.order(List.of("A", "B"), round).stream().map(name -> name + round)))
                .containsExactly("A1", "B1", "B2", "A2", "A3", "B3", "B4", "A4");
    }

    @Test
    void aRunByItselfHasItsForksInTheirOrder() {
        assertThat(Rounds.order(List.of("A"), 2)).containsExactly("A");
    }

    @Test
    @Tag("server")
    void whereRunsInTurnAreToldToEndOneSentenceSaysWhatIsKept() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongSweep.class.getName(),
                        data.toString(),
                        TestEngine.databaseForBenchmarks("swept"))
                .start();
        List<String> afterwards;
        try (BufferedReader progress = process.errorReader()) {
            String line = progress.readLine();
            while (line != null && !line.startsWith("of 10000 high-frequency: fork 1, measured iteration 1")) {
                line = progress.readLine();
            }
            assertThat(line).as("an iteration of the second has ended").isNotNull();
            process.toHandle().destroy();
            afterwards = progress.lines()
                    .filter(said -> !said.contains(" iteration "))
                    .toList();
            assertThat(process.waitFor()).isEqualTo(ExitCode.TERMINATED.number());
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(RunFolder.all(data))
                .hasSize(4)
                .filteredOn(run -> run.manifest().status() == Status.INTERRUPTED)
                .hasSize(3);
        assertThat(afterwards)
                .containsExactly("interrupted: what 2 of the 3 runs measured is kept in " + measured("1") + " and "
                        + measured("10000") + "; \"lib/bench run analyze " + measured("1") + " " + measured("10000")
                        + "\" shows it; the run before is kept in " + data.resolve("runs"));
    }

    private Path measured(String iterations) {
        return RunFolder.all(data).stream()
                .filter(run -> run.manifest().status() == Status.INTERRUPTED)
                .filter(run ->
                        run.manifest().setting(Setting.MEASURED_ITERATIONS).equals(iterations))
                .findFirst()
                .orElseThrow()
                .path();
    }
}
