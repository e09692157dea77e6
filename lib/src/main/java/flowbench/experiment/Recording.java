package flowbench.experiment;

import flowbench.database.Database;
import flowbench.experiment.ForkMessage.Disconnected;
import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.Failed;
import flowbench.experiment.ForkMessage.FailedIteration;
import flowbench.experiment.ForkMessage.Finished;
import flowbench.experiment.ForkMessage.Ready;
import flowbench.experiment.ForkMessage.Warning;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.Precision;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One run being recorded: starts its forks, keeps their throughput, and keeps its manifest true. The manifest is sealed once, by
 * whichever comes first: the end of its last round, a failure, or the end of this process, which an {@link Interruption} tells of.
 */
final class Recording implements AutoCloseable {
    /** What a process ends with when it is interrupted at the terminal (128 + SIGINT), or told to end (128 + SIGTERM). */
    private static final Set<Integer> INTERRUPTED = Set.of(130, 143);

    private final Rounds.Lane lane;
    private final StoppingRule rule;
    private final Runnable hold;
    private final RunFolder folder;
    private boolean sealed;
    private Status end = Status.INTERRUPTED;
    private Optional<String> why = Optional.empty();
    private final List<Double> throughputs = new ArrayList<>();
    private Optional<ForkProcess> current = Optional.empty();
    private volatile boolean hasIterations;
    private volatile boolean hasResults;

    private Recording(Rounds.Lane lane, StoppingRule rule, Runnable hold, RunFolder folder) {
        this.lane = lane;
        this.rule = rule;
        this.hold = hold;
        this.folder = folder;
    }

    /**
     * Makes the folder of a run.
     *
     * @param hold holds the databases again where the connections that held them were lost
     */
    static Recording begin(Rounds.Lane lane, StoppingRule rule, Runnable hold) {
        Scenario scenario = lane.scenario();
        RunFolder folder = RunFolder.create(ProjectFolder.data(scenario.settings()), scenario.name(), id -> {
            Manifest manifest = manifest(id, scenario);
            return rule.reached(true).map(manifest::withPrecision).orElse(manifest);
        });
        return new Recording(lane, rule, hold, folder);
    }

