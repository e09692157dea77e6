package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.Better;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DistributionChartsTest {
    @TempDir
    Path data;

    @BeforeAll
    static void withoutADisplay() {
        System.setProperty("java.awt.headless", "true");
    }

    /** Draws a chart; kept where a person who works on the looks can see it, if the property flowbench.looks names a folder. */
    private static Chart drawn(String name, Chart chart) throws Exception {
        for (Theme theme : Theme.values()) {
            byte[] png = chart.png(theme, 1);
            assertThat(png).isNotEmpty();
            assertThat(chart.svg(theme)).contains("<svg");
            String folder = System.getProperty("flowbench.looks");
            if (folder != null) {
                Files.write(Path.of(folder, name + (theme == Theme.DARK ? "-dark.png" : ".png")), png);
            }
        }
        return chart;
    }

    /** Whether words that are drawn as such are on a chart; XChart's own are outlines. */
    private static void has(Chart chart, String... words) {
        String svg = chart.svg();
        assertThat(words).allMatch(svg::contains);
    }

    /** How many points of a chart, light, have a color. */
    private static long points(Chart chart, Ink ink) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));
        int color = ink.on(Theme.LIGHT).getRGB();
        // Not the words, which have the color of what is strongest.
        return IntStream.range(100 * image.getWidth(), 470 * image.getWidth())
                .filter(i -> i % image.getWidth() > 110 && i % image.getWidth() < 800)
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color)
                .count();
    }

    private RunFolder run(double[]... forks) {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, forks);
        return run;
    }

    private static double[] normal(int n, double mean, long seed) {
        return new Random(seed)
                .doubles(n)
                .map(u -> mean * (1 + .1 * (u - .5) + .05 * u * u))
                .toArray();
    }

    @Test
    void fewValuesArePointsAndNoDensityIsMadeUp() throws Exception {
        Chart few = drawn("distribution-few", Charts.distribution(run(normal(5, 500, 1)), "steps_per_second"));
        Chart box = drawn(
                "distribution-box",
                Charts.distribution(run(normal(5, 500, 1), normal(5, 520, 2), normal(5, 510, 3)), "steps_per_second"));
        Chart dense = drawn(
                "distribution-density",
                Charts.distribution(run(normal(60, 500, 1), normal(60, 540, 2)), "steps_per_second"));

        assertThat(few.title()).isEqualTo("Distribution of steps per second");
        assertThat(few.subtitle())
                .contains("n = 5 (1 fork)", "within one process", "fewer than 10 values: points alone")
                .doesNotContain("whiskers", "Silverman");
        assertThat(box.subtitle())
                .contains("over 3 fork means; n = 15 (3 forks)", "whiskers: to the last value within 1.5 IQR")
                .contains("no density of fewer than 20 values");
        assertThat(dense.subtitle()).contains("density: Gaussian kernel, bandwidth of Silverman (1986)");
        assertThat(List.of(few.subtitle(), box.subtitle()))
                .allSatisfy(words -> assertThat(words).endsWith("; axis not from 0"));
        assertThat(points(few, Ink.STRONG)).as("of a box").isZero();
        assertThat(points(box, Ink.STRONG)).as("of a box").isGreaterThan(200);
        // A picture has 256 colours: an edge may happen to be that one.
        assertThat(points(box, Ink.BAND)).as("of a density").isLessThan(20);
        assertThat(points(dense, Ink.BAND)).as("of a density").isGreaterThan(2000);
    }

    @Test
    void valuesFarApartHaveAnAxisFromZeroAndOutliersAreRinged() throws Exception {
        double[] values = normal(40, 500, 1);
        values[7] = 30;
        Chart chart = drawn("distribution-outlier", Charts.distribution(run(values), "steps_per_second"));

        assertThat(chart.subtitle()).contains("n = 40").doesNotContain("not from 0");
        Chart without = Charts.distribution(run(normal(40, 500, 1)), "steps_per_second");
        // As much is of the mean and its interval on both, and more where that is wider.
        assertThat(chart.svg().split("rgb\\(179,66,19\\)").length)
                .as("the ring, and the same in the legend")
                .isEqualTo(without.svg().split("rgb\\(179,66,19\\)").length + 2);
    }

    @Test
    void constantAndNegativeValuesAndManyForksAreDrawn() throws Exception {
        double[] same = new double[25];
        drawn("distribution-zero", Charts.distribution(run(same), "steps_per_second"));
        RunFolder negative = ExampleRun.empty(data, Instant.EPOCH);
        double[] values = normal(25, 4, 1);
        values[3] = -5;
        ExampleRun.append(negative, new Metric("own", "units", Better.HIGHER), values, normal(25, 3, 2));
        drawn("distribution-negative", Charts.distribution(negative, "own"));
        double[][] forks = new double[20][];
        for (int i = 0; i < forks.length; i++) {
            forks[i] = normal(20, 400 + 5 * i, i);
        }
        Chart many = drawn("distribution-many", Charts.distribution(run(forks), "steps_per_second"));
        has(many, "20 forks together");
    }

    @Test
    void latenciesOfAnOperationAreDrawnByForkAndThoseOfAllBesideEachOther() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 1, 4, 200), 1);
        Chart one = drawn("distribution-complete_task", Charts.distribution(run, "complete_task"));
        Chart all = drawn("distribution-latency", Charts.distribution(run));

        assertThat(one.title()).isEqualTo("Distribution of the latency of complete_task");
        assertThat(one.subtitle())
                .contains("over 3 fork means", "whiskers: p1 and p99", "density: of the logarithm", "Silverman (1986)");
        has(one, "fork 3 (n = 800)", "all (n = 2400)");
        has(all, "start_flow (n = 12)", "complete_task (n = 2400)");
    }

    @Test
    void whatWasNotMeasuredIsSaidWithWhatWas() {
        RunFolder run = ExampleRun.of(data, new Shape(1, 0, 2, 10), 1);
        RunFolder bare = run(new double[] {1, 2});

        assertThatThrownBy(() -> Charts.distribution(run, "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("neither a metric nor an operation of the execute phase named \"speed\"")
                .hasMessageContaining("steps_per_second")
                .hasMessageContaining("complete_task");
        assertThatThrownBy(() -> Charts.distribution(bare))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no distribution to draw");
        assertThatThrownBy(() -> Charts.throughputOverTime(bare))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no call of a measured execute phase completed anything");
    }

    /** A fork whose measured iterations complete steps at a steady pace, but for a pause in the middle of the last. */
    private RunFolder steady(String call) {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        List<Operation> calls = new ArrayList<>();
        for (int fork = 1; fork <= 2; fork++) {
            for (int iteration = 1; iteration <= 4; iteration++) {
                Kind kind = iteration == 1 ? Kind.WARMUP : Kind.MEASURED;
                Random random = new Random(iteration);
                for (int i = 0; i < 2000; i++) {
                    double ms = 300 + i + 3 * random.nextDouble() + (iteration == 4 && i > 1000 ? 400 : 0);
                    calls.add(new Operation(
                            fork,
                            iteration,
                            kind,
                            Phase.EXECUTE,
                            call,
                            1,
                            0,
                            (long) (ms * 1e6),
                            0,
                            2_000_000,
                            "ok",
                            ""));
                }
            }
        }
        run.append(List.of(), calls, List.of(), List.of());
        return run;
    }

    @Test
    void throughputWithinAnIterationIsCountedInBinsThatAreNamed() throws Exception {
        RunFolder run = steady("complete_task");
        Chart median = drawn("throughput-median", Charts.throughputOverTime(run));
        Chart one = drawn("throughput-one", Charts.throughputOverTime(run, 2, 4));

        assertThat(median.subtitle())
                .contains("n = 3 measured iterations, bold their median while most of them go on, fork 1 of 2")
                .contains("calls of complete_task that ended ok, counted in bins of 50 ms, no other smoothing");
        assertThat(one.subtitle()).contains("iteration 4, bold, of n = 3 measured iterations, fork 2 of 2");
        assertThat(drawn("throughput-finish", Charts.throughputOverTime(steady("finish")))
                        .subtitle())
                .contains("calls of finish");
        assertThat(drawn("throughput-batch", Charts.throughputOverTime(steady("complete_tasks")))
                        .subtitle())
                .contains("calls of complete_tasks");
        assertThat(points(median, Ink.BLUE)).isGreaterThan(500);
    }

    @Test
    void aForkOrIterationWithoutThroughputIsNamedWithThoseThatHaveSome() {
        RunFolder run = steady("complete_task");

        assertThatThrownBy(() -> Charts.throughputOverTime(run, 7))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no throughput over time to draw of fork 7; there are 1, 2.");
        assertThatThrownBy(() -> Charts.throughputOverTime(run, 1, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("of measured iteration 1 of fork 1; there are 2, 3, 4.");
    }

    @Test
    void latencyOfSeveralRunsIsDrawnInOne() throws Exception {
        RunFolder one = ExampleRun.of(data, new Shape(3, 1, 4, 200), 1);
        RunFolder other = ExampleRun.of(data, new Shape(3, 1, 4, 400), 2);
        Chart chart = drawn("latency-by-run", Charts.latency(List.of(one, other), "complete_task"));

        assertThat(chart.title()).isEqualTo("Latency of complete_task by run");
        String id = other.manifest().runId();
        assertThat(LatencyChart.name(other.manifest(), List.of(one, other)))
                .isEqualTo("11-25 12:03 " + id.substring(id.lastIndexOf('-') + 1));
        assertThat(points(chart, Ink.BLUE)).isGreaterThan(100);
        assertThat(points(chart, Ink.ORANGE)).isGreaterThan(100);
        assertThatThrownBy(() -> Charts.latency(List.of(one, other), "sleep"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no latency of \"sleep\" to draw")
                .hasMessageContaining("start_flow, claim, complete_task");
        assertThatThrownBy(() -> Charts.latency(List.of(), "sleep")).isInstanceOf(UserException.class);
    }
}
