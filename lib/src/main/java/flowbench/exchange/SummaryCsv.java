package flowbench.exchange;

import flowbench.analysis.Summary;
import flowbench.runfolder.RunFolder;
import java.io.StringWriter;
import java.util.List;
import tech.tablesaw.api.Table;

/** {@link Summary#table} as CSV: a row for each run, phase and metric. What is undefined is an empty cell. */
final class SummaryCsv implements ExchangeFormat {
    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        StringWriter text = new StringWriter();
        table(runs).write().csv(text);
        return List.of(new Document("", "csv", text.toString()));
    }

    /** The table of the runs together. */
    static Table table(List<RunResults> runs) {
        List<RunFolder> folders = runs.stream().map(RunResults::run).toList();
        return Summary.of(folders).table();
    }
}
