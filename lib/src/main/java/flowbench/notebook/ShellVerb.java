package flowbench.notebook;

import flowbench.settings.Origin;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.terminal.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Opens the prompt of the JDK's own jshell with everything imported. */
@Command(name = "shell", description = "Open a jshell prompt with everything imported.", sortOptions = false)
final class ShellVerb implements Callable<Integer> {
    /** Kept, because a logger without a holder forgets its level. */
    private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

    /** The first Java that warns of how Tablesaw's class scanner frees its buffers. */
    private static final int FIRST_THAT_WARNS = 24;

    @Parameters(
            paramLabel = "[NOTEBOOK] [NAME=VALUE…]",
            hideParamSyntax = true,
            description = {"NOTEBOOK: loaded before the prompt comes.", "NAME=VALUE: a setting."})
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        Arguments arguments = Arguments.of(words);
        Settings settings = arguments.apply();
        List<String> options = new ArrayList<>(List.of(
                "--class-path",
                ProjectFolder.classes().toString(),
                "--startup",
                ProjectFolder.locate().resolve(Path.of("lib", "startup.jsh")).toString()));
        for (Setting setting : Setting.values()) {
            if (settings.origin(setting) == Origin.COMMAND_LINE) {
                options.add("-R-D" + Settings.PROPERTY_PREFIX + setting + "=" + settings.text(setting));
            }
        }
        for (String property : List.of(Terminal.OUTPUT_PROPERTY, Terminal.COLUMNS_PROPERTY)) {
            options.add("-R-D" + property + "=" + System.getProperty(property, ""));
        }
        arguments
                .notebook()
                .ifPresent(typed -> options.add(NotebookFile.find(typed).toString()));
        // On first use it would tell of the folder that it makes for the history of the prompt.
        PREFERENCES.setLevel(Level.OFF);
        System.err.println(
                "Flowbench: everything of settings, scenarios, experiments and analysis is imported, and display(…).");
        System.err.println("Try Settings.load() or display(\"hello\"); /exit leaves.");
        return JavaShellToolBuilder.builder().start(options.toArray(String[]::new));
    }
}
