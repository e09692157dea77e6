package flowbench.exchange;

import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Fork;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What another tool has measured, as far as its file says.
 *
 * @param scenario what was repeated
 * @param source where it comes from
 * @param machine the machine and the JVM; empty where the file does not say
 * @param startedAt when it began or, where the file does not say, when the file was last written
 * @param endedAt when it ended; the same
 * @param forks how many fresh processes it was measured in
 * @param warnings what a reader of the numbers must know
 * @param rows appends the rows to a run folder
 */
record ForeignRun(
        String scenario,
        ImportSource source,
        Manifest.Machine machine,
        Instant startedAt,
        Instant endedAt,
        int forks,
        List<String> warnings,
        Consumer<RunFolder> rows) {
    /**
     * Makes a run folder of it.
     *
     * @param data the data folder
     * @throws UserException if the folder cannot be written, or the file has changed since it was looked at
     */
    RunFolder save(Path data, Settings settings) {
        RunFolder run = RunFolder.create(data, scenario, id -> manifest(id, settings));
        try {
            rows.accept(run);
        } catch (UserException e) {
            run.update(run.manifest().sealed(Status.FAILED, endedAt.toString(), e.getMessage()));
            throw e;
        }
        run.update(run.manifest().sealed(Status.COMPLETE, endedAt.toString(), ""));
        return run;
    }

    private Manifest manifest(String id, Settings settings) {
        Map<String, SettingValue> label = settings.text(Setting.LABEL).isEmpty()
                ? Map.of()
                : Map.of(
                        Setting.LABEL.name(),
                        new SettingValue(
                                settings.text(Setting.LABEL),
                                settings.origin(Setting.LABEL).toString()));
        return new Manifest(
                        id,
                        scenario,
                        "",
                        "",
                        Status.RUNNING,
                        startedAt.toString(),
                        "",
                        "",
                        0,
                        label,
                        Manifest.Server.UNKNOWN,
                        machine,
                        Manifest.Library.UNKNOWN,
                        IntStream.rangeClosed(1, forks)
                                .mapToObj(fork -> new Fork(fork, 0, "", 0))
                                .toList(),
                        warnings)
                .withSource(source);
    }
}
