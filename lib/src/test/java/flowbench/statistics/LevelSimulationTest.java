package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.statistics.LevelSearch.Mode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a search alarms where nothing changed, and how often it finds what did; series of the seeds 1 to N. Few
 * here; the property {@code flowbench.repetitions} says how many for the table in README, which is then printed.
 */
class LevelSimulationTest {
    private static final int[] SIZES = {20, 50, 100, 200};
    private static final int FEW = 400;

    private static double falseAlarms(LevelSearch search, Noise noise, int n, int repetitions) {
        int alarms = 0;
        for (int seed = 1; seed <= repetitions; seed++) {
            if (!search.in(noise.series(n, seed)).changes().isEmpty()) {
                alarms++;
            }
        }
        return (double) alarms / repetitions;
    }

    /** The share of series in which a fall is found, at most five runs from where it is. */
    private static double found(LevelSearch search, Noise noise, int n, int index, double share, int repetitions) {
        int found = 0;
        for (int seed = 1; seed <= repetitions; seed++) {
            double[] series = Noise.withStep(noise.series(n, seed), index, share);
            if (search.in(series).changes().stream()
                    .anyMatch(change -> Math.abs(change.index() - index) <= 5 && change.after() < change.before())) {
                found++;
            }
        }
        return (double) found / repetitions;
    }

    @ParameterizedTest
    // The most that is allowed, in percent, for n = 20, 50, 100, 200. Of 400 series at 1 % more than 2.5 % alarm once
    // in 300
    // times; with φ = .5 one is far below what the compatible mode has.
    @CsvSource({"NORMAL, 2.5, 2.5, 2.5, 2.5", "AUTOCORRELATED, 10, 10, 8, 6", "SPIKES, 2.5, 2.5, 2.5, 2.5"})
    void theCorrectedModeKeepsItsFalseAlarmRate(Noise noise, double at20, double at50, double at100, double at200) {
        double[] most = {at20, at50, at100, at200};
        for (int i = 0; i < SIZES.length; i++) {
            assertThat(100 * falseAlarms(LevelSearch.of(Mode.CORRECTED), noise, SIZES[i], FEW))
                    .as("n = %d", SIZES[i])
                    .isLessThanOrEqualTo(most[i]);
        }
    }

    @ParameterizedTest
    // Of Otava at p = .001, in percent, by an independent simulation of 200 series
    @CsvSource({"NORMAL, 3.5, 3.5, 9.5, 9.5", "AUTOCORRELATED, 31, 35, 71, 88", "SPIKES, 5, 10, 20, 42"})
    void theCompatibleModeAlarmsAsOftenAsOtava(Noise noise, double at20, double at50, double at100, double at200) {
        double[] known = {at20, at50, at100, at200};
        for (int i = 0; i < SIZES.length; i++) {
            assertThat(100 * falseAlarms(LevelSearch.of(Mode.COMPATIBLE), noise, SIZES[i], FEW))
                    .as("n = %d", SIZES[i])
                    .isCloseTo(known[i], within(4 * error(known[i])));
        }
    }

    /** The standard error of the difference of two simulated shares in percent, of 200 and of our series. */
    private static double error(double percent) {
        return Math.sqrt(percent * (100 - percent) * (1.0 / 200 + 1.0 / FEW));
    }

    @Test
    void aStepOfFivePercentAmongThreePercentNoiseIsMostlyFound() {
        LevelSearch search = LevelSearch.of(Mode.CORRECTED);

        assertThat(found(search, Noise.NORMAL, 30, 15, .05, FEW)).isGreaterThan(.7);
        assertThat(found(search, Noise.SPIKES, 30, 15, .05, FEW))
                .isGreaterThan(.5)
                .isGreaterThan(found(LevelSearch.of(Mode.COMPATIBLE), Noise.SPIKES, 30, 15, .05, FEW));
        // A large one is found with the fourth run, in nine of ten series.
        assertThat(found(search, Noise.NORMAL, 34, 30, .15, FEW)).isGreaterThan(.9);
    }

    /** Prints the tables of README where the property says of how many series; no part of the suite. */
    @Test
    void theTablesOfReadme() {
        int repetitions = Integer.getInteger("flowbench.repetitions", 0);
        assumeTrue(repetitions > 0, "the tables are made with -Dflowbench.repetitions=10000");
        for (Mode mode : Mode.values()) {
            for (Noise noise : Noise.values()) {
                StringBuilder line = new StringBuilder("| " + mode + " | " + noise + " |");
                for (int n : SIZES) {
                    line.append(String.format(
                            Locale.ROOT, " %.1f |", 100 * falseAlarms(LevelSearch.of(mode), noise, n, repetitions)));
                }
                System.out.println(line);
            }
        }
        for (double[] step : List.of(
                new double[] {30, 15, .05},
                new double[] {50, 25, .05},
                new double[] {100, 50, .05},
                new double[] {100, 92, .05},
                new double[] {34, 30, .15},
                new double[] {34, 30, .3})) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "| %.0f %% | %.0f of %.0f |", 100 * step[2], step[0] - step[1], step[0]));
            for (Mode mode : Mode.values()) {
                for (Noise noise : Noise.values()) {
                    line.append(String.format(
                            Locale.ROOT,
                            " %.0f |",
                            100
                                    * found(
                                            LevelSearch.of(mode),
                                            noise,
                                            (int) step[0],
                                            (int) step[1],
                                            step[2],
                                            repetitions / 5)));
                }
            }
            System.out.println(line);
        }
    }
}
