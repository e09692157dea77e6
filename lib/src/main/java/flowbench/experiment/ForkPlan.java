package flowbench.experiment;

import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a fork is told to do, on its standard input: a connection URL may hold a password, which arguments would show to every
 * user of the machine.
 *
 * @param code the {@link ThisBuild#checksum} that the fork must find itself running
 * @param runFolder where to write
 * @param scenario what to repeat
 * @param fork from 1
 * @param settings every setting in force
 */
record ForkPlan(String code, String runFolder, String scenario, int fork, Map<Setting, Value> settings) {
    record Value(String text, Origin origin) {}

    static ForkPlan of(String code, String runFolder, String scenario, int fork, Settings settings) {
        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, new Value(settings.text(setting), settings.origin(setting)));
        }
        return new ForkPlan(code, runFolder, scenario, fork, values);
    }

    Settings settingsInForce() {
        Settings inForce = Settings.of(Map.of(), Map.of());
        for (Map.Entry<Setting, Value> entry : settings.entrySet()) {
            inForce = inForce.with(
                    entry.getKey(), entry.getValue().text(), entry.getValue().origin());
        }
        return inForce;
    }
}