    /** What is known of a run before it begins. */
    static Manifest manifest(String runId, Scenario scenario) {
        Settings settings = scenario.settings();
        Map<String, Manifest.SettingValue> values = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            values.put(
                    setting.name(),
                    new Manifest.SettingValue(
                            settings.shown(setting), settings.origin(setting).toString()));
        }
        return new Manifest(
                runId,
                scenario.name(),
                settings.text(Setting.ENGINE),
                "",
                Status.RUNNING,
                now(),
                "",
                "",
                settings.longNumber(Setting.SEED),
                values,
                Manifest.Server.UNKNOWN,
                ThisMachine.describe(),
                ThisBuild.describe(),
                List.of(),
                List.of());
    }

    private Settings settings() {
        return lane.scenario().settings();
    }

    RunFolder folder() {
        return folder;
    }

    /** The throughput of each fork that has ended: the mean of its measured iterations. One that has none is left out. */
    double[] throughputs() {
        return throughputs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Notes which run is measured in turn with this one, and which of the two this is. */
    void pairWith(Recording other) {
        update(manifest ->
                manifest.withPair(lane.label(), other.folder.manifest().runId()));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Runs one fork, counted from 1, to its end. */
    void fork(int fork, String code, Progress progress) {
        ForkPlan plan =
                ForkPlan.of(code, folder.path().toString(), lane.scenario().name(), fork, settings());
        progress.forkStarts(lane, fork);
        DoubleSummaryStatistics throughput = new DoubleSummaryStatistics();
        holdAgain();
        try (ForkProcess process = begin(plan)) {
            for (Optional<ForkMessage> said = process.next(); said.isPresent(); said = process.next()) {
                hear(said.get(), fork, process, progress, throughput);
            }
            int exitCode = process.exitCode();
            if (INTERRUPTED.contains(exitCode)) {
                seal(Status.INTERRUPTED, "Fork " + fork + " was told to end.");
                throw new UserException("Fork " + fork + " was told to end.");
            }
            if (exitCode != 0) {
                // A fork that was killed could not stop its server.
                Database.deleteAbandoned(settings());
                throw failed("Fork " + fork + " ended with exit code " + exitCode + ".");
            }
            if (throughput.getCount() > 0) {
                throughputs.add(throughput.getAverage());
            }
            noteReached(true);
        } catch (IOException e) {
            throw failed("Fork " + fork + " cannot be reached: " + e.getMessage() + ".");
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException e) {
            failed("Flowbench failed: " + e + ".");
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            seal(Status.INTERRUPTED, "The thread that recorded was interrupted.");
            throw new UserException("The run was interrupted.", e);
        }
    }

    /** Only those who hold the databases may touch them. */
    private void holdAgain() {
        try {
            hold.run();
        } catch (UserException e) {
            throw failed(e.getMessage());
        }
    }

    private synchronized ForkProcess begin(ForkPlan plan) throws IOException {
        ForkProcess process = ForkProcess.start(plan);
        current = Optional.of(process);
        return process;
    }

    private void hear(
            ForkMessage said, int fork, ForkProcess process, Progress progress, DoubleSummaryStatistics throughput)
            throws IOException {
        if (said instanceof Ready ready) {
            update(manifest -> manifest.withFork(
                    ready.engineVersion(),
                    ready.server(),
                    ready.machine(),
                    new Manifest.Fork(fork, ready.pid(), now(), ready.databaseStartNs())));
            process.tell("go");
        } else if (said instanceof Entered entered) {
            progress.entered(entered);
        } else if (said instanceof Finished finished) {
            hasIterations = true;
            if (finished.kind() == Kind.MEASURED) {
                hasResults = true;
                throughput.accept(finished.throughput());
            }
            progress.finished(finished);
        } else if (said instanceof FailedIteration lost) {
            Manifest.FailedIteration failed = new Manifest.FailedIteration(
                    fork, lost.iteration(), lost.kind(), lost.phase(), lost.cause(), now());
            update(manifest -> manifest.withFailedIteration(failed));
            progress.failed(failed);
        } else if (said instanceof Disconnected) {
            holdAgain();
            process.tell("go");
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

    /** Notes that every run has had its fork of a round, and whether there will be another round. */
    void roundEnded(boolean goesOn, Progress progress) {
        noteReached(goesOn).ifPresent(precision -> progress.reached(lane, precision));
    }

    private Optional<Precision> noteReached(boolean goesOn) {
        Optional<Precision> precision = rule.reached(goesOn, throughputs());
        precision.ifPresent(now -> update(manifest -> manifest.withPrecision(now)));
        return precision;
    }

    /** Seals the manifest of a run whose forks all ended; why it failed if it delivered too few events, or measured nothing. */
    Optional<UserException> conclude() {
        List<Manifest.FailedIteration> lost = folder.manifest().failedIterations();
        if (throughputs.isEmpty() && !lost.isEmpty()) {
            String sentence = "Nothing was measured: every measured iteration failed, the last one because "
                    + lost.get(lost.size() - 1).cause()
                    + (folder.manifest().server().keepsLog() ? "; look at the server's log." : ".");
            seal(Status.FAILED, sentence);
            return Optional.of(UserException.whileMeasuring(
                    sentence + " What there is of it is kept in " + folder.path() + ".", null));
        }
        Optional<String> tooFew = DeliveryVerdict.of(folder, settings());
        tooFew.ifPresentOrElse(sentence -> seal(Status.FAILED, sentence), () -> seal(Status.COMPLETE, ""));
        return tooFew.map(sentence -> UserException.tooFewDelivered(sentence + " What was measured is kept in "
                + folder.path() + "; \"lib/bench run analyze " + folder.path() + "\" shows what is missing."));
    }

    private UserException failed(String sentence) {
        end = Status.FAILED;
        why = Optional.of(sentence);
        return new UserException(sentence);
    }

    /** Notes why a run ends that did nothing wrong itself: the one that is measured in turn with it did. */
    void stopped(String sentence) {
        String other = folder.manifest().pairedWith();
        if (why.isEmpty()) {
            why = Optional.of("Ended with " + (other.isEmpty() ? "another run that was measured in turn" : other) + ": "
                    + sentence);
        }
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

    /** Whether an iteration ended: it is on disk. */
    boolean hasIterations() {
        return hasIterations;
    }

    /** Whether one ended that was not warm-up: there is something to analyse. */
    boolean hasResults() {
        return hasResults;
    }

    /** Seals the manifest of a run whose process is told to end. */
    void interrupt() {
        seal(Status.INTERRUPTED, "The process was told to end.");
    }

    /** Ends the fork that is at work, if there is one, and waits until it and its server are gone. */
    void endFork() {
        Optional<ForkProcess> last;
        synchronized (this) {
            last = current;
        }
        last.ifPresent(ForkProcess::close);
    }

    /** Seals the manifest of a run that did not complete, unless it is sealed already. */
    @Override
    public void close() {
        seal(end, why.orElse("The recording was stopped."));
    }
}
