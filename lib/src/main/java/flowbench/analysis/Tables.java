package flowbench.analysis;

import flowbench.runfolder.Column;
import flowbench.runfolder.CsvFile;
import flowbench.runfolder.CsvRow;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.SampleColumn;
import flowbench.runfolder.TelemetryColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The CSV files of a run as Tablesaw tables, warm-up included, for exploring at the prompt. Columns have the names and
 * the order of the file's declaration; texts are STRING, whole numbers INTEGER, or LONG where the name ends in
 * {@code _ns}, values DOUBLE, wall-clock times INSTANT. The table is named after its file, with a word where a cut last
 * line was left out.
 */
public final class Tables {
    private Tables() {}

    /** The raw values of a run: {@code samples.csv}. */
    public static Table samples(RunFolder run) {
        return read("samples.csv", Optional.of(run.samples()), SampleColumn.values());
    }

    /** The timed calls of a run: {@code operations.csv}. */
    public static Table operations(RunFolder run) {
        return read("operations.csv", Optional.of(run.operations()), OperationColumn.values());
    }

    /** The events of a run: {@code events.csv}; without rows where the run has no such file. */
    public static Table events(RunFolder run) {
        return read("events.csv", run.events(), EventColumn.values());
    }

    /** What the probes of a run read: {@code telemetry.csv}; without rows where the run has no such file. */
    public static Table telemetry(RunFolder run) {
        return read("telemetry.csv", run.telemetry(), TelemetryColumn.values());
    }

    private static <C extends Enum<C> & Column> Table read(String name, Optional<CsvFile<C>> file, C[] columns) {
        List<tech.tablesaw.columns.Column<?>> typed = new ArrayList<>();
        List<Consumer<CsvRow<C>>> cells = new ArrayList<>();
        for (C column : columns) {
            String header = column.header();
            switch (column.type()) {
                case WHOLE -> {
                    if (header.endsWith("_ns")) {
                        LongColumn longs = LongColumn.create(header);
                        typed.add(longs);
                        cells.add(row -> longs.append(row.whole(column)));
                    } else {
                        IntColumn counts = IntColumn.create(header);
                        typed.add(counts);
                        cells.add(row -> counts.append(row.count(column)));
                    }
                }
                case WHOLE_OR_EMPTY -> {
                    LongColumn longs = LongColumn.create(header);
                    typed.add(longs);
                    cells.add(row -> row.durationIfAny(column).ifPresentOrElse(longs::append, longs::appendMissing));
                }
                case NUMBER -> {
                    DoubleColumn numbers = DoubleColumn.create(header);
                    typed.add(numbers);
                    cells.add(row -> numbers.append(row.number(column)));
                }
                case INSTANT -> {
                    InstantColumn instants = InstantColumn.create(header);
                    typed.add(instants);
                    cells.add(row -> instants.append(row.instant(column)));
                }
                default -> {
                    StringColumn texts = StringColumn.create(header);
                    typed.add(texts);
                    cells.add(row -> texts.append(row.text(column)));
                }
            }
        }
        Optional<String> cut = file.flatMap(f -> f.read(row -> cells.forEach(cell -> cell.accept(row))));
        return Table.create(cut.isPresent() ? name + " (a cut last line is left out)" : name, typed);
    }
}
