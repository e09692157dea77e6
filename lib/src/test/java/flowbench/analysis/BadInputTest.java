package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    @TempDir
    Path data;

    private RunFolder run;
    private Path samples;

    @BeforeEach
    void makeRun() {
        run = ExampleRun.of(data, new Shape(2, 1, 2, 10), 1);
        samples = run.samples().path();
    }

    @Test
    void aCutLastLineIsReportedAndLeftOut() throws IOException {
        String text = Files.readString(samples);
        int lines = (int) text.lines().count();
        Files.writeString(samples, text.substring(0, text.length() - 30));

        assertThat(Summary.of(run).toString().replaceAll("\\s+", " "))
                .contains("samples.csv:" + lines + ": the last line was cut off");
        assertThat(Tables.samples(run).rowCount()).isEqualTo(lines - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "fast", "", "1d", "0x10", " 12", "1,5", "."})
    void aValueThatIsNoFiniteNumberIsNamedByFileLineAndColumn(String value) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(samples));
        String[] cells = lines.get(4).split(",");
        cells[10] = "\"" + value + "\"";
        lines.set(4, String.join(",", cells));
        Files.write(samples, lines);

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(samples + ":5: column value holds \"" + value + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-0.001", "1e308", "10000000000000000001"})
    void aThroughputThatCannotBeIsNamedByFileLineAndColumn(String value) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(samples));
        int line = lines.indexOf(lines.stream()
                .filter(text -> text.contains("steps_per_second"))
                .findFirst()
                .orElseThrow());
        String[] cells = lines.get(line).split(",");
        cells[10] = value;
        lines.set(line, String.join(",", cells));
        Files.write(samples, lines);

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        samples + ":" + (line + 1) + ": column value: \"" + value + "\" is no throughput");
    }

    @Test
    void aMetricOfTwoUnitsIsNamedWithBoth() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(samples));
        lines.add(lines.get(4).replace(",ns,", ",ms,"));
        Files.write(samples, lines);
        String sentence = samples + ":" + lines.size()
                + ": column unit: metric \"duration_ns\" is in \"ms\" here and in \"ns\" before; a metric has one unit.";

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> Replication.of(run)).hasMessage(sentence);
        assertThatThrownBy(() -> OutlierIterations.of(run)).hasMessage(sentence);
        // Tables are read as they are; flags must not mix the units either.
        lines.set(
                lines.size() - 1, lines.get(4).replace(",warmup,", ",measured,").replace(",ns,", ",ms,"));
        Files.write(samples, lines);
        assertThatThrownBy(() -> Outliers.flag(Tables.samples(run)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("metric \"duration_ns\" is in \"ns\" and in \"ms\"");
    }

    @Test
    void aMetricOfTwoDirectionsIsNamed() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(samples));
        lines.add(lines.get(4).replace(",lower,", ",higher,"));
        Files.write(samples, lines);

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith("metric \"duration_ns\" is better higher here and lower before; a metric has one"
                        + " direction.");
    }

    @Test
    void aNegativeLatencyIsNamed() throws IOException {
        Path operations = run.operations().path();
        String text = Files.readString(operations);
        String row = text.lines().skip(1).findFirst().orElseThrow();
        Files.writeString(operations, text.replace(row, row.replaceAll(",\\d+,ok,", ",-5,ok,")));

        assertThatThrownBy(() -> Operations.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(operations + ":2: column latency_ns holds \"-5\"");
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        Files.writeString(samples, Files.readString(samples).replaceFirst("unit", "units"));

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(samples + ":1: column unit is missing");
    }

    @Test
    void anEmptyFileAndAFolderWithoutAManifestAreNamed() throws IOException {
        Files.writeString(samples, "");
        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("samples.csv:1: the header row is missing");

        Files.delete(samples);
        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no such file");

        assertThatThrownBy(() -> RunFolder.open(data))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no run.json");

        Files.writeString(run.path().resolve("run.json"), "{}");
        assertThatThrownBy(() -> RunFolder.open(run.path()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("run_id is missing");
    }

    @Test
    void columnsMayStandInAnyOrderBesideUnknownOnes() throws IOException {
        String before = Summary.of(run).toString();
        String turned = Files.readAllLines(samples).stream()
                .map(line -> {
                    List<String> cells = new ArrayList<>(Arrays.asList(line.split(",", -1)));
                    cells.add("extra");
                    Collections.reverse(cells);
                    return String.join(",", cells);
                })
                .collect(Collectors.joining("\r\n", "\uFEFF", "\r\n"));
        Files.writeString(samples, turned);

        assertThat(Summary.of(run).toString()).isEqualTo(before);
    }

    @Test
    void aFileCutAtAnyByteGivesRowsThatWereThereOrOneSentence() throws IOException {
        // Letters of two bytes and quoted line feeds are cut in half as well.
        Files.writeString(samples, Files.readString(samples).replaceFirst("reference", "\"référence\nß\""));
        byte[] whole = Files.readAllBytes(samples);
        List<Sample> all = run.readSamples(notice -> {});
        Set<Sample> known = new HashSet<>(all);
        Random random = new Random(1);
        for (int i = 0; i < 600; i++) {
            int length = i < 400 ? i : random.nextInt(whole.length);
            Files.write(samples, Arrays.copyOf(whole, length));
            long feeds = new String(Arrays.copyOf(whole, length), StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            try {
                List<Sample> read = run.readSamples(notice -> {});
                assertThat(known).containsAll(read);
                // The header and the row that holds a line feed take three lines; no whole row is lost.
                assertThat((long) read.size()).isEqualTo(Math.max(0, feeds - (feeds >= 3 ? 2 : feeds)));
            } catch (UserException e) {
                // Cut in the header, or behind the line feed inside the quotes, where the end looks whole.
                assertThat(e.getMessage()).containsAnyOf("samples.csv:1: ", "samples.csv:2: is not CSV");
            }
        }
    }
}
