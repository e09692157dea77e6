package flowbench.report;

import flowbench.runfolder.Manifest;
import flowbench.settings.Origin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The settings that a run was measured with, and where each came from. */
final class SettingsTables {
    private final Manifest run;

    SettingsTables(Manifest run) {
        this.run = run;
    }

    /** Those that somebody chose. */
    ReportTable chosen() {
        return table("Settings that were chosen", value -> !isDefault(value));
    }

    /** All others. */
    ReportTable defaults() {
        return table("Settings left at their defaults", SettingsTables::isDefault);
    }

    static boolean isDefault(Manifest.SettingValue setting) {
        return Origin.DEFAULT.toString().equals(setting.origin());
    }

    private ReportTable table(String caption, Predicate<Manifest.SettingValue> which) {
        ReportTable.Builder table = new ReportTable.Builder(caption).words("setting", "value", "from");
        for (Map.Entry<String, Manifest.SettingValue> setting : new TreeMap<>(run.settings()).entrySet()) {
            Manifest.SettingValue value = setting.getValue();
            if (which.test(value)) {
                table.row(List.of(Cell.text(setting.getKey()), Cell.text(value.value()), Cell.text(value.origin())));
            }
        }
        return table.build();
    }
}
