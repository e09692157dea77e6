package flowbench.notebook;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings as a table, for the terminal and for README; both are made of the declarations in {@link Setting}. */
final class SettingsTable {
    /** The longest name and the blanks around it. */
    private static final int WIDEST_NAME = Arrays.stream(Setting.values())
            .mapToInt(setting -> setting.name().length() + 2)
            .max()
            .orElseThrow();

    private static final int WIDEST_VALUE = 24;
    private static final int WIDEST_DOCUMENTATION = 50;

    private SettingsTable() {}

    /** With the values in force and where each came from. */
    static String of(Settings settings) {
        List<ColumnData<Setting>> columns = List.of(
                column("name", WIDEST_NAME, Setting::name),
                column("value", WIDEST_VALUE, settings::shown),
                column(
                        "origin",
                        WIDEST_VALUE,
                        setting -> settings.origin(setting).toString()),
                column("default", WIDEST_VALUE, Setting::defaultText),
                column("allowed", WIDEST_VALUE, setting -> (setting.range() + " " + setting.unit()).strip()),
                column("what it does", WIDEST_DOCUMENTATION, Setting::documentation));
        return AsciiTable.getTable(AsciiTable.NO_BORDERS, Arrays.asList(Setting.values()), columns)
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }

    /** As Markdown, without values, so that it is the same everywhere. */
    static String markdown() {
        String head = "| name | default | unit | range | what it does |\n| --- | --- | --- | --- | --- |\n";
        return Arrays.stream(Setting.values())
                .map(s -> "| `" + s + "` | " + s.defaultText() + " | " + s.unit() + " | " + s.range() + " | "
                        + s.documentation() + " |")
                .collect(Collectors.joining("\n", head, ""));
    }

    private static ColumnData<Setting> column(String header, int widest, Function<Setting, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(widest, OverflowBehaviour.NEWLINE)
                .with(text);
    }
}
