package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.runfolder.CsvScanner.NotCsvException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvScannerTest {
    private static final String[] CELLS = {
        "",
        "0",
        "42",
        "-1",
        "complete_task",
        "a b",
        "a,b",
        "\"",
        "\"\"",
        "a\"b",
        "\n",
        "a\nb",
        "a\r\nb",
        "\r",
        "é",
        "漢字\"",
        "😀,",
        " x "
    };

    /** A stream that gives a few bytes at a time, so that rows are cut everywhere. */
    private static InputStream dripping(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(5)));
            }
        };
    }

    private static List<List<String>> rows(InputStream in) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvScanner scanner = new CsvScanner(in)) {
            while (scanner.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < scanner.cells(); i++) {
                    assertThat(scanner.isText(i)).isTrue();
                    row.add(scanner.text(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<List<String>> rows(String text) throws IOException {
        return rows(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void itReadsWhatCommonsCsvReads(String separator) throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringWriter text = new StringWriter();
            CSVFormat format =
                    CSVFormat.RFC4180.builder().setRecordSeparator(separator).get();
            try (CSVPrinter printer = new CSVPrinter(text, format)) {
                for (int row = random.nextInt(6); row >= 0; row--) {
                    printer.printRecord(random.ints(1 + random.nextInt(4), 0, CELLS.length)
                            .mapToObj(i -> CELLS[i])
                            .toArray());
                    if (random.nextInt(4) == 0) {
                        printer.println();
                    }
                }
            }
            List<List<String>> expected =
                    format.builder().setIgnoreEmptyLines(true).get().parse(new StringReader(text.toString())).stream()
                            .map(CSVRecord::toList)
                            .toList();

            assertThat(rows(dripping(text.toString().getBytes(StandardCharsets.UTF_8), random)))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aRowLongerThanTheBufferIsReadWhole() throws IOException {
        String longer = "x".repeat(1_000_000);

        assertThat(rows("a,b\n" + longer + ",\"" + longer + "\n\"\nc,d\n"))
                .containsExactly(List.of("a", "b"), List.of(longer, longer + "\n"), List.of("c", "d"));
    }

    @ParameterizedTest
    @CsvSource({
        "'a,b\n\"c\" ,d\n', 2, something follows a closing quote",
        "'a\n\"b\n\nc\"\n\"d\ne\n', 5, a quote is not closed",
        "'a\n\nb\rc\n', 3, a carriage return stands without a line feed"
    })
    void whatIsNotCsvIsNamedByTheLineThatItsRowBeginsIn(String text, long line, String what) throws IOException {
        try (CsvScanner scanner = new CsvScanner(dripping(text.getBytes(StandardCharsets.UTF_8), new Random(1)))) {
            assertThatThrownBy(() -> {
                        while (scanner.next()) {}
                    })
                    .isInstanceOf(NotCsvException.class)
                    .hasMessage(what);
            assertThat(scanner.line()).isEqualTo(line);
        }
    }

    @Test
    void aQuoteThatIsNotClosedDoesNotSwallowAFileOfAnySize() throws IOException {
        InputStream endless = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                int next = begun ? 'x' : '"';
                begun = true;
                return next;
            }
        };
        try (CsvScanner scanner = new CsvScanner(endless)) {
            assertThatThrownBy(scanner::next)
                    .isInstanceOf(NotCsvException.class)
                    .hasMessageContaining("is a quote not closed?");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "007, 7",
        "999999999999999999, 999999999999999999",
        "1000000000000000000, -1",
        "'', -1",
        "-1, -1",
        "+1, -1",
        "1.5, -1",
        "' 1', -1",
        "1:, -1",
        "1/, -1",
        "٣, -1"
    })
    void digitsAreThoseOfAscii(String cell, long value) throws IOException {
        try (CsvScanner scanner =
                new CsvScanner(new ByteArrayInputStream((cell + ",end\n").getBytes(StandardCharsets.UTF_8)))) {
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.digits(0)).isEqualTo(value);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreSeen() throws IOException {
        try (CsvScanner scanner =
                new CsvScanner(new ByteArrayInputStream("é,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)))) {
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.isAscii()).isFalse();
            assertThat(scanner.isText(0)).isFalse();
        }
    }
}
