package flowbench.exchange;

import flowbench.runfolder.RunFolder;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Results of other tools as run folders, which everything that reads runs reads: JSON of JMH and of hyperfine, and logs of
 * pgbench. A tool's fresh process is a fork. What a file does not say, such as the server or the machine, is not in the run
 * either; where it came from is ({@link flowbench.runfolder.ImportSource}).
 */
public final class Import {
    private Import() {}

    /**
     * Makes runs in {@link Setting#DATA_DIR} of the files that {@link Setting#IMPORT_FILES} names, with {@link Setting#LABEL}. A
     * benchmark of JMH with its parameters, a command of hyperfine, and a pgbench with the logs of all its threads is a run each.
     *
     * @return the runs, in the order of the files
     * @throws UserException if no file is named, or one is bad: then nothing is imported
     */
    public static List<RunFolder> of(Settings settings) {
        String folders = settings.text(Setting.RUN_FOLDERS);
        if (!folders.isEmpty()) {
            throw new UserException(
                    "RUN_FOLDERS: " + folders + " is a folder, and import reads files: " + ForeignFile.READABLE + ".");
        }
        List<Path> files = Arrays.stream(settings.text(Setting.IMPORT_FILES).split(File.pathSeparator))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
        if (files.isEmpty()) {
            throw new UserException("IMPORT_FILES: names no file; give one or more that are " + ForeignFile.READABLE
                    + ": \"lib/bench run import jmh.json\".");
        }
        Path data = ProjectFolder.data(settings);
        List<ForeignRun> runs = ForeignFile.recognised(files).stream()
                .flatMap(file -> file.runs().stream())
                .toList();
        return runs.stream().map(run -> run.save(data, settings)).toList();
    }
}
