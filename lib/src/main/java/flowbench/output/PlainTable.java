package flowbench.output;

import flowbench.analysis.Result;
import java.util.Map;
import tech.tablesaw.api.Table;
import tech.tablesaw.table.Relation;

/** A table of Tablesaw that a notebook made itself. */
record PlainTable(Relation relation) implements Result {
    @Override
    public String type() {
        return "table";
    }

    @Override
    public Table table() {
        return Table.create(relation.name(), relation.columns());
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("name", relation.name());
    }
}
