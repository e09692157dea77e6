package flowbench.notebook;

import flowbench.settings.ExitCode;
import flowbench.settings.UserException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line {@code lib/bench}. */
@Command(
        name = "bench",
        description = "Benchmark notebooks for workflows on PostgreSQL.",
        synopsisSubcommandLabel = "VERB",
        versionProvider = Bench.Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {RunVerb.class, ShellVerb.class, SettingsVerb.class, TestVerb.class},
        commandListHeading = "%nVerbs:%n",
        exitCodeListHeading = "%nExit codes:%n")
public final class Bench implements Callable<Integer> {
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the full trace of what goes wrong.")
    private boolean debug;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Bench() {}

    /** Runs one verb and ends the process with its {@link ExitCode}. */
    public static void main(String[] words) {
        int code = execute(words);
        System.out.flush();
        System.exit(code);
    }

    private static int execute(String[] words) {
        Bench bench = new Bench();
        CommandLine line = new CommandLine(bench);
        describeExitCodes(line);
        line.setExpandAtFiles(false);
        line.setExecutionExceptionHandler((e, command, parsed) -> bench.explain(e));
        line.setParameterExceptionHandler((e, rest) -> {
            System.err.println("bench: " + e.getMessage() + "; \"lib/bench --help\" lists what there is.");
            return ExitCode.USAGE.number();
        });
        line.setErr(new PrintWriter(System.err, true));
        return line.execute(words);
    }

    private static void describeExitCodes(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .exitCodeList(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(
                                code -> String.valueOf(code.number()),
                                ExitCode::meaning,
                                (a, b) -> a,
                                java.util.LinkedHashMap::new)));
        line.getSubcommands().values().forEach(Bench::describeExitCodes);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.out);
        return ExitCode.OK.number();
    }

    private int explain(Exception e) {
        ExitCode code = ExitCode.FAILED;
        if (e instanceof NotebookFailure) {
            System.err.println(e.getMessage());
            code = ((NotebookFailure) e).exitCode();
        } else if (e instanceof UserException sentence) {
            System.err.println("bench: " + e.getMessage());
            code = sentence.exitCode();
        } else {
            System.err.println("bench: a bug of Flowbench: " + e + (debug ? "" : " (--debug shows where)"));
        }
        if (debug) {
            e.printStackTrace();
        }
        return code.number();
    }

    /** The version that the jar's manifest carries. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Bench.class.getPackage().getImplementationVersion();
            return new String[] {"Flowbench " + version + " on Java " + Runtime.version()};
        }
    }
}
