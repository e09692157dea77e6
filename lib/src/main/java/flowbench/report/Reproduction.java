package flowbench.report;

import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How to measure a run again.
 *
 * @param command for a POSIX shell, with every setting that was chosen; holds no password, and no folder of the machine that the
 *     run was measured on. Absent where the scenario is none that can be measured here.
 * @param notes what must be known beside it, a sentence each
 */
record Reproduction(Optional<String> command, List<String> notes) {
    private static final List<String> SCENARIOS =
            List.of("high-frequency", "concurrent-flows", "bare-queue", "event-stream");

    /** The scenarios that have a notebook of their name; the others are measured in turn with themselves. */
    private static final List<String> NOTEBOOKS = SCENARIOS.subList(0, 2);

    /** Of a run; of one that was measured in turn with another, of both. */
    static Reproduction of(Manifest run) {
        if (!SCENARIOS.contains(run.scenario())) {
            return new Reproduction(
                    Optional.empty(),
                    List.of("How to measure it again is not known: " + run.scenario()
                            + " is no scenario of this version of Flowbench."));
        }
        boolean pair = !run.pairedWith().isEmpty();
        String own = pair ? run.setting(run.variant().equals("A") ? Setting.A : Setting.B) : "";
        String other = pair ? run.setting(run.variant().equals("A") ? Setting.B : Setting.A) : "";
        boolean byItself = !pair && NOTEBOOKS.contains(run.scenario());
        List<String> words = new ArrayList<>(List.of("lib/bench", "run"));
        List<String> notes = new ArrayList<>();
        words.add(byItself ? run.scenario() : (own + other).isBlank() ? "aa" : "ab");
        if (!byItself) {
            words.add(Setting.SCENARIO + "=" + run.scenario());
        }
        if (!pair && !byItself) {
            notes.add("The notebook aa measures it twice in turn, as no notebook measures this scenario once.");
        }
        for (Setting setting : Setting.values()) {
            String value = run.setting(setting);
            if (isChosen(run, setting) && isSecret(setting, value)) {
                notes.add("Set " + setting + " in the environment before; it is not repeated here.");
            } else if (isChosen(run, setting)
                    && setting != Setting.SCENARIO
                    && setting.isOfTheMeasurement()
                    && !sets(own, setting)) {
                words.add(quoted(setting + "=" + value));
            }
            if (sets(own, setting) && !sets(other, setting)) {
                notes.add("What " + setting + " was for the other variant is in the report of that run.");
            }
        }
        Manifest.Library library = run.library();
        if (!library.gitCommit().isEmpty()) {
            notes.add("It was measured by Flowbench " + library.version() + ", commit "
                    + RunConditions.shortened(library.gitCommit())
                    + (library.modified() ? ", with changes that are in no commit." : "."));
        }
        return new Reproduction(Optional.of(String.join(" ", words)), List.copyOf(notes));
    }

    private static boolean isChosen(Manifest run, Setting setting) {
        return Optional.ofNullable(run.settings().get(setting.name()))
                .filter(value -> !SettingsTables.isDefault(value))
                .isPresent();
    }

    /** Whether a variant such as {@code WORKERS=4 POOL_SIZE=8} has a setting for itself. */
    private static boolean sets(String variant, Setting setting) {
        return Pattern.compile("(^|\\s)" + setting + "=").matcher(variant).find();
    }

    private static boolean isSecret(Setting setting, String value) {
        boolean variant = setting == Setting.A || setting == Setting.B;
        return setting.isSecret()
                || variant && Stream.of(Setting.values()).anyMatch(inside -> inside.isSecret() && sets(value, inside));
    }

    /** A word of a shell: as it is where that is safe, else in single quotes. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_.,:/%@+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
