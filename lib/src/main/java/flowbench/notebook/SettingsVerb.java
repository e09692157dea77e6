package flowbench.notebook;

import flowbench.settings.ExitCode;
import flowbench.settings.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints every setting. */
@Command(
        name = "settings",
        description = "Show every setting, its value and where that came from.",
        sortOptions = false)
final class SettingsVerb implements Callable<Integer> {
    @Option(names = "--markdown", hidden = true, description = "Print the table of README.")
    private boolean markdown;

    @Parameters(paramLabel = "[NAME=VALUE…]", hideParamSyntax = true, description = "Settings to check and show.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        Settings settings = Arguments.of(words).settingsOnly().apply();
        System.out.println(markdown ? SettingsTable.markdown() : SettingsTable.of(settings));
        return ExitCode.OK.number();
    }
}
