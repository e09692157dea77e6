package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.settings.ProjectFolder;
import flowbench.statistics.LevelSearch.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelSearchTest {
    private static final LevelSearch CORRECTED = LevelSearch.of(Mode.CORRECTED);
    private static final LevelSearch COMPATIBLE = LevelSearch.of(Mode.COMPATIBLE);

    private static List<Integer> indexes(LevelSearch search, double... values) {
        return search.in(values).changes().stream().map(LevelChange::index).toList();
    }

    @ParameterizedTest
    // Apache Otava, tests/tigerbeetle_test.py and tests/deterministic_tigerbeetle_test.py: window, p, magnitude,
    // indexes
    @CsvSource({
        "50, .001,   0,   '15 61 71 95 117 131 192 212'",
        "30, .01,    .05, '15 71'",
        "30, .05,    .05, '15 71'",
        "30, .1,     .05, '10 11 15 71 363'",
        "30, .2,     .05, '10 11 15 71'",
        "30, .01,    0,   '15 26 61 71 95 117 131 142 148 165 169 192 212 260'",
        "30, .001,   0,   '15 61 71 95 117 131 142 148 192 212 260'",
        "30, .0001,  0,   '71 95 117 131 142 148 192 212'",
        "30, .00001, 0,   '71 95 131 192 212'"
    })
    void theCompatibleModeFindsWhatOtavaFindsInItsPublishedSeries(
            int window, double p, double magnitude, String published) throws IOException {
        Path file = ProjectFolder.locate().resolve("../shared/reference/otava-tigerbeetle.csv");
        assumeTrue(
                Files.exists(file), "the folder shared is not beside this checkout: the published series is not there");
        double[] series = Files.readAllLines(file).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .toArray();

        assertThat(indexes(COMPATIBLE.withWindow(window).withP(p).withMagnitude(magnitude), series))
                .isEqualTo(Arrays.stream(published.split(" "))
                        .map(Integer::valueOf)
                        .toList());
    }

    @Test
    void theCompatibleModeFindsWhatOtavaFindsInItsSmallSeries() {
        // Apache Otava, tests/analysis_test.py: window_len=10, max_pvalue=0.0001 → [10]
        double[] halved = {
            1.02, .95, .99, 1, 1.12, 1, 1.01, .98, 1.01, .96, .50, .51, .48, .48, .55, .50, .49, .51, .50, .49
        };
        // tests/change_point_divisive_test.py: max_pvalue=0.01 in one window, not merged → [5, 8]
        double[] threeLevels = {.3, 2.4, 1.5, -.9, -.5, 99.7, 98.3, 99.1, 149, 149.7, 149.5, 149.1, 148.8, 150};

        assertThat(indexes(COMPATIBLE.withWindow(10).withP(.0001), halved)).containsExactly(10);
        assertThat(indexes(COMPATIBLE.withP(.001), threeLevels)).containsExactly(5, 8);
    }

    @Test
    void theEnergyOfADivisionIsThatComputedByHand() {
        double[] step = {10, 11, 10, 11, 20, 21, 20, 21};

        // All 16 distances across sum up to 160, the 6 within each side to 4:
        // 2/8 · 160 − 2·4/(8·3) · 4 − 2·4/(8·3) · 4 = 40 − 8/3
        EnergyDivision.Division best = new EnergyDivision(COMPATIBLE, step).best(0, 8);
        assertThat(best.index()).isEqualTo(4);
        assertThat(best.energy()).isCloseTo(40 - 8 / 3.0, within(1e-12));
        // Of one value on each side nothing is subtracted: 2/2 · |10 − 11|
        assertThat(new EnergyDivision(COMPATIBLE, step).best(0, 2)).isEqualTo(new EnergyDivision.Division(0, 1, 2, 1));
    }

    @Test
    void theCompatibleTestTakesTheStandardDeviationWithDivisorN() {
        LevelChange change =
                COMPATIBLE.in(10, 11, 10, 11, 20, 21, 20, 21).changes().get(0);

        // By hand: variances .25 (divisor 4), t = 10 / √(.25 · (1/4 + 1/4)) = 28.284, 6 degrees of freedom;
        // scipy.stats.ttest_ind_from_stats(10.5, .5, 4, 20.5, .5, 4).pvalue. With divisor 3, t were 24.49 and p 3.0e-7.
        assertThat(change.p()).isCloseTo(1.2927505966e-7, within(1e-16));
        assertThat(change.before()).isEqualTo(10.5);
        assertThat(change.after()).isEqualTo(20.5);
        assertThat(change.relative().getAsDouble()).isCloseTo(10 / 10.5, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({".001, 0.001", ".01234, 0.012", "1, 1", "0, 0", ".00001, 0.00001", "3.14e-8, 3.1E-8"})
    void pValuesAreWrittenToTwoDigits(double p, String text) {
        assertThat(new LevelChange(1, 0, 2, 1, 2, p).pText()).isEqualTo(text);
    }

    @Test
    void aRiseAndTheFallThatTakesItBackAreEquallyLarge() {
        assertThat(new LevelChange(1, 0, 2, 100, 80, .01).magnitude()).isCloseTo(.25, within(1e-12));
        assertThat(new LevelChange(1, 0, 2, 80, 100, .01).magnitude()).isCloseTo(.25, within(1e-12));
        assertThat(new LevelChange(1, 0, 2, 0, 5, .01).magnitude()).isEqualTo(1);
        assertThat(new LevelChange(1, 0, 2, 0, 5, .01).relative()).isEmpty();
        // A metric below 0 that falls further has fallen.
        assertThat(new LevelChange(1, 0, 2, -100, -120, .01).relative()).hasValue(-.2);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aChangeMustBeLargerThanTheMagnitude(Mode mode) {
        // From 100 to 80 and back by a quarter of 80: the magnitude is .25.
        double[] values = IntStream.range(0, 30)
                .mapToDouble(i -> (i < 15 ? 100 : 80) + (i % 3 - 1) * 1e-3)
                .toArray();
        LevelSearch search = LevelSearch.of(mode);

        assertThat(indexes(search.withMagnitude(.2499), values)).containsExactly(15);
        assertThat(indexes(search.withMagnitude(.2501), values)).isEmpty();
    }

    @Test
    void aStepOfFivePercentAmongThreePercentNoiseIsFoundInThirtyRuns() {
        LevelChange change = CORRECTED
                .in(Noise.withStep(Noise.NORMAL.series(30, 3), 15, .05))
                .changes()
                .get(0);

        assertThat(change.index()).isBetween(13, 17);
        assertThat(change.p()).isLessThanOrEqualTo(.01);
        assertThat(change.relative().getAsDouble()).isBetween(-.08, -.02);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 15, 28, 29})
    void aSpikeWhereverItStandsIsNoChangeAndHidesNone(int place) {
        double[] noise = Noise.NORMAL.series(30, 2);
        double[] step = Noise.withStep(noise, 15, .1);
        noise[place] *= 1.5;
        step[place] *= 1.5;

        assertThat(indexes(CORRECTED, noise)).isEmpty();
        assertThat(indexes(CORRECTED, step)).hasSize(1).allMatch(index -> index >= 13 && index <= 17);
    }

    @Test
    void theFourthRunOfALevelTellsItFromABadHour() {
        double[] noise = Noise.NORMAL.series(34, 1);

        assertThat(indexes(CORRECTED, Noise.withStep(noise, 31, .3))).isEmpty();
        assertThat(indexes(CORRECTED, Noise.withStep(noise, 30, .3))).containsExactly(30);
    }

    @Test
    void severalChangesAreFoundAlsoOneThatWasUndoneSoon() {
        double[] values = Noise.NORMAL.series(120, 4);
        values = Noise.withStep(values, 40, .1);
        values = Noise.withStep(values, 55, -.1 / .9);
        values = Noise.withStep(values, 100, .1);
        LevelChanges changes = CORRECTED.in(values);

        assertThat(changes.changes()).hasSize(3);
        assertThat(changes.levels())
                .extracting(LevelChanges.Level::n)
                .satisfiesExactly(
                        n -> assertThat(n).isBetween(38, 42),
                        n -> assertThat(n).isBetween(13, 17),
                        n -> assertThat(n).isBetween(43, 47),
                        n -> assertThat(n).isBetween(18, 22));
        assertThat(List.of(changes.undone(0), changes.undone(1), changes.undone(2)))
                .as("the fall was taken back, the rise as well, the last fall stands")
                .containsExactly(true, true, false);
    }

    @Test
    void theUnitAndTheDirectionDoNotMatterToTheCorrectedMode() {
        double[] values = Noise.withStep(Noise.SPIKES.series(60, 5), 30, .1);
        double[] nanos = Arrays.stream(values).map(x -> 1e9 * x).toArray();
        double[] negative = Arrays.stream(values).map(x -> -x).toArray();

        assertThat(indexes(CORRECTED, values))
                .isNotEmpty()
                .isEqualTo(indexes(CORRECTED, nanos))
                .isEqualTo(indexes(CORRECTED, negative));
        assertThat(CORRECTED.in(values).changes())
                .isEqualTo(CORRECTED.in(values).changes());
    }

    @Test
    void valuesBeyondThreeRobustDeviationsAreClamped() {
        // By hand: median 3, distances of neighbours 1 1 1 96 with median 1: s = 1.4826 / √2 = 1.04836
        assertThat(ClampedValues.of(1, 2, 3, 4, 100))
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(-1.90774, -.95387, 0, .95387, 3);
        // A step of any height leaves the noise as it is: median 5, distances 1 1 7 1 1
        assertThat(ClampedValues.of(1, 2, 1, 8, 9, 8))
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(-3, -2.86162, -3, 2.86162, 3, 2.86162);
        // More than half of the neighbours are equal: their mean distance is 2/6, s = 1.2533 / 3 / √2 = .295406
        assertThat(ClampedValues.of(0, 0, 0, 1, 0, 0, 0))
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(0, 0, 0, 3, 0, 0, 0);
        assertThat(ClampedValues.of(0, 0, 0, .5, .5, .5, .5))
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(-3, -3, -3, 0, 0, 0, 0);
        assertThat(ClampedValues.of(7, 7)).containsExactly(0, 0);
    }

    @Test
    void aLevelThatCameAndWentIsFoundThoughNoSplitInTwoIsClear() {
        double[] values = IntStream.range(0, 24)
                .mapToDouble(i -> (i / 8 == 1 ? 90 : 100) + i * 7 % 5 * .1)
                .toArray();

        assertThat(indexes(CORRECTED, values)).containsExactly(8, 16);
        assertThat(CORRECTED.in(values).undone(0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingIsFoundWhereNothingVariesOrTooLittleIsThere(Mode mode) {
        LevelSearch search = LevelSearch.of(mode);

        assertThat(indexes(search)).isEmpty();
        assertThat(search.in().levels()).isEmpty();
        assertThat(search.in().autocorrelation()).isEmpty();
        assertThat(indexes(search, 7)).isEmpty();
        assertThat(indexes(search, 7, 8)).isEmpty();
        assertThat(indexes(search, DoubleStream.generate(() -> 7).limit(40).toArray()))
                .isEmpty();
        assertThat(search.in(7, 8).warnings()).singleElement().asString().contains("and there are 2");
        assertThatThrownBy(() -> search.in(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }

    @ParameterizedTest
    // The smallest n with 2 / (n over n/2) ≤ p, and 8: .5 → 8; .01 → 2/252 = .0079 at 10, 2/126 at 9; .001 → 2/3432 at
    // 14,
    // 2/1716 at 13
    @CsvSource({".5, 8", ".01, 10", ".001, 14"})
    void theCorrectedModeSaysHowManyRunsItNeeds(double p, int needed) {
        LevelSearch search = CORRECTED.withP(p);
        double[] clear = IntStream.range(0, needed)
                .mapToDouble(i -> (i < needed / 2 ? 100 : 10) + i % 2)
                .toArray();

        assertThat(search.needed()).isEqualTo(needed);
        assertThat(indexes(search, clear)).containsExactly(needed / 2);
        assertThat(search.in(Arrays.copyOf(clear, needed - 1)).changes()).isEmpty();
        assertThat(search.in(Arrays.copyOf(clear, needed - 1)).warnings())
                .first()
                .asString()
                .contains("in " + needed + " values or more", "and there are " + (needed - 1));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void twoConstantLevelsAreFound(Mode mode) {
        double[] values =
                IntStream.range(0, 24).mapToDouble(i -> i < 12 ? 5 : 6).toArray();
        LevelChange change = LevelSearch.of(mode).in(values).changes().get(0);

        assertThat(change.index()).isEqualTo(12);
        assertThat(change.p()).isBetween(0.0, .01);
    }

    @Test
    void dependenceOnTheRunBeforeIsWarnedOf() {
        double[] waves = Noise.AUTOCORRELATED.series(60, 1);

        assertThat(CORRECTED.in(waves).warnings()).singleElement().asString().contains("lag-1", "fewer count");
        assertThat(CORRECTED.in(Noise.NORMAL.series(60, 1)).warnings()).isEmpty();
    }

    @Test
    void aSearchRefusesWhatMakesNoSenseAndNamesItsMethod() {
        assertThatThrownBy(() -> CORRECTED.withWindow(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORRECTED.withP(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORRECTED.withP(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORRECTED.withMagnitude(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CORRECTED.toString()).contains("999 permutations", "p ≤ 0.01 for the whole series");
        assertThat(COMPATIBLE.toString()).contains("Apache Otava", "window 50", "p < 0.001");
        assertThat(CORRECTED.in(1, 2, 3).toString()).contains("no change", "n = 3", "! A change of level");
    }
}
