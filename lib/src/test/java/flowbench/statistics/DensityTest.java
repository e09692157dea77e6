package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DensityTest {
    /** The data set {@code precip} of R: precipitation of 70 cities, inches a year. */
    private static final double[] PRECIP = {
        67.0, 54.7, 7.0, 48.5, 14.0, 17.2, 20.7, 13.0, 43.4, 40.2, 38.9, 54.5, 59.8, 48.3, 22.9, 11.5, 34.4, 35.1, 38.7,
                30.8,
        30.6, 43.1, 56.8, 40.8, 41.8, 42.5, 31.0, 31.7, 30.2, 25.9, 49.2, 37.0, 35.9, 15.0, 30.2, 7.2, 36.2, 45.5, 7.8,
                33.4,
        36.1, 40.2, 42.7, 42.5, 16.2, 39.0, 35.0, 37.0, 31.4, 37.6, 39.9, 36.2, 42.8, 46.4, 24.7, 49.1, 46.0, 35.9, 7.8,
                48.2,
        15.2, 32.5, 44.7, 42.6, 38.8, 17.4, 40.8, 29.1, 14.6, 59.2
    };

    /** R prints for {@code density(precip)}: bandwidth 3.848. */
    @Test
    void theBandwidthIsThatOfR() {
        assertThat(Density.of(PRECIP).orElseThrow().bandwidth()).isEqualTo(3.848, within(.0005));
    }

    /** SciPy 1.17.1: {@code gaussian_kde(precip, bw_method=h / precip.std(ddof=1))([0, 15, 40, 70])} with that bandwidth h. */
    @Test
    void theDensityIsThatOfSciPy() {
        Density density = Density.of(PRECIP).orElseThrow();

        assertThat(density.at(0)).isEqualTo(.0009466624010756085, within(1e-15));
        assertThat(density.at(15)).isEqualTo(.013668710212885718, within(1e-15));
        assertThat(density.at(40)).isEqualTo(.035752018542418516, within(1e-15));
        assertThat(density.at(70)).isEqualTo(.0011710234342980463, within(1e-15));
    }

    @Test
    void itIntegratesToOneAndIsNothingFarAway() {
        Density density = Density.of(PRECIP).orElseThrow();
        double sum = DoubleStream.iterate(-60, x -> x < 140, x -> x + .01)
                .map(x -> .01 * density.at(x))
                .sum();

        assertThat(sum).isEqualTo(1, within(1e-9));
        assertThat(density.at(1e6)).isZero();
    }

    @Test
    void ofTooFewValuesAndOfValuesThatAreTheSameThereIsNone() {
        double[] few = Arrays.copyOf(PRECIP, Density.ENOUGH - 1);
        double[] same = new double[100];
        Arrays.fill(same, 7);

        assertThat(Density.of(few)).isEmpty();
        assertThat(Density.of(Arrays.copyOf(PRECIP, Density.ENOUGH))).isPresent();
        assertThat(Density.of(same)).isEmpty();
        assertThat(Density.of()).isEmpty();
        double[] infinite = PRECIP.clone();
        infinite[3] = Double.POSITIVE_INFINITY;
        assertThatThrownBy(() -> Density.of(infinite)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereTheQuartilesAreTheSameTheStandardDeviationStandsAlone() {
        double[] values = new double[40];
        values[0] = 10;
        double sd = Math.sqrt(Moments.variance(values));

        assertThat(Density.of(values).orElseThrow().bandwidth()).isEqualTo(.9 * sd * Math.pow(40, -.2), within(1e-12));
    }

    @Test
    void valuesThatStandForMoreHaveTheBandwidthOfAllAndNearlyTheirDensity() {
        Random random = new Random(1);
        long[] all = IntStream.range(0, 50_000)
                .mapToLong(i -> (long) (1e6 * Math.exp(.4 * random.nextGaussian())))
                .toArray();
        Density exact =
                Density.of(Arrays.stream(all).asDoubleStream().toArray()).orElseThrow();
        double[] drawn = Distribution.of(all).drawn(5000);
        Density some = Density.ofSome(drawn, all.length).orElseThrow();

        assertThat(drawn).hasSize(5000).isSorted();
        assertThat(some.bandwidth()).isEqualTo(exact.bandwidth(), within(.01 * exact.bandwidth()));
        assertThat(some.at(1e6)).isEqualTo(exact.at(1e6), within(.01 * exact.at(1e6)));
        assertThat(Distribution.of(3, 1, 2).drawn(5000)).containsExactly(1, 2, 3);
    }
}
