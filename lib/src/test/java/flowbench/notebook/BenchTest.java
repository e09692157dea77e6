package flowbench.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RUNS=0          | RUNS: "0" (from command line) is out of range
            RUNS=many       | RUNS: "many" (from command line) is not a whole number
            RUN=1           | the nearest is RUNS
            runs=1          | the nearest is RUNS
            no-such-run     | "no-such-run" is neither a run id, nor a run folder, nor a label
            --no-option     | Unknown option: '--no-option'
            """)
    void aBadArgumentIsOneSentenceBeforeAnythingStarts(String argument, String sentence) throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "System.out.println(1);\n");
        assertUsage(BenchProcess.in(folder).bench("run", "n.jsh", argument), sentence);
    }

    @Test
    void aBadEnvironmentIsOneSentenceToo() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "System.out.println(1);\n");
        assertUsage(
                BenchProcess.in(folder).with("WORKERS", "-1").bench("run", "n.jsh"),
                "WORKERS: \"-1\" (from environment)");
    }

    @Test
    void anUnknownNotebookIsAnsweredWithThoseThatThereAre() throws Exception {
        assertUsage(BenchProcess.in(folder).bench("run", "no-such"), "There is no notebook \"no-such\"; notebooks/ ");
    }

    @Test
    void anUnknownVerbIsOneSentence() throws Exception {
        assertUsage(BenchProcess.in(folder).bench("rum"), "'rum'");
    }

    @Test
    void argumentsReachTheNotebook() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "System.out.println(Settings.load());\n");
        Files.createDirectories(folder.resolve("a b"));
        Files.createDirectories(folder.resolve("c"));
        assertThat(BenchProcess.in(folder)
                        .bench("run", "n.jsh", "a b", "SEED=7", "c")
                        .out()
                        .lines())
                .contains(
                        "SEED=7 (command line)",
                        "RUN_FOLDERS=a b" + java.io.File.pathSeparator + "c (command line)",
                        "STEP_COUNT=" + Setting.STEP_COUNT.defaultText() + " (default)");
    }

    @Test
    void settingsShowsEachValueAndWhereItCameFrom() throws Exception {
        BenchProcess.Result result =
                BenchProcess.in(folder).with("WORKERS", "9").bench("settings", "SEED=7");
        assertThat(result.code()).isZero();
        assertThat(result.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("WORKERS 9 (environment)"))
                .anyMatch(line -> line.startsWith("SEED 7 (command line)"))
                .anyMatch(line -> line.startsWith("RUNS " + Setting.RUNS.defaultText() + " (default)"));
    }

    @Test
    void theHelpNamesVerbsAndExitCodes() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).bench("--help");
        assertThat(result.out()).contains("run ", "shell ", "settings ", "test ", "130   interrupted");
        assertThat(BenchProcess.in(folder).bench("run", "--help").code()).isZero();
        assertThat(BenchProcess.in(folder).bench("--version").out()).startsWith("Flowbench ");
    }

    @Test
    void theTableOfReadmeIsMadeOfTheDeclarations() throws IOException {
        String readme = Files.readString(BenchProcess.project().resolve("README.md"));
        assertThat(readme).contains("<!-- settings -->\n" + SettingsTable.markdown() + "\n<!-- /settings -->");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLauncherWorksFromElsewhereAndThroughALink() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("my bench"), launcher());
        Files.writeString(elsewhere.resolve("n.jsh"), "System.out.println(\"here\");\n");
        BenchProcess.Result result = BenchProcess.in(elsewhere).command("", List.of(link.toString(), "run", "n.jsh"));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("here\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTerminalIsAskedForItsWidthAndHasColours() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, which makes a terminal, is installed");
        Files.writeString(folder.resolve("n.jsh"), """
                System.out.println(flowbench.terminal.Terminal.ofOutput());
                display(Table.create("t", IntColumn.create("n", 1)));
                """);
        String command = "stty cols 97; '" + launcher() + "' run n.jsh";
        BenchProcess terminal = BenchProcess.in(folder).with("TERM", "xterm").with("LC_ALL", "C");
        String shown = terminal.command("", List.of("script", "-qec", command, "typescript"))
                .out();
        String piped = terminal.command("", List.of("script", "-qec", command + " | cat", "typescript"))
                .out();
        String plain = terminal.with("NO_COLOR", "1")
                .command("", List.of("script", "-qec", command, "typescript"))
                .out();

        assertThat(shown).contains("columns=97, narrow=true, coloured=true, unicode=false");
        assertThat(piped).contains("columns=120, narrow=false, coloured=false, unicode=true");
        assertThat(plain).contains("columns=97, narrow=true, coloured=false");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLauncherSaysWhenThereIsNoJava() throws Exception {
        assertUsage(
                BenchProcess.in(folder)
                        .with("JAVA_HOME", "/nowhere")
                        .command("", List.of(launcher().toString(), "run")),
                "JAVA_HOME is /nowhere");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theShellLoadsANotebookAndLeavesCleanly() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "int answer = 42;\n");
        BenchProcess.Result result = BenchProcess.in(folder)
                .command(
                        "display(answer + Settings.load().number(SEED) + Settings.load().text(DATA_DIR))\n/exit\n",
                        List.of(launcher().toString(), "shell", "n.jsh", "SEED=7", "DATA_DIR=a b"));
        assertThat(result.out()).contains("49a b\n");
        assertThat(result.err()).startsWith("Flowbench: ").doesNotContain("WARN", "INFO", "Exception", "SLF4J");
        assertThat(result.code()).isZero();
    }

    /** The launcher, with a jar that it need not build: these tests run while Maven does. */
    private static Path launcher() throws IOException {
        Files.setLastModifiedTime(BenchProcess.jar(), FileTime.from(Instant.now()));
        return BenchProcess.project().resolve("lib/bench");
    }

    private static void assertUsage(BenchProcess.Result result, String sentence) {
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("bench: ")
                .contains(sentence);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
    }
}
