package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleRun;
import flowbench.charts.TimePlot.Line;
import flowbench.charts.TimePlot.Mark;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TelemetryChartsTest {
    @TempDir
    Path data;

    @BeforeAll
    static void withoutADisplay() {
        System.setProperty("java.awt.headless", "true");
    }

    /** The value of a line at a time: that of its last point before. */
    private static double at(Line line, double time) {
        Track points = line.points();
        return IntStream.range(0, points.size())
                .filter(i -> points.time(i) <= time)
                .mapToObj(points::value)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void processorsAreSharedOutToWhoKeptThemBusy() {
        Timeline timeline = Timeline.of(ExampleTelemetry.of(data, 10));
        List<Line> lines = CpuChart.lines(timeline);

        assertThat(lines)
                .extracting(Line::name)
                .containsExactly("client  0.5", "server  1", "rest of the machine  0.25", "stolen by the host  0.125");
        assertThat(lines.stream().map(line -> at(line, 14.1)))
                .satisfiesExactly(
                        client -> assertThat(client).isEqualTo(.5, within(1e-6)),
                        server -> assertThat(server).isEqualTo(1, within(1e-6)),
                        rest -> assertThat(rest).isEqualTo(.25, within(1e-6)),
                        stolen -> assertThat(stolen).isEqualTo(.125, within(1e-6)));
        assertThat(lines).allSatisfy(line -> assertThat(at(line, 11.9)).isZero());
        assertThat(CpuChart.waited(timeline).stream()
                        .filter(mark -> mark.strength() > 0)
                        .mapToDouble(Mark::strength))
                .allSatisfy(share -> assertThat(share).isEqualTo(.3, within(1e-6)));
        assertThat(CpuChart.of(timeline).subtitle())
                .startsWith("n = 162 readings")
                .contains("fork 1 of 1", "each step the mean of about 0.2 s", "in 30 % of their time");
    }

    @Test
    void nothingIsDrawnBetweenIterationsAndAnIterationStandsWhereTheWallClockSays() {
        Timeline timeline = Timeline.of(ExampleTelemetry.of(data, 10));
        List<Line> all = new ArrayList<>(CpuChart.lines(timeline));
        all.addAll(MemoryChart.lines(timeline));
        all.addAll(PoolChart.lines(timeline));
        all.addAll(WaitsChart.lines(timeline));

        assertThat(all).hasSize(14).allSatisfy(line -> assertThat(at(line, 9)).isNaN());
        assertThat(all).allSatisfy(line -> assertThat(line.points().times()).contains(0., 8., 10., 18.));
        assertThat(timeline.iterations().get(1).execute()).contains(new Span(12, 16));
    }

    @Test
    void aClockThatWasSetBackDoesNotPutAnIterationBeforeTheOneThatItFollowed() {
        ExampleTelemetry example = new ExampleTelemetry(data, 10);
        example.append(1, 1, Kind.MEASURED, 0, List.of());
        example.append(1, 2, Kind.MEASURED, 3, List.of());

        assertThat(Timeline.of(example.run()).iterations().get(1).start()).isEqualTo(8);
    }

    @Test
    void backendsAddUpToThePoolThoughAWaitThatNobodyIsInHasNoRow() {
        Timeline timeline = Timeline.of(ExampleTelemetry.of(data, 10));
        List<Line> lines = WaitsChart.lines(timeline);

        assertThat(lines)
                .extracting(Line::name)
                .containsExactly("CPU:running  1", "Lock:transactionid  2", "Client:idle  2");
        assertThat(lines.stream().map(line -> at(line, 14.1))).containsExactly(1., 2., 2.);
        assertThat(lines.stream().map(line -> at(line, 11.1))).containsExactly(0., 0., 5.);
        Track sum = TimePlot.sum(lines);
        assertThat(DoubleStream.of(sum.values())).allMatch(total -> Double.isNaN(total) || Math.abs(total - 5) < 1e-9);
        assertThat(WaitsChart.marks(timeline, ProbeMetric.CHECKPOINTING))
                .hasSize(20)
                .allMatch(mark -> mark.span().from() % 10 >= 4 && mark.span().to() % 10 < 5.01);
        assertThat(WaitsChart.marks(timeline, ProbeMetric.AUTOVACUUM)).isEmpty();
    }

    @Test
    void whatIsSeldomWaitedForIsDrawnTogether() {
        ExampleTelemetry example = new ExampleTelemetry(data, 10);
        List<ProbeReading> more = new ArrayList<>();
        for (int kind = 1; kind <= 7; kind++) {
            for (int i = 0; i < kind; i++) {
                more.add(ExampleTelemetry.reading(3 + i / 10., ProbeMetric.wait("IO:Kind" + kind), 1));
            }
        }
        example.append(1, 2, Kind.MEASURED, 0, more);

        assertThat(WaitsChart.lines(Timeline.of(example.run())))
                .extracting(Line::name)
                .containsExactly(
                        "CPU:running  1",
                        "Lock:transactionid  2",
                        "IO:Kind7  0.175",
                        "IO:Kind6  0.15",
                        "IO:Kind5  0.125",
                        "IO:Kind4  0.1",
                        "other waits  0.15",
                        "Client:idle  2");
    }

    @Test
    void memoryIsInMegabytesAndAGarbageCollectionLiesBetweenTwoReadings() {
        Timeline timeline = Timeline.of(ExampleTelemetry.of(data, 10));
        List<Line> lines = MemoryChart.lines(timeline);

        assertThat(lines)
                .extracting(Line::name)
                .containsExactly(
                        "client's heap, committed  50 MB",
                        "client's heap, used  20 MB",
                        "server, RSS  80 MB",
                        "client, RSS  200 MB");
        assertThat(at(lines.get(3), 11)).isEqualTo(100);
        assertThat(at(lines.get(3), 13)).isEqualTo(200);
        assertThat(MemoryChart.collections(timeline))
                .containsExactly(new Mark(new Span(3, 3.1), 1), new Mark(new Span(13, 13.1), 1));
    }

    @Test
    void whereReadingsAreTooManyToBeToldApartTheOneThatStandsOutIsDrawn() {
        ExampleTelemetry example = new ExampleTelemetry(data, 500);
        example.append(1, 2, Kind.MEASURED, 0, List.of(ExampleTelemetry.reading(3.0003, ProbeMetric.POOL_PENDING, 9)));
        Timeline timeline = Timeline.of(example.run());
        Line pending = PoolChart.lines(timeline).get(2);

        assertThat(pending.points().max()).isEqualTo(9);
        assertThat(PoolChart.lines(timeline).get(0).points().size())
                .as("a value that stays is drawn once")
                .isEqualTo(3);
        assertThat(MemoryChart.lines(timeline))
                .allSatisfy(line -> assertThat(line.points().size()).isBetween(300, 720));
        assertThat(PoolChart.of(timeline).subtitle())
                .contains("n = 4001 readings")
                .contains("drawn are the least and the greatest of every 0.0229 s");
    }

    @Test
    void aForkIsDrawnByItselfTheFirstIfNoneIsNamed() {
        ExampleTelemetry example = new ExampleTelemetry(data, 10);
        example.append(1, 1, Kind.MEASURED, 0, List.of());
        example.append(2, 1, Kind.WARMUP, 100, List.of());
        example.append(2, 2, Kind.MEASURED, 110, List.of());
        RunFolder run = example.run();

        assertThat(Charts.cpu(run).subtitle()).contains("n = 81 readings", "fork 1 of 2");
        assertThat(List.of(Charts.cpu(run, 2), Charts.memory(run, 2), Charts.pool(run, 2), Charts.waits(run, 2)))
                .allSatisfy(chart -> assertThat(chart.subtitle()).contains("n = 162 readings", "fork 2 of 2"));
        assertThat(Timeline.of(run, 2).iterations().get(1).start()).isEqualTo(10);
        assertThatThrownBy(() -> Charts.waits(run, 3))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no fork 3; the run has 2 forks");
    }

    @Test
    void aRunIsSavedWithTheChartsOfItsTelemetryWhereItWasReadOnAnInterval() throws Exception {
        RunFolder run = ExampleTelemetry.of(data, 10);
        RunFolder old = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(old, Metric.STEPS_PER_SECOND, new double[] {1, 2});
        RunFolder atTheEdges = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(atTheEdges, Metric.STEPS_PER_SECOND, new double[] {1, 2});
        atTheEdges.append(
                List.of(),
                List.of(),
                List.of(),
                List.of(new ProbeReading(1, 1, Kind.MEASURED, Phase.EXECUTE, 5, ProbeMetric.CLIENT_RSS, 1e8)));
        Files.delete(old.path().resolve("telemetry.csv"));

        assertThat(Charts.all(run))
                .extracting(Chart::name)
                .containsExactly("iterations-steps_per_second", "cpu", "memory", "pool", "waits");
        for (RunFolder without : List.of(old, atTheEdges)) {
            assertThat(Charts.all(without)).extracting(Chart::name).containsExactly("iterations-steps_per_second");
            assertThatThrownBy(() -> Charts.memory(without))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("SAMPLE_INTERVAL_MS");
        }
    }

    @Test
    void executePhasesAreShadedAndAreasAreAsHighAsWhatTheyStandFor() throws Exception {
        Chart chart = Charts.cpu(ExampleTelemetry.of(data, 10));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));

        double client = points(image, Ink.BLUE.on(Theme.LIGHT));
        assertThat(points(image, Ink.ORANGE.on(Theme.LIGHT)) / client).isEqualTo(2, within(.1));
        assertThat(points(image, Ink.MEASURED_SHADE.on(Theme.LIGHT))).isGreaterThan(1000);
        assertThat(points(image, Ink.WARMUP_SHADE.on(Theme.LIGHT))).isGreaterThan(1000);
        assertThat(chart.svg()).contains("<svg", "waited for a processor");
    }

    @Test
    void anIterationThatFailedIsHatchedAndCrossedOutAndNotTakenForWarmUp() throws Exception {
        RunFolder whole = ExampleTelemetry.of(data, 10);
        ExampleTelemetry example = new ExampleTelemetry(data, 10);
        example.append(1, 1, Kind.MEASURED, 0, List.of());
        example.append(1, 2, Kind.FAILED, 10, List.of());

        assertThat(Charts.memory(whole).svg()).contains("execute, warm-up").doesNotContain("failed");
        for (Chart chart : List.of(
                Charts.cpu(example.run()),
                Charts.memory(example.run()),
                Charts.pool(example.run()),
                Charts.waits(example.run()))) {
            assertThat(chart.svg()).contains("failed").doesNotContain("warm-up");
            for (Theme theme : Theme.values()) {
                assertThat(chart.svg(theme))
                        .contains("stroke:" + css(Ink.FAILED_HATCH, theme))
                        .doesNotContain(css(Ink.WARMUP_SHADE, theme));
            }
        }
    }

    private static String css(Ink ink, Theme theme) {
        Color color = ink.on(theme);
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    private static long points(BufferedImage image, Color color) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color.getRGB())
                .count();
    }
}
