package flowbench.notebook;

import flowbench.runfolder.NamedRuns;
import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words after a verb: a notebook, settings, run folders.
 *
 * @param notebook the first word without {@code =}
 * @param settings the text of each setting that was given as {@code NAME=VALUE}
 * @param folders every further word without {@code =}: run folders, or ids or labels of runs
 */
record Arguments(Optional<String> notebook, Map<Setting, String> settings, List<String> folders) {
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
        if (!folders.isEmpty()) {
            String given = checked.text(Setting.RUN_FOLDERS);
            texts.put(
                    Setting.RUN_FOLDERS.name(),
                    Stream.concat(
                                    Stream.of(given).filter(text -> !text.isEmpty()),
                                    folders.stream().flatMap(word -> folders(word, checked)))
                            .collect(Collectors.joining(File.pathSeparator)));
        }
        texts.forEach((name, text) -> System.setProperty(Settings.PROPERTY_PREFIX + name, text));
        return Settings.load();
    }

    /** A run folder as it is given, or those of the runs that a word is the id or the label of. */
    private static Stream<String> folders(String word, Settings settings) {
        return Files.isDirectory(Path.of(word))
                ? Stream.of(word)
                : NamedRuns.of(Setting.RUN_FOLDERS, settings.with(Setting.RUN_FOLDERS, word, Origin.COMMAND_LINE))
                        .stream()
                        .map(run -> run.path().toString());
    }

    /** Refuses any word that is no setting, for verbs that take settings only. */
    Arguments settingsOnly() {
        notebook.ifPresent(word -> {
            throw new UserException("\"" + word + "\" is not NAME=VALUE.");
        });
        return this;
    }
}
