package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChartsTest {
    @TempDir
    Path data;

    @BeforeAll
    static void withoutADisplay() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void everyChartOfARunIsSavedAsPngAndSvg() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 2, 5, 50), 1);
        List<Path> files = Charts.save(run);

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "iterations-steps_per_second.png",
                        "iterations-steps_per_second.svg",
                        "phases.png",
                        "phases.svg",
                        "latency.png",
                        "latency.svg");
        assertThat(files).allMatch(file -> file.startsWith(run.charts()) && Files.exists(file));
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".png")) {
                isDrawn(bytes);
            } else {
                assertThat(DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new ByteArrayInputStream(offline(bytes)))
                                .getDocumentElement()
                                .getTagName())
                        .isEqualTo("svg");
            }
        }
    }

    @Test
    void conditionsAndNStandOnTheChart() {
        RunFolder run = ExampleRun.of(data, new Shape(3, 2, 5, 50), 1);
        Chart chart = Charts.iterations(run, "steps_per_second");

        assertThat(chart.title()).isEqualTo("Steps per second by iteration");
        assertThat(chart.subtitle()).contains("over 3 fork means").contains("n = 15 (3 forks × 5 measured)");
        assertThat(chart.caption())
                .contains(
                        "PostgreSQL 18.1",
                        "fsync=on",
                        "WORKERS=4",
                        run.manifest().runId());
        assertThat(chart.toString()).contains(chart.caption());
    }

    @Test
    void theSmallestRunIsDrawn() throws Exception {
        for (Chart chart : Charts.all(ExampleRun.of(data, new Shape(1, 0, 1, 10), 1))) {
            isDrawn(chart.png());
        }
    }

    @Test
    void manyForksAndIterationsAreDrawn() throws Exception {
        for (Chart chart : Charts.all(ExampleRun.of(data, new Shape(14, 3, 40, 1), 1))) {
            isDrawn(chart.png());
        }
    }

    @Test
    void constantAndZeroAndNegativeValuesAreDrawn() throws Exception {
        for (double value : new double[] {0, 1e-6, 7, 1e15, -3}) {
            RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
            ExampleRun.append(run, Metric.STEPS_PER_SECOND, new double[] {value, value, value});
            Chart chart = Charts.iterations(run, "steps_per_second");

            isDrawn(chart.png());
            assertThat(chart.subtitle()).contains("no interval");
            assertThat(Charts.all(run)).hasSize(1);
            isDrawn(Charts.trend(List.of(run), "steps_per_second").png());
        }
    }

    @Test
    void aChartWithoutNumbersSaysWhatIsMissing() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, new double[] {1, 2});

        assertThatThrownBy(() -> Charts.phases(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no phases to draw");
        assertThatThrownBy(() -> Charts.latency(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no latency to draw");
        assertThatThrownBy(() -> Charts.iterations(run, "speed")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Charts.trend(List.of(), "speed")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Charts.trend(List.of(run), "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\"");
    }

    @Test
    void theTrendPassesOverRunsInWhichNothingWasMeasured() throws Exception {
        Chart chart = Charts.trend(
                List.of(
                        ExampleRun.of(data, new Shape(3, 0, 2, 10), 1),
                        ExampleRun.empty(data, Instant.EPOCH),
                        ExampleRun.of(data, new Shape(1, 0, 2, 10), 2)),
                "steps_per_second");

        isDrawn(chart.png());
        assertThat(chart.subtitle())
                .contains("2 runs")
                .contains("1 of one fork")
                .contains("passed over: 1");
    }

    @Test
    void theTrendTakesOnlyRunsUnderTheConditionsOfTheNewest() {
        RunFolder other = ExampleRun.of(data, new Shape(3, 0, 2, 10), 1);
        Manifest m = other.manifest();
        Map<String, SettingValue> settings = new HashMap<>(m.settings());
        settings.put("WORKERS", new SettingValue("64", "code"));
        other.update(new Manifest(
                m.runId(),
                m.scenario(),
                m.engine(),
                m.engineVersion(),
                m.status(),
                m.startedAt(),
                m.endedAt(),
                m.failure(),
                m.seed(),
                settings,
                m.server(),
                m.machine(),
                m.library(),
                m.forks(),
                m.warnings()));
        RunFolder newest = ExampleRun.of(data, new Shape(3, 0, 2, 10), 2);

        assertThat(Charts.trend(List.of(other, newest), "steps_per_second").subtitle())
                .contains("1 run", "passed over: 1 under other conditions");
    }

    @Test
    void theTrendOfARunIsDrawnWhateverLiesBesideIt() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 0, 2, 10), 3);
        run.update(run.manifest().sealed(Manifest.Status.INTERRUPTED, "", "Ctrl-C."));
        RunFolder damaged = ExampleRun.of(data, new Shape(3, 0, 2, 10), 2);
        Files.writeString(damaged.samples().path(), "nonsense\n");
        Files.writeString(ExampleRun.of(data, new Shape(3, 0, 2, 10), 1).path().resolve("run.json"), "{");

        assertThat(Charts.saveTrend(run, "steps_per_second"))
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    /** Without the document type, which a parser would fetch from the network. */
    private static byte[] offline(byte[] svg) {
        return new String(svg, StandardCharsets.UTF_8)
                .replaceFirst("<!DOCTYPE[^>]*>", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void isDrawn(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(640);
        long colours = java.util.stream.IntStream.range(0, 1000 * 640)
                .map(i -> image.getRGB(i % 1000, i / 1000))
                .distinct()
                .count();
        assertThat(colours).isGreaterThan(20);
    }
}
