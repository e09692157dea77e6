package flowbench.analysis;

import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * What an analysis found. It prints itself as a text for people; for programs it has a name and tables at full precision,
 * which {@code FORMAT=json} and {@code FORMAT=csv} write.
 */
public interface Result {
    /** What it is, in words of the vocabulary joined by low lines, such as {@code outlier_iterations}. */
    String type();

    /** What it is about, at full precision; what is undefined is missing. */
    Table table();

    /** What else it holds, each table under its own name. */
    default List<Table> moreTables() {
        return List.of();
    }

    /** What is true of the whole of it, by name: texts, numbers, truth values and lists of these. */
    default Map<String, Object> facts() {
        return Map.of();
    }

    /** What a reader of the figures must know, each of them a sentence. */
    default List<?> warnings() {
        return List.of();
    }
}
