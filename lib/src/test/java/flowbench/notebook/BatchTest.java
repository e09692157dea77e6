package flowbench.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.settings.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
    private static final String SAMPLE = """
            // %% [markdown]
            // # A sample
            // %%
            var list = List.of(1, 2, 3);
            import java.time.*;
            int twice(int x) {
                return half(x) * 4;
            }
            int half(int x) { return x / 2; }
            System.out.println(list + " " + twice(10));

            // %%
            class Point { int x = 1; }
            var point = new Point();
            int half(int x) { return -x / 2; }
            record Pair(int a, String b) {}
            // a comment with "quotes" and 'one
            import java.text.*;
            String text = ""\"
                one

                two // %%
                ""\";
            display(text + twice(10) + point.x + new Pair(1, "ü"));
            display(new int[] {1, 2});
            display(Table.create("t", IntColumn.create("n", 1, 2)));
            int a = 1; int b = a + 1; System.out.println(a + b);
            System.out.println(list.stream().
                map(i -> i + 1).
                toList());
            if (a > b) {
                System.out.println("more");
            } else {
                System.out.println("less");
            }
            System.out.println(Thread.currentThread().getContextClassLoader() != null);
            /exit a + b
            System.out.println("never");
            """;

    @TempDir
    Path folder;

    @Test
    void aNotebookMeansTheSameHereAndInTheStockJshell() throws Exception {
        BenchProcess.Result batch = BenchProcess.in(folder).notebook(SAMPLE);
        Path startup = BenchProcess.project().resolve("lib/startup.jsh");
        BenchProcess.Result stock = BenchProcess.in(folder)
                .command(
                        "",
                        List.of(
                                BenchProcess.java("jshell"),
                                "--class-path",
                                BenchProcess.jar().toString(),
                                "--startup",
                                startup.toString(),
                                "-R-Dfile.encoding=UTF-8",
                                "n.jsh"));
        assertThat(batch.err()).doesNotContain("error");
        assertThat(batch.out()).contains("[1, 2, 3] 20", "-201Pair[a=1, b=ü]", "less", "[2, 3, 4]");
        assertThat(batch.out()).isEqualTo(stock.out());
        assertThat(batch.code()).isEqualTo(3).isEqualTo(stock.code());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a compile error            | int x = 1;~~String y = x + oops;          | n.jsh:3:16: error: cannot find symbol
            a dot that begins a line   | String s = "abc"~    .trim();             | n.jsh:2:5: error: jshell ends
            an operator that begins it | int x = 1~+ 2;                            | n.jsh:2:1: error: jshell ends
            an else on its own line    | if (true) {~}~else {~}                    | n.jsh:3:1: error: jshell ends
            a method never declared    | int f() { return g(); }                   | n.jsh:1:1: error: f cannot be used: the notebook never declares method g()
            a call before it is        | int f() { return g(); }~f();~int g;       | n.jsh:1:1: error: f was called
            an unfinished end of file  | int x;~int f() {~                         | n.jsh:2:1: error: this is not finished
            an unfinished cell         | int f() {~// %%~}                         | n.jsh:1:1: error: this is not finished
            a command of the tool      | int x;~/open y.jsh                        | n.jsh:2:1: error: a notebook may hold no command
            code in a markdown cell    | // %% [markdown]~int x;                   | n.jsh:2:1: error: a markdown cell
            an exit code that is none  | /exit "x"                                 | n.jsh:1:1: error: the code after /exit
            an exception               | int f() {~  return 1 / 0;~}~f();          | n.jsh:2:1: error: java.lang.ArithmeticException: / by zero
            an exception in a thread   | var t = new Thread(() -> Integer.parseInt("x"));~t.start(); t.join(); | ended with java.lang.NumberFormatException
            """)
    void itEndsAtTheFirst(String what, String notebook, String message) throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder)
                .notebook(notebook.replace('~', '\n') + "\n// %%\nSystem.out.print(\"later\");\n");
        assertThat(result.err()).contains(message).doesNotContain("at java.base/", "REPL.");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED.number());
        if (!what.equals("a method never declared")) {
            assertThat(result.out()).doesNotContain("later");
        }
    }

    @Test
    void aCompileErrorShowsItsLineWithACaret() throws Exception {
        assertThat(BenchProcess.in(folder).notebook("\n\tint x = y;\n").err())
                .endsWith("    \tint x = y;\n    \t        ^\n");
    }

    @Test
    void everyCauseIsToldWithItsLinesInTheNotebook() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).notebook("""
                int broken() { return 1 / 0; }
                void outer() {
                    try {
                        broken();
                    } catch (ArithmeticException e) {
                        throw new IllegalStateException("outer", e);
                    }
                }
                outer();
                """);
        assertThat(result.err()).isEqualTo("""
                n.jsh:6:1: error: java.lang.IllegalStateException: outer
                    at n.jsh:6 in outer
                    at n.jsh:9
                  caused by java.lang.ArithmeticException: / by zero
                    at n.jsh:1 in broken
                    at n.jsh:4 in outer
                    at n.jsh:9
                """);
    }

    @Test
    void whatTheUserCanMendIsOneSentenceAndItsPlace() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).notebook("int x;\nSettings.load().with(RUNS, 0);\n");
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("n.jsh:2:1: error: RUNS: \"0\" (from code)");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aTraceIsShownOnRequest() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "Integer.parseInt(\"x\");\n");
        assertThat(BenchProcess.in(folder).bench("--debug", "run", "n.jsh").err())
                .contains("at java.base/");
    }

    @Test
    void theLastExpressionOfACellIsShownWhenNoSemicolonEndsIt() throws Exception {
        BenchProcess.Result result =
                BenchProcess.in(folder).notebook("1 + 1;\n2 + 2\n3 + 3 // %\n// %%\nint x;\nx = 7\n// %%\n\"last\"\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).containsExactly("6", "last");
    }

    @Test
    void systemExitIsToldOf() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).notebook("int x;\nSystem.exit(5);\n");
        assertThat(result.err()).startsWith("n.jsh:2:1: System.exit ended the notebook here");
        assertThat(result.code()).isEqualTo(5);
    }

    @Test
    void ctrlCEndsItWithItsShutdownHooks() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), """
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                System.out.println("ready");
                Thread.sleep(100_000);
                """);
        BenchProcess here = BenchProcess.in(folder);
        Process process = here.start(
                List.of(BenchProcess.java("java"), "-jar", BenchProcess.jar().toString(), "run", "n.jsh"));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!BenchProcess.output(process).contains("ready") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        here.command("", List.of("kill", "-INT", String.valueOf(process.pid())));
        BenchProcess.Result result = here.finish(process);
        assertThat(result.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(result.out().lines()).containsExactly("ready", "hook");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void anEndlessOutputEndsWhenNobodyReadsIt() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "while (true) System.out.println(\"y\");\n");
        String command = "'" + BenchProcess.java("java") + "' -jar '" + BenchProcess.jar() + "' run n.jsh | head -n 1";
        BenchProcess.Result result = BenchProcess.in(folder).command("", List.of("sh", "-c", command));
        assertThat(result.out()).isEqualTo("y\n");
        assertThat(result.err()).isEmpty();
    }
}
