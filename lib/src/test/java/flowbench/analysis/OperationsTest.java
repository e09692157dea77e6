package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.DistributionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class OperationsTest {
    @TempDir
    Path data;

    private static Table row(Operations operations, String operation) {
        Table table = operations.table();
        return table.where(table.stringColumn("operation").isEqualTo(operation));
    }

    @Test
    void theMeanAndItsIntervalAreOverForkMeans() {
        RunFolder run = ExampleRun.of(data, new Shape(3, 1, 2, 50), 1);
        Table raw = Tables.operations(run);
        Table calls = raw.where(raw.stringColumn("operation")
                .isEqualTo("claim")
                .and(raw.stringColumn("kind").isEqualTo("measured"))
                .and(raw.stringColumn("outcome").isEqualTo("ok")));
        double[] means = new double[3];
        for (int fork = 1; fork <= 3; fork++) {
            means[fork - 1] = calls.where(calls.intColumn("fork").isEqualTo(fork))
                    .longColumn("latency_ns")
                    .asDoubleColumn()
                    .mean();
        }
        double mean = Arrays.stream(means).average().orElseThrow();
        double sd =
                Math.sqrt(Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / 2);
        Table claim = row(Operations.of(run), "claim");

        assertThat(claim.stringColumn("replication").get(0)).isEqualTo("fork means");
        assertThat(claim.intColumn("replicates").get(0)).isEqualTo(3);
        assertThat(claim.doubleColumn("latency_mean").get(0)).isCloseTo(mean, within(1e-6));
        // scipy.stats.t.ppf(.975, 2)
        assertThat(claim.doubleColumn("latency_mean_low").get(0))
                .isCloseTo(mean - 4.302652729911275 * sd / Math.sqrt(3), within(1e-3));
        Table complete = row(Operations.of(run), "complete_task");
        assertThat(complete.doubleColumn("latency_p50_low").get(0))
                .isLessThan(complete.doubleColumn("latency_p50").get(0));
    }

    @Test
    void withOneForkTheMeanIsThatOfItsIterationsAndSaysSo() {
        Operations operations = Operations.of(ExampleRun.of(data, new Shape(1, 0, 4, 50), 1));

        assertThat(row(operations, "claim").stringColumn("replication").get(0)).isEqualTo("within one process");
        assertThat(row(operations, "claim").intColumn("replicates").get(0)).isEqualTo(4);
        assertThat(operations.toString().replaceAll("\\s+", " ")).contains("means of 4 iterations, within one process");
    }

    @Test
    void manyCallsAreCountedInAHistogramAndTheResultSaysSo() {
        int steps = DistributionBuilder.KEPT / 2 + 1;
        Operations operations = Operations.of(ExampleRun.of(data, new Shape(2, 0, 1, steps), 1));
        Operations.Row complete = operations.rows().stream()
                .filter(row -> row.operation().equals("complete_task"))
                .findFirst()
                .orElseThrow();

        assertThat(complete.latency().n()).isEqualTo(2 * steps);
        assertThat(complete.latency().isExact()).isFalse();
        assertThat(row(operations, "claim").stringColumn("method").get(0)).isEqualTo("type 7");
        assertThat(row(operations, "complete_task").stringColumn("method").get(0))
                .isEqualTo("type 7 within .05 %, from a histogram");
        assertThat(operations.toString().replaceAll("\\s+", " "))
                .contains(
                        "within .05 %, from a histogram of three digits, where the calls are more than 100000: add_step in"
                                + " create, complete_task in execute.");
        assertThat(operations.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @ParameterizedTest
    @CsvSource({
        "KIND, hot, 'warmup, measured or failed'",
        "PHASE, run, 'setup, create'",
        "FORK, -1, a whole number from 0 up",
        "ITERATION, '', a whole number from 0 up",
        "ACQUIRE_NS, 1.5, a whole number from 0 up",
        "LATENCY_NS, 99999999999999999999, a whole number from 0 up"
    })
    void badInputInTheMiddleOfALargeFileIsNamedByFileLineAndColumn(OperationColumn column, String value, String allowed)
            throws IOException {
        RunFolder run = ExampleRun.of(data, new Shape(1, 0, 1, 10_000), 1);
        Path file = run.operations().path();
        List<String> lines = Files.readAllLines(file);
        int middle = lines.size() / 2;
        String[] cells = lines.get(middle).split(",", -1);
        cells[column.ordinal()] = value;
        lines.set(middle, String.join(",", cells));
        Files.write(file, lines);

        assertThat(lines).hasSizeGreaterThan(20_000);
        assertThatThrownBy(() -> Operations.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(file + ":" + (middle + 1) + ": column " + column.header() + " holds \"" + value
                        + "\"; it must be " + allowed);
    }

    @Test
    void aRowThatLostItsLineFeedInTheMiddleIsNamed() throws IOException {
        RunFolder run = ExampleRun.of(data, new Shape(1, 0, 1, 10_000), 1);
        Path file = run.operations().path();
        List<String> lines = Files.readAllLines(file);
        lines.set(9_999, lines.get(9_999) + lines.remove(10_000));
        Files.write(file, lines);

        assertThatThrownBy(() -> Operations.of(run))
                .isInstanceOf(UserException.class)
                .hasMessage(file + ":10000: the row has 25 cells; the header names 13 columns.");
    }

    @Test
    void aFileThatHasNotChangedIsReadOnce() throws IOException {
        LastRead<Integer> last = new LastRead<>();
        AtomicInteger reads = new AtomicInteger();
        Path one = Files.writeString(data.resolve("one"), "1");
        Path other = Files.writeString(data.resolve("other"), "1");
        FileTime before = FileTime.from(Instant.now().minusSeconds(60));
        Files.setLastModifiedTime(other, before);

        // Changed a moment ago: it may change again.
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(1);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(2);
        Files.setLastModifiedTime(one, before);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(3);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(3);
        // Another file, another length, another time.
        assertThat(last.of(other, reads::incrementAndGet)).isEqualTo(4);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(5);
        Files.writeString(one, "12");
        Files.setLastModifiedTime(one, before);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(6);
        Files.setLastModifiedTime(one, FileTime.from(Instant.now().minusSeconds(30)));
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(7);
        assertThat(last.of(one, reads::incrementAndGet)).isEqualTo(7);
    }
}
