package flowbench.notebook;

import flowbench.analysis.Grid;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The settings, for the terminal and for README; both are made of the declarations in {@link Setting}. */
final class SettingsTable {
    private static final String INDENT = "    ";

    private static final int LONGEST_NAME = Arrays.stream(Setting.values())
            .mapToInt(setting -> setting.name().length())
            .max()
            .orElseThrow();

    private SettingsTable() {}

    /** With the values in force and where each came from; below each what it does, what is allowed, and its default. */
    static String of(Settings settings) {
        return Arrays.stream(Setting.values())
                .map(setting -> entry(setting, settings))
                .collect(Collectors.joining("\n"));
    }

    private static String entry(Setting setting, Settings settings) {
        String name = setting.name() + " ".repeat(LONGEST_NAME - setting.name().length());
        String value = settings.shown(setting);
        String allowed = (setting.range() + " " + setting.unit()).strip();
        String normal = setting.defaultText().isEmpty() ? "" : "; default " + setting.defaultText();
        return name + "  " + (value.isEmpty() ? Grid.NOTHING : value) + "  (" + settings.origin(setting) + ")\n"
                + Grid.wrapped(INDENT, setting.documentation())
                + Grid.wrapped(INDENT, allowed + normal);
    }

    /** As Markdown, without values, so that it is the same everywhere. */
    static String markdown() {
        String head = "| name | default | unit | range | what it does |\n| --- | --- | --- | --- | --- |\n";
        return Arrays.stream(Setting.values())
                .map(s -> "| `" + s + "` | " + s.defaultText() + " | " + s.unit() + " | " + s.range() + " | "
                        + s.documentation() + " |")
                .collect(Collectors.joining("\n", head, ""));
    }
}
