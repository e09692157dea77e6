package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is made of values says of one that is no number which it is, and makes nothing of it. */
class FiniteTest {
    private static final double[] GOOD = {1, 2, 4, 3, 5, 7, 6, 8};

    static List<Named<Consumer<double[]>>> statistics() {
        return List.of(
                Named.of("Estimate", Estimate::of),
                Named.of("StudentInterval", StudentInterval::of),
                Named.of("OrderStatisticInterval", values -> OrderStatisticInterval.of(.5, values)),
                Named.of("QuantileEstimate", values -> QuantileEstimate.of(.5, values)),
                Named.of("Bootstrap", values -> Bootstrap.withDefaults().percentile(values)),
                Named.of("TukeyFences", TukeyFences::of),
                Named.of("MadFences", MadFences::of),
                Named.of("OutlierCounts", OutlierCounts::of),
                Named.of("Autocorrelation", Autocorrelation::of),
                Named.of("Drift", values -> Drift.of(List.of(values))),
                Named.of("StartEffect", values -> StartEffect.of(List.of(values))),
                Named.of("VarianceComponents", VarianceComponents::of),
                Named.of("Segmentation", Segmentation::of),
                Named.of("MannWhitney", values -> MannWhitney.of(values, GOOD)),
                Named.of("CliffsDelta", values -> CliffsDelta.of(GOOD, values)),
                Named.of("HodgesLehmann", values -> HodgesLehmann.of(GOOD, values)),
                Named.of("MeanDifference", values -> MeanDifference.welch(values, GOOD)),
                Named.of("MeanDifference of pairs", values -> MeanDifference.paired(GOOD, values)),
                Named.of("Ratio", values -> Ratio.ofIndependent(values, GOOD)),
                Named.of("TwoSamples", values -> TwoSamples.of(GOOD, values)),
                Named.of("TwoSamples of pairs", values -> TwoSamples.ofPairs(values, GOOD)));
    }

    @ParameterizedTest
    @MethodSource("statistics")
    void aValueThatIsNoFiniteNumberIsNamed(Consumer<double[]> statistic) {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[] values = GOOD.clone();
            values[2] = bad;

            assertThatThrownBy(() -> statistic.accept(values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(bad));
        }
        statistic.accept(GOOD);
    }
}
