package flowbench.notebook;

import flowbench.runfolder.NamedRuns;
import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The words after a verb: a notebook, settings, run folders, files.
 *
 * @param notebook the first word without {@code =}
 * @param settings the text of each setting that was given as {@code NAME=VALUE}
 * @param others every further word without {@code =}: a run folder, the id of a run, the label of several, or a file
 */
record Arguments(Optional<String> notebook, Map<Setting, String> settings, List<String> others) {
    private static final String ASSIGNMENT = "[A-Za-z_][A-Za-z0-9_]*=.*";

    /** Sorts words; a name that is no setting is refused. */
    static Arguments of(List<String> words) {
        Map<Setting, String> settings = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (String word : words) {
            if (word.matches("(?s)" + ASSIGNMENT)) {
                int equals = word.indexOf('=');
                settings.put(Setting.named(word.substring(0, equals)), word.substring(equals + 1));
            } else {
                others.add(word);
            }
        }
        return new Arguments(
                others.stream().findFirst(), settings, others.stream().skip(1).toList());
    }

    /** Makes the settings those of this process; a value that is not allowed is refused before any is. */
    Settings apply() {
        Map<String, String> texts = settings.entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
        Settings checked = Settings.of(texts, System.getenv());
        Map<Setting, List<String>> paths = new LinkedHashMap<>();
        for (String word : others) {
            Setting setting = isThere(word, Files::isRegularFile) ? Setting.IMPORT_FILES : Setting.RUN_FOLDERS;
            paths.computeIfAbsent(setting, s -> new ArrayList<>(List.of(checked.text(s))))
                    .addAll(setting == Setting.IMPORT_FILES ? List.of(word) : folders(word, checked));
        }
        paths.forEach((setting, all) -> texts.put(
                setting.name(),
                all.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(File.pathSeparator))));
        texts.forEach((name, text) -> System.setProperty(Settings.PROPERTY_PREFIX + name, text));
        return Settings.load();
    }

    private static boolean isThere(String word, Predicate<Path> as) {
        try {
            return as.test(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A run folder as it is given, or those of the runs that a word is the id or the label of. */
    private static List<String> folders(String word, Settings settings) {
        return isThere(word, Files::isDirectory)
                ? List.of(word)
                : NamedRuns.of(Setting.RUN_FOLDERS, settings.with(Setting.RUN_FOLDERS, word, Origin.COMMAND_LINE))
                        .stream()
                        .map(run -> run.path().toString())
                        .toList();
    }

    /** Refuses any word that is no setting, for verbs that take settings only. */
    Arguments settingsOnly() {
        notebook.ifPresent(word -> {
            throw new UserException("\"" + word + "\" is not NAME=VALUE.");
        });
        return this;
    }
}
