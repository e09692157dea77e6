package flowbench.experiment;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.engines.Engines;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario, repeated: {@link Setting#RUNS} forks, each of warm-up and measured iterations. */
public final class Experiment {
    private final Scenario scenario;
    private final Settings settings;

    private Experiment(Scenario scenario) {
        this.scenario = scenario;
        this.settings = scenario.settings();
    }

    /** An experiment that repeats a scenario as the scenario's settings say. */
    public static Experiment of(Scenario scenario) {
        return new Experiment(scenario);
    }

    /**
     * Measures, and keeps every raw value.
     *
     * @return the folder of the run, complete
     * @throws UserException if the settings do not go together, the server cannot be measured, a fork failed, or fewer events were delivered than {@link
     *     Setting#MIN_EVENT_DELIVERY} asks for; what was measured is kept, in a folder whose manifest says what happened
     */
    public RunFolder record() {
        EventChannel.check(settings);
        // Before there is a folder: what the engine is made of may have to be fetched, and may not be there.
        Engines.of(settings);
        Database.Reservation reservation = Database.reserve(settings);
        try {
            return recordAlone();
        } finally {
            reservation.close();
        }
    }

    private RunFolder recordAlone() {
        RunFolder folder = RunFolder.create(ProjectFolder.data(settings), scenario.name(), this::manifest);
        String code = Conditions.code();
        int forks = settings.number(Setting.RUNS);
        int iterations = settings.number(Setting.WARMUP_ITERATIONS) + settings.number(Setting.MEASURED_ITERATIONS);
        try (Recording recording = new Recording(folder, settings);
                Progress progress = Progress.of(scenario.name(), forks, iterations)) {
            for (int fork = 1; fork <= forks; fork++) {
                progress.forkStarts(fork);
                recording.fork(ForkPlan.of(code, folder.path().toString(), scenario.name(), fork, settings), progress);
            }
            DeliveryVerdict.of(folder, settings).ifPresent(sentence -> {
                recording.failed(Status.FAILED, sentence);
                throw UserException.tooFewDelivered(sentence + " What was measured is kept in " + folder.path()
                        + "; \"lib/bench run analyze " + folder.path() + "\" shows what is missing.");
            });
            recording.complete();
            return folder;
        } catch (UserException e) {
            if (e.exitCode() == ExitCode.UNDELIVERED) {
                throw e;
            }
            throw UserException.whileMeasuring(
                    e.getMessage() + " What was measured is kept in " + folder.path() + ".", e);
        }
    }

    private Manifest manifest(String runId) {
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
                Recording.now(),
                "",
                "",
                settings.longNumber(Setting.SEED),
                values,
                Manifest.Server.UNKNOWN,
                Conditions.machine(),
                Conditions.library(),
                List.of(),
                List.of());
    }
}
