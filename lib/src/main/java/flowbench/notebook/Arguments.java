package flowbench.notebook;

import flowbench.settings.ProjectFolder;
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
import java.util.stream.Collectors;

/**
 * The words after a verb: a notebook, settings, run folders, files.
 *
 * @param notebook the first word without {@code =}
 * @param settings the text of each setting that was given as {@code NAME=VALUE}
 * @param others every further word without {@code =}: a run folder, the id of a run, or a file
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
        Path runs = ProjectFolder.data(checked).resolve("runs");
        Map<Setting, List<String>> paths = new LinkedHashMap<>();
        for (String word : others) {
            Path path = path(word, runs);
            Setting setting = Files.isDirectory(path) ? Setting.RUN_FOLDERS : Setting.IMPORT_FILES;
            paths.computeIfAbsent(setting, s -> new ArrayList<>(List.of(checked.text(s))))
                    .add(path.toString());
        }
        paths.forEach((setting, all) -> texts.put(
                setting.name(),
                all.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(File.pathSeparator))));
        texts.forEach((name, text) -> System.setProperty(Settings.PROPERTY_PREFIX + name, text));
        return Settings.load();
    }

    /** What a word names: a folder or a file, or else the run of that id among those of the data folder. */
    private static Path path(String word, Path runs) {
        try {
            Path path = Path.of(word);
            if (Files.exists(path)) {
                return path;
            }
            if (Files.isDirectory(runs.resolve(word))) {
                return runs.resolve(word);
            }
        } catch (InvalidPathException e) {
            // Said below, as of a path that is not there.
        }
        throw new UserException("There is no run folder \"" + word
                + "\", and no run or file of that name; what follows the"
                + " notebook is NAME=VALUE, a run folder, the id of a run in " + runs + ", or a file to import.");
    }

    /** Refuses any word that is no setting, for verbs that take settings only. */
    Arguments settingsOnly() {
        notebook.ifPresent(word -> {
            throw new UserException("\"" + word + "\" is not NAME=VALUE.");
        });
        return this;
    }
}
