package flowbench.notebook;

import flowbench.output.MediaBundle;
import flowbench.output.Printer;
import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what a notebook puts out, beside printing it, and writes the executed notebook: before the first cell, after each
 * cell, and at the end, whether that is the end of the notebook, an error, a signal or {@code System.exit}.
 */
final class Recorder implements Printer, AutoCloseable {
    private static final String SUFFIX = ".ipynb";

    private final Notebook notebook;
    private final ExecutedNotebook executed;
    private final Path file;
    private final Printer printer;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Thread hook = new Thread(this::interrupted, "bench-executed-notebook");
    private boolean ended;

    private Recorder(Notebook notebook, Settings settings, Path file, Printer printer) {
        this.notebook = notebook;
        this.executed = new ExecutedNotebook(notebook, changed(settings));
        this.file = file;
        this.printer = printer;
    }

    /**
     * Begins to keep what is printed and displayed.
     *
     * @param printer prints what is displayed
     * @throws UserException if the name of the file is not that of a Jupyter notebook, or if it cannot be written
     */
    static Recorder begin(Notebook notebook, Settings settings, Path file, Printer printer) {
        if (!file.toString().endsWith(SUFFIX)) {
            throw new UserException("--output: \"" + file + "\" does not end in " + SUFFIX
                    + ", as a Jupyter notebook does; name such a file.");
        }
        Recorder recorder = new Recorder(notebook, settings, file, printer);
        recorder.write();
        System.setOut(recorder.kept("stdout", recorder.out));
        System.setErr(recorder.kept("stderr", recorder.err));
        Runtime.getRuntime().addShutdownHook(recorder.hook);
        return recorder;
    }

    private static Map<String, String> changed(Settings settings) {
        Map<String, String> changed = new TreeMap<>();
        Arrays.stream(Setting.values())
                .filter(setting -> settings.origin(setting) != Origin.DEFAULT)
                .forEach(setting -> changed.put(setting.name(), settings.shown(setting)));
        return changed;
    }

    private PrintStream kept(String name, PrintStream printed) {
        OutputStream both = new FilterOutputStream(printed) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                printed.write(bytes, from, length);
                synchronized (Recorder.this) {
                    executed.printed(name, bytes, from, length);
                }
            }

            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }
        };
        return new PrintStream(both, true, StandardCharsets.UTF_8);
    }

    /** Where the notebook is now; a place in another file is none of it. */
    synchronized void at(Place place) {
        if (place.file().equals(notebook.name()) && executed.at(place.line())) {
            write();
        }
    }

    @Override
    public void print(Object object) {
        printer.print(object);
        keep(object, false);
    }

    @Override
    public void printValue(Object value) {
        printer.printValue(value);
        keep(value, true);
    }

    private synchronized void keep(Object object, boolean value) {
        List<MediaBundle> bundles = MediaBundle.of(object);
        bundles.forEach(bundle -> executed.displayed(bundle, value && bundles.size() == 1));
    }

    /** The notebook ended with an error. */
    synchronized void failed(NotebookFailure failure) {
        String name = failure.getCause() == null
                ? "Error"
                : failure.getCause().getClass().getSimpleName();
        List<String> lines = failure.getMessage().lines().toList();
        failed(name, lines.get(0), lines);
        exited(failure.exitCode().number());
    }

    /** The notebook came to its end. */
    synchronized void exited(int code) {
        executed.exited(code);
    }

    private synchronized void interrupted() {
        if (!ended) {
            String sentence = "The process was ended here, by a signal such as Ctrl-C or by System.exit.";
            failed("Interrupted", sentence, List.of(sentence));
            end();
        }
    }

    private void failed(String name, String value, List<String> trace) {
        executed.failed(name, value, trace);
    }

    private void end() {
        ended = true;
        System.setOut(out);
        System.setErr(err);
        write();
    }

    /** In one step, so that nobody reads half a notebook. */
    private void write() {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            Files.createDirectories(absolute.getParent());
            Files.writeString(part, executed.json());
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UserException("--output: " + file + " cannot be written: " + e + ".", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!ended) {
                end();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook with it.
        }
    }
}
