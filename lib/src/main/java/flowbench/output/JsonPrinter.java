package flowbench.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.analysis.Result;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Prints JSON Lines: a document for each thing that is displayed. A value that is not defined, or no finite number, is
 * null.
 */
final class JsonPrinter implements Printer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    JsonPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void print(Object object) {
        Shown.of(object).forEach(shown -> out.println(line(document(shown))));
    }

    private static String line(ObjectNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode document(Shown shown) {
        ObjectNode document = JSON.createObjectNode();
        if (shown instanceof Shown.Data data) {
            add(document, data.result());
        } else if (shown instanceof Shown.ChartFile file) {
            document.put("type", "chart").put("path", file.path().toString());
        } else if (shown instanceof Shown.Drawn drawn) {
            document.put("type", "chart")
                    .put("name", drawn.chart().name())
                    .put("title", drawn.chart().title())
                    .put("subtitle", drawn.chart().subtitle())
                    .put("caption", drawn.chart().caption());
        } else if (shown instanceof Shown.Words words) {
            document.put("type", "text").put("text", words.text());
        }
        return document;
    }

    private static void add(ObjectNode document, Result result) {
        document.put("type", result.type());
        // In an order that is the same every time.
        new TreeMap<>(result.facts()).forEach((name, fact) -> document.set(name, JSON.valueToTree(fact)));
        document.set("rows", rows(result.table()));
        result.moreTables().forEach(table -> document.set(table.name(), rows(table)));
        ArrayNode warnings = document.putArray("warnings");
        result.warnings().forEach(warning -> warnings.add(warning.toString()));
    }

    private static ArrayNode rows(Table table) {
        ArrayNode rows = JSON.createArrayNode();
        for (int i = 0; i < table.rowCount(); i++) {
            ObjectNode row = rows.addObject();
            for (Column<?> column : table.columns()) {
                put(row, column.name(), column.isMissing(i) ? null : column.get(i));
            }
        }
        return rows;
    }

    private static void put(ObjectNode row, String name, Object value) {
        if (value instanceof Double number) {
            row.put(name, Double.isFinite(number) ? number : null);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            row.put(name, ((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            row.put(name, truth);
        } else {
            row.put(name, value == null ? null : value.toString());
        }
    }
}
