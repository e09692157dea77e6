package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class EngineSweepTest {
    private static final List<String> ENGINES = List.of("reference", "pgflow");
    private static final Predicate<String> ON_REFERENCE = words -> words.endsWith(" on reference");

    /** Whether the engines are there or not: nothing is fetched. */
    private static EngineSweep sweep(Map<String, String> arguments) {
        return sweep(Settings.of(arguments, Map.of()));
    }

    private static EngineSweep sweep(Settings settings) {
        return EngineSweep.unchecked(settings, ENGINES);
    }

    @Test
    void stepsWorkersAndFlowsAreSweptOneAtATime() {
        assertThat(sweep(Map.of("RUNS", "1")).order().stream().filter(ON_REFERENCE))
                .containsExactly(
                        "high-frequency 100, WORKERS=4, on reference",
                        "bare-queue 100, WORKERS=4, on reference",
                        "high-frequency 1000, WORKERS=4, on reference",
                        "bare-queue 1000, WORKERS=4, on reference",
                        "high-frequency 5000, WORKERS=4, on reference",
                        "bare-queue 5000, WORKERS=4, on reference",
                        "high-frequency 1000, WORKERS=1, on reference",
                        "bare-queue 1000, WORKERS=1, on reference",
                        "high-frequency 1000, WORKERS=8, on reference",
                        "bare-queue 1000, WORKERS=8, on reference",
                        "concurrent-flows 50 × 5, WORKERS=4, on reference",
                        "concurrent-flows 200 × 5, WORKERS=4, on reference");
    }

    @Test
    void whatIsChosenIsNotSwept() {
        assertThat(
                        sweep(Map.of("RUNS", "1", "STEP_COUNT", "30", "WORKERS", "2", "CONCURRENT_FLOWS", "3"))
                                .order()
                                .stream()
                                .filter(ON_REFERENCE))
                .containsExactly(
                        "high-frequency 30, WORKERS=2, on reference",
                        "bare-queue 30, WORKERS=2, on reference",
                        "concurrent-flows 3 × 5, WORKERS=2, on reference");
        assertThat(sweep(Map.of("RUNS", "1", "STEPS_PER_FLOW", "7")).order().stream()
                        .filter(words -> words.startsWith("concurrent"))
                        .filter(ON_REFERENCE))
                .containsExactly("concurrent-flows 50 × 7, WORKERS=4, on reference");
    }

    @Test
    void everySecondRoundGoesTheOtherWayRound() {
        List<String> order = sweep(Settings.of(Map.of("RUNS", "3"), Map.of()).with(Setting.STEP_COUNT, 10))
                .order();
        List<String> first = order.subList(0, order.size() / 3);
        List<String> second = new ArrayList<>(order.subList(order.size() / 3, 2 * order.size() / 3));
        Collections.reverse(second);

        assertThat(second).isEqualTo(first);
        assertThat(order.subList(2 * order.size() / 3, order.size())).isEqualTo(first);
        assertThat(first.get(0)).endsWith(" on reference");
        assertThat(first.get(1)).isEqualTo(first.get(0).replace("reference", "pgflow"));
    }

    @Test
    void itSaysBeforehandWhatItMeasuresAndAboutHowLong() {
        assertThat(sweep(Map.of()).toString())
                .startsWith("reference and pgflow in turn: 12 conditions, 3 rounds, 72 runs of one fork with 5 warm-up")
                .containsPattern("about \\d+ minutes on two CPUs")
                .contains("  bare-queue 1000, WORKERS=8\n");
        assertThat(sweep(Map.of("WARMUP_ITERATIONS", "0", "MEASURED_ITERATIONS", "7"))
                        .toString())
                .contains("with 0 warm-up and 7 measured iterations");
    }
}
