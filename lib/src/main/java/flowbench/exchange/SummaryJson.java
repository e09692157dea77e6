package flowbench.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The table of {@link SummaryCsv} as JSON: an object for each row. What is undefined is absent. */
final class SummaryJson implements ExchangeFormat {
    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        Table table = SummaryCsv.table(runs);
        ArrayNode root = Json.array();
        for (Row row : table) {
            ObjectNode object = root.addObject();
            for (Column<?> column : table.columns()) {
                if (column.isMissing(row.getRowNumber())) {
                    continue;
                }
                if (column instanceof NumericColumn<?> numbers) {
                    Json.put(object, column.name(), numbers.getDouble(row.getRowNumber()));
                } else {
                    object.put(column.name(), column.getString(row.getRowNumber()));
                }
            }
        }
        return List.of(new Document("", "json", Json.text(root)));
    }
}
