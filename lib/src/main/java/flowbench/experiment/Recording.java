package flowbench.experiment;

import flowbench.database.Database;
import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.Failed;
import flowbench.experiment.ForkMessage.Finished;
import flowbench.experiment.ForkMessage.Ready;
import flowbench.experiment.ForkMessage.Warning;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One run being recorded: starts its forks, and keeps its manifest true. The manifest is sealed once, by whichever comes
 * first: the last fork, a failure, or the end of this process.
 */
final class Recording implements AutoCloseable {
    /** What a process ends with when it is interrupted at the terminal (128 + SIGINT), or told to end (128 + SIGTERM). */
    private static final Set<Integer> INTERRUPTED = Set.of(130, 143);

    private final RunFolder folder;
    private final Settings settings;
    private final Thread interruption = new Thread(this::interrupt, "seal-interrupted-run");
    private boolean sealed;
    private Status end = Status.INTERRUPTED;
    private String why = "The recording was stopped.";
    private Optional<ForkProcess> current = Optional.empty();

    Recording(RunFolder folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
        Runtime.getRuntime().addShutdownHook(interruption);
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Runs one fork to its end. */
    void fork(ForkPlan plan, Progress progress) {
        try (ForkProcess process = begin(plan)) {
            for (Optional<ForkMessage> said = process.next(); said.isPresent(); said = process.next()) {
                hear(said.get(), plan.fork(), process, progress);
            }
            int exitCode = process.exitCode();
            if (INTERRUPTED.contains(exitCode)) {
                seal(Status.INTERRUPTED, "Fork " + plan.fork() + " was told to end.");
                throw new UserException("Fork " + plan.fork() + " was told to end.");
            }
            if (exitCode != 0) {
                // A fork that was killed could not stop its server.
                Database.deleteAbandoned(settings);
                throw failed("Fork " + plan.fork() + " ended with exit code " + exitCode + ".");
            }
        } catch (IOException e) {
            throw failed("Fork " + plan.fork() + " cannot be reached: " + e.getMessage() + ".");
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(Status.FAILED, "Flowbench failed: " + e + ".");
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            seal(Status.INTERRUPTED, "The thread that recorded was interrupted.");
            throw new UserException("The run was interrupted.", e);
        }
    }

    private synchronized ForkProcess begin(ForkPlan plan) throws IOException {
        ForkProcess process = ForkProcess.start(plan);
        current = Optional.of(process);
        return process;
    }

    private void hear(ForkMessage said, int fork, ForkProcess process, Progress progress) throws IOException {
        if (said instanceof Ready ready) {
            update(manifest -> manifest.withFork(
                    ready.engineVersion(),
                    ready.server(),
                    ready.machine(),
                    new Manifest.Fork(fork, ready.pid(), now(), ready.databaseStartNs())));
            process.tell("go");
        } else if (said instanceof Entered entered) {
            progress.entered(fork, entered);
        } else if (said instanceof Finished finished) {
            progress.finished(fork, finished);
        } else if (said instanceof Warning warning) {
            warn(warning.sentence(), progress);
        } else if (said instanceof Failed failed) {
            throw failed("Fork " + fork + ": " + failed.sentence());
        }
    }

    private void warn(String sentence, Progress progress) {
        if (!folder.manifest().warnings().contains(sentence)) {
            progress.warning(sentence);
            update(manifest -> manifest.withWarning(sentence));
        }
    }

    private UserException failed(String sentence) {
        failed(Status.FAILED, sentence);
        return new UserException(sentence);
    }

    /** Seals the manifest of a run whose forks all ended well. */
    void complete() {
        seal(Status.COMPLETE, "");
    }

    private synchronized void seal(Status status, String why) {
        update(manifest -> manifest.sealed(status, now(), why));
        sealed = true;
    }

    private synchronized void update(UnaryOperator<Manifest> change) {
        if (!sealed) {
            folder.update(change.apply(folder.manifest()));
        }
    }

    private void interrupt() {
        seal(Status.INTERRUPTED, "The process was told to end.");
        current.ifPresent(ForkProcess::close);
        // On a line of its own, below the bar.
        String newLine = Boolean.getBoolean(Progress.TERMINAL_PROPERTY) ? System.lineSeparator() : "";
        System.err.println(newLine + "interrupted: what was measured is kept in " + folder.path());
    }

    /** Notes how a run ended that is not complete. */
    void failed(Status status, String sentence) {
        end = status;
        why = sentence;
    }

    /** Seals the manifest of a run that did not complete, unless it is sealed already. */
    @Override
    public void close() {
        seal(end, why);
        try {
            Runtime.getRuntime().removeShutdownHook(interruption);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook is doing its work.
        }
    }
}
