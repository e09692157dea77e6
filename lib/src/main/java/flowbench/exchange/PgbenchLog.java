package flowbench.exchange;

import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log of one pgbench, a file for each of its threads: one run of one fork, since it is one process against one server. Its
 * transactions are calls; its iterations are windows of a second, or so much longer that there are a hundred at most, each with
 * the transactions a second that were due in it and ended well. A log that holds a sample of the transactions does not say
 * how many there were: it has their mean time instead.
 *
 * <p>Each file is read twice, line by line, so that a million lines take no more memory than a thousand.
 */
final class PgbenchLog implements ForeignFile {
    private static final int FORK = 1;
    private static final int BATCH = 10_000;
    private static final long MICROSECOND_NS = 1_000;
    private static final String LINE =
            "client_id transaction_no time script_no time_epoch time_us [schedule_lag] [retries]";

    private final List<Path> files;

    /** Of the files of the threads of one pgbench. */
    PgbenchLog(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** What the files of the threads of one pgbench have in common: {@code prefix.PID} of {@code prefix.PID.1}. */
    static String process(Path file) {
        return file.toAbsolutePath().normalize().toString().replaceFirst("(\\.[0-9]+)\\.[0-9]+$", "$1");
    }

    @Override
    public List<ForeignRun> runs() {
        PgbenchSurvey survey = new PgbenchSurvey();
        List<String> warnings = new ArrayList<>();
        for (Path file : files) {
            read(file, survey::add, warnings::add);
        }
        if (survey.isEmpty()) {
            throw new UserException(files.get(0) + ": holds no transaction.");
        }
        if (!survey.isEven()) {
            throw new UserException(
                    files.get(0) + ": its lines do not all have the same number of columns; the logs of one"
                            + " pgbench do, so import those of each by themselves.");
        }
        if (survey.isSample()) {
            warnings.add("The log holds a sample of the transactions (--sampling-rate), and does not say how many there"
                    + " were: there is no throughput, and the mean time of those in it instead.");
        }
        if (survey.isUnclear()) {
            warnings.add(
                    "The seventh column of the log is the lag behind the schedule (--rate) or the number of retries"
                            + " (--max-tries), which it does not say; it is not used, and times are from when a transaction was due.");
        }
        Map<String, String> parameters = new TreeMap<>();
        parameters.put(
                "window of an iteration, s", Json.number(survey.windowSeconds()).asText());
        return List.of(new ForeignRun(
                "pgbench",
                new ImportSource(
                        ImportSource.Tool.PGBENCH,
                        "",
                        files.stream().map(Path::toString).toList(),
                        Map.of(
                                "clients", Integer.toString(survey.clients()),
                                "threads", Integer.toString(files.size())),
                        parameters),
                Manifest.Machine.UNKNOWN,
                instant(survey.beganUs()),
                instant(survey.endedUs()),
                FORK,
                List.copyOf(warnings),
                folder -> write(folder, survey)));
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }

    private static void read(Path file, Consumer<PgbenchLine> lines, Consumer<String> notices) {
        boolean whole = endsWithALineFeed(file);
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            int number = 1;
            for (String text = reader.readLine(); text != null; number++) {
                String next = reader.readLine();
                if (next == null && !whole) {
                    notices.accept(
                            file + ":" + number + ": the last line was cut off while it was written, and is left out.");
                } else {
                    lines.accept(line(file, number, text));
                }
                text = next;
            }
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read as a log of pgbench (" + e + ").", e);
        }
    }

    private static PgbenchLine line(Path file, int number, String text) {
        return PgbenchLine.of(text)
                .orElseThrow(() -> new UserException(file + ":" + number + ": "
                        + (PgbenchLine.isAggregate(text)
                                ? "is of a log of intervals (--aggregate-interval), which holds sums and no transactions; run"
                                        + " pgbench with --log alone."
                                : "\"" + ForeignFile.shortened(text) + "\" is no line of a log of pgbench, which is "
                                        + LINE + ".")));
    }

    private static boolean endsWithALineFeed(Path file) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(Math.max(0, bytes.length() - 1));
            return bytes.read() == '\n';
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read (" + e + ").", e);
        }
    }

    private void write(RunFolder folder, PgbenchSurvey survey) {
        double[] ok = new double[survey.windows()];
        double[] sumUs = new double[survey.windows()];
        List<Operation> batch = new ArrayList<>(BATCH);
        for (Path file : files) {
            read(
                    file,
                    line -> {
                        int window = survey.window(line.dueUs());
                        if (line.outcome().equals(PgbenchLine.OK)) {
                            ok[window - 1]++;
                            sumUs[window - 1] += line.timeUs();
                        }
                        batch.add(operation(line, window, survey));
                        if (batch.size() == BATCH) {
                            folder.append(List.of(), batch, List.of(), List.of());
                            batch.clear();
                        }
                    },
                    cut -> {});
        }
        List<Sample> samples = new ArrayList<>();
        for (int window = 1; window <= survey.windows(); window++) {
            double n = ok[window - 1];
            if (!survey.isSample() && survey.windowSeconds() > 0) {
                samples.add(sample(window, Metric.TRANSACTIONS_PER_SECOND, n / survey.windowSeconds(), survey));
            } else if (n > 0) {
                samples.add(sample(window, Metric.TIME_PER_OPERATION, sumUs[window - 1] / n * MICROSECOND_NS, survey));
            }
        }
        folder.append(samples, batch, List.of(), List.of());
    }

    private static Sample sample(int window, Metric metric, double value, PgbenchSurvey survey) {
        return new Sample(
                FORK, window, Kind.MEASURED, Phase.EXECUTE, metric, value, instant(survey.windowBeganUs(window)));
    }

    private static Operation operation(PgbenchLine line, int window, PgbenchSurvey survey) {
        long dueNs = (line.dueUs() - survey.windowBeganUs(window)) * MICROSECOND_NS;
        long lagNs = survey.hasLag() && line.outcome().equals(PgbenchLine.OK)
                ? Math.min(line.extra()[0], line.timeUs()) * MICROSECOND_NS
                : 0;
        return new Operation(
                FORK,
                window,
                Kind.MEASURED,
                Phase.EXECUTE,
                survey.hasScripts() ? "script_" + line.script() : "transaction",
                line.client() + 1,
                dueNs,
                dueNs + lagNs,
                0,
                line.timeUs() * MICROSECOND_NS - lagNs,
                line.outcome(),
                line.sqlstate());
    }
}
