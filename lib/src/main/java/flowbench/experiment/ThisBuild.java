package flowbench.experiment;

import flowbench.runfolder.Manifest;
import flowbench.settings.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** The build of this library that a run is measured with. */
final class ThisBuild {
    private static final long GIT_SECONDS = 10;

    private ThisBuild() {}

    /** Of the jar, to tell this build from another one; empty where the classes are in a folder. */
    static String checksum() {
        Path classes = ProjectFolder.classes();
        if (Files.isDirectory(classes)) {
            return "";
        }
        try {
            CRC32C checksum = new CRC32C();
            checksum.update(Files.readAllBytes(classes));
            return Long.toHexString(checksum.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its version and its commit, which is empty where the project is no git checkout, or there is no git. */
    static Manifest.Library describe() {
        String version = ThisBuild.class.getPackage().getImplementationVersion();
        return new Manifest.Library(
                version == null ? "unpackaged" : version,
                git("rev-parse", "HEAD"),
                !git("status", "--porcelain", "--", "lib", "notebooks", "setup.sql")
                        .isEmpty());
    }

    private static String git(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "-C", ProjectFolder.locate().toString()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
