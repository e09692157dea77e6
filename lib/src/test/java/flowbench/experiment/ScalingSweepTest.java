package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingSweepTest {
    private static ScalingSweep sweep(Map<String, String> arguments) {
        return ScalingSweep.of(Settings.of(arguments, Map.of()));
    }

    @Test
    void workersAreSweptOnTwoShapesAndAllElseOneAtATimeAroundThePointInForce() {
        assertThat(sweep(Map.of()).order())
                .containsExactly(
                        "1 × 1000, WORKERS=1",
                        "50 × 5, WORKERS=1",
                        "1 × 1000, WORKERS=2",
                        "50 × 5, WORKERS=2",
                        "1 × 1000, WORKERS=4",
                        "50 × 5, WORKERS=4",
                        "1 × 1000, WORKERS=8",
                        "50 × 5, WORKERS=8",
                        "10 × 100, WORKERS=4",
                        "10 × 5, WORKERS=4",
                        "200 × 5, WORKERS=4",
                        "50 × 1, WORKERS=4",
                        "50 × 20, WORKERS=4",
                        "50 × 5, WORKERS=4, POOL_SIZE=1",
                        "50 × 5, WORKERS=4, POOL_SIZE=2",
                        "50 × 5, WORKERS=4, POOL_SIZE=3",
                        "50 × 5, WORKERS=4, POOL_SIZE=4");
    }

    @Test
    void whatIsChosenIsNotSwept() {
        assertThat(sweep(Map.of("WORKERS", "2", "STEP_COUNT", "20", "CONCURRENT_FLOWS", "3", "STEPS_PER_FLOW", "2"))
                        .order())
                .containsExactly(
                        "1 × 20, WORKERS=2",
                        "3 × 2, WORKERS=2",
                        "3 × 2, WORKERS=2, POOL_SIZE=1",
                        "3 × 2, WORKERS=2, POOL_SIZE=2");
        assertThat(sweep(Map.of("POOL_SIZE", "3")).order())
                .hasSize(13)
                .allMatch(words -> words.endsWith(", POOL_SIZE=3"));
    }

    @Test
    void aLargePoolIsSweptByDoubling() {
        assertThat(sweep(Map.of("WORKERS", "40")).order())
                .filteredOn(words -> words.contains("POOL_SIZE"))
                .extracting(words -> words.replaceFirst(".*POOL_SIZE=", ""))
                .containsExactly("1", "2", "4", "8", "16", "32");
    }

    @Test
    void itSaysBeforehandWhatItMeasuresAndAboutHowLong() {
        assertThat(sweep(Map.of()).toString())
                .startsWith(
                        "reference in turn: 17 points (flow runs × steps of each), 5 rounds of one fork of each with 6"
                                + " warm-up and 4 measured iterations; about ")
                .contains("  10 × 100, WORKERS=4\n");
        assertThat(sweep(Map.of("RUNS", "1")).toString()).contains(", 1 round of one fork");
    }
}
