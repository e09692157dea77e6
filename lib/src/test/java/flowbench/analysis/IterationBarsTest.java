package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.terminal.Emphasis;
import flowbench.terminal.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IterationBarsTest {
    private static final Terminal UNICODE = new Terminal(80, true, false, true);
    private static final Terminal ASCII = new Terminal(80, true, false, false);

    private static List<Sample> fork(int fork, int warmup, double... values) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(new Sample(
                    fork,
                    i + 1,
                    i < warmup ? Kind.WARMUP : Kind.MEASURED,
                    Phase.EXECUTE,
                    Metric.STEPS_PER_SECOND,
                    values[i],
                    Instant.EPOCH));
        }
        return samples;
    }

    private static List<Sample> two() {
        List<Sample> samples = fork(1, 1, 400, 790, 800, 780, 800);
        samples.addAll(fork(2, 1, 300, 800, 100, 790));
        return samples;
    }

    @Test
    void aLineForEachForkWithWarmUpApartAndOutliersNamed() {
        assertThat(new IterationBars(two(), UNICODE).text()).isEqualTo("""
                by iteration, bars from 0 to 800 steps/s, warm-up before the |
                fork 1  ▄|████
                fork 2  ▃|█▁█   iteration 3 low
                """);
    }

    @Test
    void whereTheTerminalHasOnlyAsciiTenthsTakeThePlaceOfBars() {
        assertThat(new IterationBars(two(), ASCII).text())
                .contains("fork 1  5|9999\n", "fork 2  3|919   iteration 3 low\n", "in tenths from 0 to 800 steps/s");
    }

    @Test
    void onATerminalWithColoursWarmUpIsFaint() {
        assertThat(Emphasis.on(new Terminal(80, true, true, true), () -> new IterationBars(two(), UNICODE).text()))
                .contains("\u001b[2m▄\u001b[0m|████");
    }

    @Test
    void whereThereIsNothingToSeeOrNoRoomThereIsNothing() {
        assertThat(new IterationBars(fork(1, 0, 7), UNICODE).text()).isEmpty();
        assertThat(new IterationBars(fork(1, 0, 0, 0), UNICODE).text()).isEmpty();
        assertThat(new IterationBars(List.of(), UNICODE).text()).isEmpty();
        assertThat(new IterationBars(fork(1, 0, new double[100]), UNICODE).text())
                .isEmpty();
    }

    @Test
    void ofManyForksTheFirstAreShown() {
        List<Sample> samples = new ArrayList<>();
        for (int fork = 1; fork <= 12; fork++) {
            samples.addAll(fork(fork, 0, 1, 2));
        }
        assertThat(new IterationBars(samples, UNICODE).text())
                .contains("fork 1   ▄█\n", "fork 10  ▄█\n")
                .doesNotContain("fork 11")
                .endsWith("… and 2 more\n");
    }
}
