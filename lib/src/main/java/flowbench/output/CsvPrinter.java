package flowbench.output;

import flowbench.analysis.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Prints the tables of results as CSV, each with a header row and a blank line between two, as the files of a run are:
 * RFC 4180 with line feeds. What is not in a table goes to standard error. A value that is not defined is empty.
 */
final class CsvPrinter implements Printer {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final PrintStream out;
    private final PrintStream err;
    private boolean first = true;

    CsvPrinter(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void print(Object object) {
        for (Shown shown : Shown.of(object)) {
            if (shown instanceof Shown.Data data) {
                print(data.result());
            } else if (shown instanceof Shown.ChartFile file) {
                err.println(file.path());
            } else if (shown instanceof Shown.Drawn drawn) {
                err.println(drawn.chart());
            } else if (shown instanceof Shown.Words words) {
                err.println(words.text());
            }
        }
    }

    private void print(Result result) {
        table(result.table());
        result.moreTables().forEach(this::table);
        new TreeMap<>(result.facts()).forEach((name, fact) -> err.println(result.type() + ": " + name + ": " + fact));
        result.warnings().forEach(warning -> err.println(result.type() + ": warning: " + warning));
    }

    private void table(Table table) {
        StringBuilder text = new StringBuilder(first ? "" : "\n");
        first = false;
        try {
            CSVPrinter printer = new CSVPrinter(text, FORMAT);
            printer.printRecord(table.columnNames());
            for (int i = 0; i < table.rowCount(); i++) {
                List<Object> cells = new ArrayList<>();
                for (Column<?> column : table.columns()) {
                    cells.add(column.isMissing(i) ? "" : column.get(i));
                }
                printer.printRecord(cells);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print(text);
        out.flush();
    }
}
