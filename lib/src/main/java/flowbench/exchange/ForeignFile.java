package flowbench.exchange;

import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results of another tool, recognised by what is in them. */
sealed interface ForeignFile permits JmhResults, HyperfineResults, PgbenchLog {
    /** What can be read, for those who came with something else. */
    String READABLE = "JSON of JMH (-rf json), JSON of hyperfine (--export-json) or a log of pgbench (--log)";

    /**
     * The runs in it; nothing is written yet.
     *
     * @throws UserException if something in it is bad: the sentence names the file and the line or the path
     */
    List<ForeignRun> runs();

    /**
     * Recognises files; the logs of the threads of one pgbench are one.
     *
     * @throws UserException if one cannot be read, or is of none of these tools
     */
    static List<ForeignFile> recognised(List<Path> files) {
        List<ForeignFile> found = new ArrayList<>();
        Map<String, List<Path>> logs = new LinkedHashMap<>();
        for (Path file : files) {
            String first = firstLine(file);
            if (first.startsWith("[") || first.startsWith("{")) {
                found.add(json(JsonPart.read(file)));
            } else if (PgbenchLine.isOne(first) || PgbenchLine.isAggregate(first)) {
                logs.computeIfAbsent(PgbenchLog.process(file), process -> new ArrayList<>())
                        .add(file);
            } else {
                throw new UserException(
                        file + ": is not " + READABLE + "; its first line is \"" + shortened(first) + "\".");
            }
        }
        logs.values().forEach(ofOneProcess -> found.add(new PgbenchLog(ofOneProcess)));
        return found;
    }

    private static ForeignFile json(JsonPart root) {
        if (JmhResults.isOne(root)) {
            return new JmhResults(root);
        }
        if (HyperfineResults.isOne(root)) {
            return new HyperfineResults(root);
        }
        throw root.refused("is JSON, but not " + READABLE);
    }

    private static String firstLine(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserException(Setting.IMPORT_FILES + ": " + file + " is a folder; name the files in it.");
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line.replaceFirst("^\uFEFF", "").strip();
                if (!text.isEmpty()) {
                    return text;
                }
            }
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read as text (" + e + ").", e);
        }
        throw new UserException(file + ": is empty; it must be " + READABLE + ".");
    }

    /** A text of a file, short enough for a sentence. */
    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "…";
    }

    /** When a file was last written. */
    static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read (" + e + ").", e);
        }
    }
}
