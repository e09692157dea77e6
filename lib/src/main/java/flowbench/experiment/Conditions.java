package flowbench.experiment;

import flowbench.runfolder.Manifest;
import flowbench.settings.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The machine, the JVM and the code that a run is measured with. */
final class Conditions {
    private static final long GIT_SECONDS = 10;

    private Conditions() {}

    /** This machine and this JVM. */
    static Manifest.Machine machine() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Manifest.Machine(
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("java.vm.name"),
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                Runtime.getRuntime().maxMemory());
    }

    /** Tells one build of the library from another: a checksum of its jar; empty where the classes are in a folder. */
    static String code() {
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

    /** The model of the processor where the system tells it in a file; else empty. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** This library; the commit is empty where the project is no git checkout, or there is no git. */
    static Manifest.Library library() {
        String version = Conditions.class.getPackage().getImplementationVersion();
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
