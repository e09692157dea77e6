package flowbench.notebook;

import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs real commands on the real jar, and keeps what they said. */
record BenchProcess(Path folder, Map<String, String> environment) {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    record Result(int code, String out, String err) {}

    static BenchProcess in(Path folder) {
        return new BenchProcess(folder, Map.of());
    }

    BenchProcess with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new BenchProcess(folder, Map.copyOf(more));
    }

    static Path project() {
        return ProjectFolder.locate();
    }

    static Path jar() {
        return project().resolve("lib/target/flowbench.jar");
    }

    Result bench(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java("java"), "-jar", jar().toString()));
        command.addAll(List.of(words));
        return command("", command);
    }

    Result notebook(String text) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("n.jsh"), text);
        return bench("run", "n.jsh");
    }

    Result command(String input, List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return finish(process);
    }

    Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(Files.createTempFile(folder, "out", ".txt").toFile())
                .redirectError(Files.createTempFile(folder, "err", ".txt").toFile());
        // Settings of whoever runs the tests must not reach them.
        builder.environment()
                .keySet()
                .removeAll(Stream.of(Setting.values()).map(Setting::name).toList());
        builder.environment().keySet().removeAll(List.of("COLUMNS", "NO_COLOR"));
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(process, builder);
        return process;
    }

    Result finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the command did not end");
        }
        return new Result(process.exitValue(), output(process), errors(process));
    }

    static String output(Process process) throws IOException {
        return Files.readString(outputs.get(process).redirectOutput().file().toPath());
    }

    private static String errors(Process process) throws IOException {
        return Files.readString(outputs.get(process).redirectError().file().toPath());
    }

    static String java(String tool) {
        return JAVA_HOME.resolve("bin").resolve(tool).toString();
    }

    private static final Map<Process, ProcessBuilder> outputs = new java.util.concurrent.ConcurrentHashMap<>();
}
