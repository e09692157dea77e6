package flowbench.notebook;

import flowbench.settings.ProjectFolder;
import flowbench.settings.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a notebook by what was typed for it: a path, or the name of one in {@code notebooks/}. */
final class NotebookFile {
    private static final String SUFFIX = ".jsh";

    private NotebookFile() {}

    /** The file, or a sentence that says which there are. */
    static Path find(String typed) {
        Path named = folder().resolve(typed.endsWith(SUFFIX) ? typed : typed + SUFFIX);
        return Stream.of(Path.of(typed), named)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new UserException("There is no notebook \"" + typed + "\"; " + available()
                        + " A path to a .jsh file works as well."));
    }

    private static String available() {
        if (!Files.isDirectory(folder())) {
            return "notebooks/ does not exist.";
        }
        try (Stream<Path> files = Files.list(folder())) {
            String names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .collect(Collectors.joining(", "));
            return "notebooks/ holds " + (names.isEmpty() ? "none" : names) + ".";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        return ProjectFolder.locate().resolve("notebooks");
    }
}
