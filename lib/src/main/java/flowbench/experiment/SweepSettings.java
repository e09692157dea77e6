package flowbench.experiment;

import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;

/**
 * The settings of a sweep, which measures many conditions in rounds: a setting that was chosen takes the place of what would be
 * swept, or of a default that is made for a sweep.
 *
 * @param settings in force
 */
record SweepSettings(Settings settings) {
    private static final int MOST_EXECUTE_MS = 600_000;

    /** With what every sweep has in the place of defaults that are made for one scenario. */
    static SweepSettings of(Settings settings) {
        return new SweepSettings(settings
                        // As many rounds as there are to be.
                        .with(Setting.PRECISION, "")
                        // What is not delivered is a result here, and no reason to stop.
                        .with(Setting.MIN_EVENT_DELIVERY, 0))
                .unlessChosen(Setting.MAX_COMPLETION_TIME_MS, MOST_EXECUTE_MS);
    }

    /** Another default. */
    SweepSettings unlessChosen(Setting setting, int value) {
        return isChosen(setting) ? this : new SweepSettings(settings.with(setting, value));
    }

    /** Whether somebody chose the value, or it is the default. */
    boolean isChosen(Setting setting) {
        return settings.origin(setting) != Origin.DEFAULT;
    }

    /** The values to measure: those to sweep, or the one that was chosen. */
    List<Integer> swept(Setting setting, List<Integer> values) {
        return isChosen(setting) ? List.of(settings.number(setting)) : values;
    }
}
