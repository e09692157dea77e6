package flowbench.runfolder;

import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds saved runs by what a person calls them: a run id, a folder, or a label that several runs may share. */
public final class NamedRuns {
    private static final int MOST_LISTED = 6;

    private NamedRuns() {}

    /**
     * The runs that a setting names, each once. A name is taken as a run folder where it is one; else as an id among the runs
     * of {@code DATA_DIR} and, for {@code BASE} and {@code CANDIDATE}, those of {@code RUN_FOLDERS}; else as a
     * {@link Setting#LABEL} among them, whose complete runs are taken.
     *
     * @param setting {@link Setting#BASE}, {@link Setting#CANDIDATE} or {@link Setting#RUN_FOLDERS}
     * @throws UserException if it is empty, or a name is no run's; the sentence lists what there is
     */
    public static List<RunFolder> of(Setting setting, Settings settings) {
        Path data = ProjectFolder.data(settings);
        List<RunFolder> saved = new ArrayList<>(RunFolder.all(data));
        if (setting != Setting.RUN_FOLDERS) {
            Arrays.stream(settings.text(Setting.RUN_FOLDERS).split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty() && isFolder(folder, ""))
                    .forEach(folder -> saved.addAll(RunFolder.at(Path.of(folder))));
        }
        List<String> names = Arrays.stream(settings.text(setting).split(File.pathSeparator))
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new UserException(
                    setting + ": names no run; give the id, the folder or the label of one: " + listed(saved, data));
        }
        Map<Path, RunFolder> found = new LinkedHashMap<>();
        for (String name : names) {
            for (RunFolder run : named(name, setting, saved, data)) {
                found.put(run.path().toAbsolutePath().normalize(), run);
            }
        }
        return List.copyOf(found.values());
    }

    private static List<RunFolder> named(String name, Setting setting, List<RunFolder> saved, Path data) {
        if (isFolder(name, "run.json")) {
            return List.of(RunFolder.open(Path.of(name)));
        }
        List<RunFolder> byId = saved.stream()
                .filter(run -> run.manifest().runId().equals(name))
                .toList();
        if (!byId.isEmpty()) {
            return byId;
        }
        List<RunFolder> labelled =
                saved.stream().filter(run -> label(run).equals(name)).toList();
        List<RunFolder> complete = labelled.stream()
                .filter(run -> run.manifest().status() == Manifest.Status.COMPLETE)
                .toList();
        if (!complete.isEmpty()) {
            return complete;
        }
        if (!labelled.isEmpty()) {
            throw new UserException(setting + ": no run with the label \"" + name
                    + "\" is complete; to take what is there, name it by its id: "
                    + labelled.get(labelled.size() - 1).manifest().runId() + ".");
        }
        if (isFolder(name, "")) {
            return RunFolder.at(Path.of(name));
        }
        throw new UserException(setting + ": \"" + name + "\" is neither a run id, nor a run folder, nor a label; "
                + listed(saved, data));
    }

    private static boolean isFolder(String name, String file) {
        try {
            return Files.isDirectory(Path.of(name))
                    && Files.exists(Path.of(name).resolve(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The label of a run; empty where it has none. */
    private static String label(RunFolder run) {
        return run.manifest().setting(Setting.LABEL);
    }

    private static String listed(List<RunFolder> saved, Path data) {
        if (saved.isEmpty()) {
            return "no run is saved in " + data.resolve("runs") + ".";
        }
        List<String> labels = new ArrayList<>(
                new TreeSet<>(saved.stream().map(NamedRuns::label).toList()));
        labels.remove("");
        List<String> ids = new ArrayList<>(
                saved.stream().map(run -> run.manifest().runId()).toList());
        Collections.reverse(ids);
        return "there are " + (labels.isEmpty() ? "" : "the labels " + some(labels) + ", and ") + "the runs "
                + some(ids) + ".";
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), MOST_LISTED)))
                + (names.size() > MOST_LISTED ? " and " + (names.size() - MOST_LISTED) + " more" : "");
    }
}
