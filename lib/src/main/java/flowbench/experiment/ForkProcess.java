package flowbench.experiment;

import flowbench.settings.ProjectFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process of one fork, seen from the one that started it. */
final class ForkProcess implements AutoCloseable {
    /** A fork that is told to end stops its server first. */
    private static final long STOP_SECONDS = 15;

    private final Process process;
    private final BufferedReader messages;

    private ForkProcess(Process process) {
        this.process = process;
        this.messages = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a fork and tells it its plan. */
    static ForkProcess start(ForkPlan plan) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        // Standard output is for messages; what the JVM itself has to say goes to standard error.
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "-cp",
                        classPath(),
                        Fork.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ForkProcess fork = new ForkProcess(process);
        fork.tell(ForkMessage.JSON.writeValueAsString(plan));
        return fork;
    }

    /**
     * The jar names the jars that it needs. Classes in a folder, as a build tool runs them, need the class path of this
     * process; the class path of the process alone would not do, since at the JShell prompt it does not hold Flowbench.
     */
    private static String classPath() {
        Path classes = ProjectFolder.classes();
        return Files.isDirectory(classes) ? System.getProperty("java.class.path") : classes.toString();
    }

    /** Says a line to the fork. */
    void tell(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** The next message; empty when the fork has said its last. */
    Optional<ForkMessage> next() {
        try {
            return Optional.ofNullable(messages.readLine()).map(ForkMessage::parse);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Waits for the end of a fork that has said its last; its exit code. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Tells the fork to end, by ending its input, and waits until it and its server are gone. */
    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
        } catch (IOException e) {
            // It is gone already.
        }
        // In a thread of its own: whoever interrupts this one, as Ctrl-C at the JShell prompt does, must not cut
        // short the time that the fork needs to stop its server.
        Thread reaper = new Thread(this::reap, "fork-reaper");
        reaper.start();
        try {
            reaper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reap() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
