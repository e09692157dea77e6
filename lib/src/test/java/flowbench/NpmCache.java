package flowbench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Packages that are fetched with npm, once, into the user's cache; where that cannot be, the tests that need them are skipped. */
public final class NpmCache {
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "flowbench");

    private NpmCache() {}

    /**
     * The folder that packages are installed in.
     *
     * @param name of the folder
     * @param packages each with its version
     */
    public static Path folder(String name, String... packages) throws IOException, InterruptedException {
        Path folder = CACHE.resolve(name);
        if (!Files.exists(folder.resolve("complete"))) {
            Files.createDirectories(folder);
            List<String> command = new ArrayList<>(List.of(
                    "npm", "install", "--prefix", folder.toString(), "--no-audit", "--no-fund", "--ignore-scripts"));
            command.addAll(List.of(packages));
            assumeTrue(succeeds(command.toArray(String[]::new)), "npm could not fetch " + packages[0]);
            Files.createFile(folder.resolve("complete"));
        }
        return folder;
    }

    /** Whether a command is there, and ends well within two minutes. */
    public static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
