package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Median;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    /** Of the test suite of scipy.stats.bootstrap (test_bootstrap_against_R). */
    private static final double[] X = {10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213};

    @Test
    void theIntervalsOfTheMeanAgreeWithBootOfR() {
        // R: boot(x, function(x, a) mean(x[a]), 1000000); boot.ci: percentile (28.86, 84.21), BCa (32.31, 91.43).
        // SciPy's suite allows a relative difference of .005 and computes with as many resamples.
        Bootstrap bootstrap = Bootstrap.withDefaults().withResamples(1_000_000);
        BootstrapInterval percentile = bootstrap.percentile(X).orElseThrow();
        BootstrapInterval bca = bootstrap.bca(X).orElseThrow();

        assertThat(percentile.low()).isCloseTo(28.86, withinPercentage(.5));
        assertThat(percentile.high()).isCloseTo(84.21, withinPercentage(.5));
        assertThat(bca.low()).isCloseTo(32.31, withinPercentage(.5));
        assertThat(bca.high()).isCloseTo(91.43, withinPercentage(.5));
        assertThat(bca.method()).isEqualTo(IntervalMethod.BCA);
        assertThat(bca.n()).isEqualTo(16);
    }

    @Test
    void oneSeedGivesOneIntervalOnEveryJava() {
        // Computed on JDK 17 and on JDK 25.
        Bootstrap bootstrap = Bootstrap.withDefaults().withSeed(42);

        assertThat(bootstrap.percentile(X)).isEqualTo(bootstrap.percentile(X));
        assertThat(bootstrap.percentile(X).orElseThrow().low()).isEqualTo(PERCENTILE_LOW);
        assertThat(bootstrap.bca(X).orElseThrow().high()).isEqualTo(BCA_HIGH);
        assertThat(bootstrap.percentile(X)).isNotEqualTo(bootstrap.withSeed(43).percentile(X));
    }

    private static final double PERCENTILE_LOW = 28.74359375;
    private static final double BCA_HIGH = 90.07606522234376;

    @Test
    void anyStatisticMayBeResampledAlsoOneThatSorts() {
        double[] values = X.clone();
        BootstrapInterval median = Bootstrap.withDefaults()
                .with(resample -> {
                    Arrays.sort(resample);
                    return Median.withDefaults().evaluate(resample);
                })
                .percentile(values)
                .orElseThrow();

        assertThat(values).containsExactly(X);
        assertThat(median.low()).isLessThan(22.5).isGreaterThanOrEqualTo(10);
        assertThat(median.high()).isGreaterThan(22.5).isLessThan(134);
    }

    @Test
    void aShiftAndAScaleMoveTheBoundsAndNothingElse() {
        double[] moved = Arrays.stream(X).map(x -> 1000 - 8 * x).toArray();
        BootstrapInterval of = Bootstrap.withDefaults().percentile(X).orElseThrow();
        BootstrapInterval ofMoved = Bootstrap.withDefaults().percentile(moved).orElseThrow();

        assertThat(ofMoved.low()).isCloseTo(1000 - 8 * of.high(), withinPercentage(1e-9));
        assertThat(ofMoved.high()).isCloseTo(1000 - 8 * of.low(), withinPercentage(1e-9));
    }

    @Test
    void whatTellsNothingHasNoInterval() {
        Bootstrap bootstrap = Bootstrap.withDefaults();

        assertThat(bootstrap.percentile(7, 7, 7)).isEmpty();
        assertThat(bootstrap.bca(7, 7, 7)).isEmpty();
        assertThat(bootstrap.percentile(7)).isEmpty();
        assertThat(bootstrap.bca(7)).isEmpty();
        assertThat(bootstrap.with(resample -> Double.NaN).percentile(1, 2, 3)).isEmpty();
        assertThat(bootstrap.with(resample -> 1 / (resample[0] - 1)).bca(1, 2, 3))
                .isEmpty();
        // The greatest of a resample is never more than that of the values: all lie on one side, or on it.
        assertThat(bootstrap.percentile(6, 7)).isPresent();
        assertThat(bootstrap.bca(6, 7)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aValueThatIsNoNumberIsNamed(double bad) {
        assertThatThrownBy(() -> Bootstrap.withDefaults().bca(1, 2, bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Value 3 of 3 is " + bad);
    }

    @Test
    void tooFewResamplesAndNoValuesAreRefused() {
        assertThat(Bootstrap.withDefaults().withResamples(100).percentile(X)).isPresent();
        assertThatThrownBy(() -> Bootstrap.withDefaults().withResamples(99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99 resamples");
        assertThatThrownBy(() -> Bootstrap.withDefaults().percentile())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no value");
    }
}
