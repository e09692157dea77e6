package flowbench.settings;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds {@code notebooks/}, {@code lib/}, {@code data/} and {@code setup.sql}. */
public final class ProjectFolder {
    private ProjectFolder() {}

    /** The project folder that this library was built in, found from where its classes are. */
    public static Path locate() {
        for (Path folder = classes(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("setup.sql")) && Files.isDirectory(folder.resolve("lib"))) {
                return folder;
            }
        }
        throw new UserException("No folder above " + classes()
                + " holds setup.sql and lib/; run Flowbench from the project it was built in.");
    }

    /** The jar or the folder that this library's classes were loaded from. */
    public static Path classes() {
        try {
            return Path.of(ProjectFolder.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folder for runs and the embedded server's files: {@link Setting#DATA_DIR}, or {@code data/} of the project. */
    public static Path data(Settings settings) {
        String chosen = settings.text(Setting.DATA_DIR);
        return chosen.isEmpty()
                ? locate().resolve("data")
                : Path.of(chosen).toAbsolutePath().normalize();
    }
}
