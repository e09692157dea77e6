package flowbench.exchange;

import flowbench.runfolder.Manifest;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Results of saved runs in the format of another tool: {@link Setting#FORMAT} says which. All runs that are given go into one
 * file, in the order given; that of Otava, where one run is given, holds those that are saved beside it up to its time.
 */
public final class Export {
    private static final String STANDARD_OUTPUT = "-";

    private final ExchangeFormat.Name format;
    private final RunFolder home;
    private final String file;
    private final List<Document> documents;

    private Export(ExchangeFormat.Name format, List<RunFolder> runs, String file) {
        this.format = format;
        this.home = RunFolder.newest(runs);
        this.file = file;
        this.documents = format.format().documents(RunResults.of(runs), name());
    }

    /**
     * Of the runs that {@link Setting#RUN_FOLDERS} names, or else the newest complete one.
     *
     * @throws UserException if FORMAT is one to print in only, if a run cannot be read or holds nothing that the format can
     *     say, or if a format of several files is to be written to standard output
     */
    public static Export of(Settings settings) {
        ExchangeFormat.Name format = ExchangeFormat.Name.of(settings);
        return of(RunFolder.chosen(settings), format, settings.text(Setting.EXPORT_FILE));
    }

    /**
     * Of runs, by the settings of this process; as {@link #of(Settings)}.
     *
     * @param format a word of {@link Setting#FORMAT}
     */
    public static Export of(List<RunFolder> runs, String format) {
        Settings settings = Settings.load().with(Setting.FORMAT, format);
        return of(runs, ExchangeFormat.Name.of(settings), settings.text(Setting.EXPORT_FILE));
    }

    private static Export of(List<RunFolder> runs, ExchangeFormat.Name format, String file) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run to export.");
        }
        boolean alone = format == ExchangeFormat.Name.OTAVA && runs.size() == 1;
        return new Export(format, alone ? runs.get(0).history() : runs, file);
    }

    /** What the files are called, without their endings. */
    private String name() {
        if (file.isEmpty() || file.equals(STANDARD_OUTPUT)) {
            return format.file();
        }
        return Path.of(file).getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }

    /**
     * Writes the files that {@link Setting#EXPORT_FILE} asks for.
     *
     * @return their paths, a line each; of standard output, what is to be written there
     * @throws UserException if a file cannot be written, or several are to be written to standard output
     */
    public String write() {
        if (file.equals(STANDARD_OUTPUT)) {
            if (documents.size() > 1) {
                throw new UserException("EXPORT_FILE: FORMAT=" + format + " makes " + documents.size()
                        + " files, which cannot all be standard output; name a file, or leave EXPORT_FILE empty.");
            }
            return documents.get(0).text().stripTrailing();
        }
        Path folder =
                file.isEmpty() ? home.exports() : Path.of(file).toAbsolutePath().getParent();
        List<Path> written = new ArrayList<>();
        for (Document document : documents) {
            Path path = !file.isEmpty() && documents.size() == 1
                    ? Path.of(file).toAbsolutePath()
                    : folder.resolve(name() + document.suffix() + "." + document.ending());
            try {
                Files.createDirectories(folder);
                Files.writeString(path, document.text());
            } catch (IOException e) {
                throw new UserException("EXPORT_FILE: " + path + " cannot be written (" + e + ").", e);
            }
            written.add(path);
        }
        return written.stream().map(Path::toString).collect(Collectors.joining("\n"));
    }

    /** The format, and the run in whose folder it goes. */
    @Override
    public String toString() {
        Manifest run = home.manifest();
        return format + " of " + run.runId();
    }
}
