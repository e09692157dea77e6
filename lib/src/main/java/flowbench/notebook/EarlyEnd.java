package flowbench.notebook;

import flowbench.settings.ExitCode;
import flowbench.settings.UserException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Watches for the two ways in which a notebook goes wrong unseen: an exception in another thread, and System.exit. */
final class EarlyEnd implements AutoCloseable {
    private record Background(String text, Throwable thrown) {}

    private final AtomicReference<Optional<Place>> running = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Background>> background = new AtomicReference<>(Optional.empty());
    private final Thread hook = new Thread(this::tellOfExit, "bench-early-end");

    EarlyEnd() {
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Where the notebook is now. */
    void at(Place place) {
        running.set(Optional.of(place));
    }

    /** Ends the notebook if a thread of its own ended with an exception. */
    void refuseBackgroundFailure() throws NotebookFailure {
        Optional<Background> failed = background.get();
        if (failed.isPresent()) {
            ExitCode code = failed.get().thrown() instanceof UserException ? ExitCode.USAGE : ExitCode.FAILED;
            throw new NotebookFailure(
                    failed.get().text(), code, Optional.of(failed.get().thrown()));
        }
    }

    private void uncaught(Thread thread, Throwable thrown) {
        String where = running.get().map(Place::toString).orElse("bench");
        String text = where + ": error: a thread (" + thread.getName() + ") ended with "
                + SnippetNames.removed(String.valueOf(thrown));
        background.compareAndSet(Optional.empty(), Optional.of(new Background(text, thrown)));
    }

    private void tellOfExit() {
        // Ctrl-C comes here too, but not from Runtime.exit.
        boolean called = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !entry.getKey().getName().equals(StandardOutput.CLOSED))
                .flatMap(entry -> Stream.of(entry.getValue()))
                .anyMatch(f -> f.getClassName().equals("java.lang.Runtime")
                        && f.getMethodName().equals("exit"));
        if (called) {
            running.get()
                    .ifPresent(place -> System.err.println(
                            place + ": System.exit ended the notebook here; write /exit CODE on a line of its own."));
        }
    }

    @Override
    public void close() {
        Thread.setDefaultUncaughtExceptionHandler(null);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook with it.
        }
    }
}
