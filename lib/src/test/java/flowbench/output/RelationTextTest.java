package flowbench.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class RelationTextTest {
    @Test
    void aLongTextIsCutInItsMiddle() {
        String id = "20261126T101706Z-engine.bench.QueueBenchmark.claimOne-size=10-3f9a";
        Table table = Table.create(
                "runs",
                StringColumn.create("run_id", id, id.replace("3f9a", "0001")),
                IntColumn.create("forks", new int[] {3, 5}));

        assertThat(new RelationText(table, 120).toString())
                .contains("20261126T101706Z-engine.bench.…nchmark.claimOne-size=10-3f9a     3\n")
                .contains("-0001     5\n");
        assertThat(new RelationText(table, 60).toString().lines()).allMatch(line -> line.length() <= 60);
    }
}
