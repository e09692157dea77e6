package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every sample: of random ones, from seeds, with ties, of few values and of many, huge and tiny. */
class RandomValuesTest {
    private static final int SAMPLES = 400;

    /** A number of forks of values that are log-normal, normal, or of few different ones, at any scale. */
    private static List<double[]> forks(Random random, double scale) {
        int kind = random.nextInt(4);
        List<double[]> forks = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int fork = 0; fork < count; fork++) {
            double shift = random.nextInt(2) * random.nextGaussian();
            double[] values = new double[1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12)];
            for (int i = 0; i < values.length; i++) {
                double value = switch (kind) {
                    case 0 -> Math.exp(random.nextGaussian() + shift);
                    case 1 -> random.nextGaussian() + shift;
                    case 2 -> random.nextInt(3);
                    default -> random.nextInt(8) == 0 ? random.nextGaussian() : 5;
                };
                values[i] = value * scale;
            }
            forks.add(values);
        }
        return forks;
    }

    private static double[] pooled(List<double[]> forks) {
        return forks.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static List<double[]> mapped(List<double[]> forks, DoubleUnaryOperator map) {
        return forks.stream()
                .map(values -> Arrays.stream(values).map(map).toArray())
                .toList();
    }

    private static void isNumber(OptionalDouble value) {
        value.ifPresent(number -> assertThat(number).isFinite());
    }

    @Test
    void noResultIsNotANumberAndEveryIntervalHoldsItsEstimate() {
        Random random = new Random(20261);
        for (int sample = 0; sample < SAMPLES; sample++) {
            // Every fourth at a scale at which squares overflow, or are 0.
            double exponent = sample % 4 == 0 ? random.nextInt(600) - 300 : random.nextInt(12) - 6;
            List<double[]> forks = forks(random, Math.pow(10, exponent));
            double[] all = pooled(forks);
            Estimate estimate = Estimate.of(forks);

            assertThat(estimate.mean()).isFinite().isBetween(estimate.min(), estimate.max());
            assertThat(estimate.median()).isBetween(estimate.min(), estimate.max());
            isNumber(estimate.sd());
            isNumber(estimate.cv());
            estimate.interval().ifPresent(i -> {
                assertThat(i.low()).isFinite().isLessThanOrEqualTo(estimate.mean());
                assertThat(i.high()).isFinite().isGreaterThanOrEqualTo(estimate.mean());
            });
            for (QuantileEstimate quantile : estimate.quantiles()) {
                isNumber(quantile.value());
                assertThat(quantile.independent()).isBetween(0, all.length);
                quantile.interval().ifPresent(i -> {
                    assertThat(i.low()).isLessThanOrEqualTo(quantile.value().orElseThrow());
                    assertThat(i.high()).isGreaterThanOrEqualTo(quantile.value().orElseThrow());
                    assertThat(i.coverage()).isBetween(.95, 1.0);
                });
            }
            estimate.autocorrelation().ifPresent(r -> {
                assertThat(r.value()).isBetween(-1.0, 1.0);
                assertThat(r.effectiveN()).isBetween(1.0, (double) all.length);
            });
            MadFences.of(all).ifPresent(fences -> {
                assertThat(fences.mad()).isFinite().isPositive();
                assertThat(fences.score(estimate.max())).isNotNaN();
            });
            assertThat(estimate.outliers().agreed().orElse(0))
                    .isLessThanOrEqualTo(estimate.outliers().all());
            bootstrapped(all).ifPresent(i -> {
                // A mean of equal values may be off by a last digit.
                double digit = 1e-12 * Math.max(Math.abs(estimate.min()), Math.abs(estimate.max()));
                assertThat(i.low()).isFinite().isGreaterThanOrEqualTo(estimate.min() - digit);
                assertThat(i.high()).isFinite().isBetween(i.low(), estimate.max() + digit);
            });
            assertThat(estimate.toString() + estimate.quantiles() + estimate.outliers())
                    .doesNotContain("NaN", "Infinity");
        }
    }

    private static Optional<BootstrapInterval> bootstrapped(double... values) {
        return Bootstrap.withDefaults().withResamples(200).bca(values);
    }

    @Test
    void theBootstrapIntervalHoldsTheMean() {
        Random random = new Random(20262);
        for (int sample = 0; sample < SAMPLES; sample++) {
            double[] values = pooled(forks(random, 1));
            double mean = Estimate.of(values).mean();
            Bootstrap bootstrap = Bootstrap.withDefaults().withResamples(400);

            bootstrap.percentile(values).ifPresent(i -> {
                assertThat(i.low()).isLessThanOrEqualTo(mean);
                assertThat(i.high()).isGreaterThanOrEqualTo(mean);
            });
            bootstrap.bca(values).ifPresent(i -> {
                assertThat(i.low()).isLessThanOrEqualTo(mean);
                assertThat(i.high()).isGreaterThanOrEqualTo(mean);
            });
        }
    }

    @Test
    void aScaleAndAShiftChangeNothingButTheUnit() {
        Random random = new Random(20263);
        for (int sample = 0; sample < SAMPLES; sample++) {
            // Whole numbers, times a power of two: no digit is lost, so that ties stay ties and fences stay fences.
            List<double[]> forks = mapped(forks(random, 100), Math::rint);
            double scale = Math.pow(2, random.nextInt(20) - 10);
            double shift = random.nextInt(1000);
            Estimate before = Estimate.of(forks);
            Estimate scaled = Estimate.of(mapped(forks, x -> scale * x));
            Estimate shifted = Estimate.of(mapped(forks, x -> x + shift));

            assertThat(scaled.cv()).isEqualTo(before.cv());
            assertThat(scaled.outliers()).isEqualTo(before.outliers());
            assertThat(shifted.outliers()).isEqualTo(before.outliers());
            assertThat(scaled.mean()).isEqualTo(scale * before.mean());
            assertThat(shifted.mean()).isCloseTo(before.mean() + shift, within(1e-9));
            assertThat(shifted.sd().orElse(0)).isCloseTo(before.sd().orElse(0), within(1e-9));
            assertThat(scaled.interval().map(i -> i.high() / scale).orElse(0.0))
                    .isCloseTo(before.interval().map(StudentInterval::high).orElse(0.0), within(1e-9));
            for (int i = 0; i < before.quantiles().size(); i++) {
                QuantileEstimate quantile = before.quantiles().get(i);
                assertThat(scaled.quantiles().get(i).independent()).isEqualTo(quantile.independent());
                assertThat(shifted.quantiles().get(i).independent()).isEqualTo(quantile.independent());
                assertThat(scaled.quantiles().get(i).interval().map(OrderStatisticInterval::lowRank))
                        .isEqualTo(quantile.interval().map(OrderStatisticInterval::lowRank));
                assertThat(shifted.quantiles().get(i).value().orElse(shift))
                        .isCloseTo(quantile.value().orElse(0) + shift, within(1e-9));
            }
        }
    }

    @Test
    void theSharesOfTheNoiseDoNotDependOnTheUnit() {
        Random random = new Random(20264);
        for (int sample = 0; sample < SAMPLES; sample++) {
            int iterations = 1 + random.nextInt(5);
            List<double[]> forks = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(fork -> random.doubles(iterations, fork, fork + 3).toArray())
                    .toList();
            Optional<VarianceComponents> before = VarianceComponents.of(forks);
            Optional<VarianceComponents> scaled = VarianceComponents.of(mapped(forks, x -> 1000 * x));

            assertThat(scaled.isPresent()).isEqualTo(before.isPresent());
            assertThat(before.isPresent()).isEqualTo(iterations > 1 && forks.size() > 1);
            before.ifPresent(noise -> {
                assertThat(scaled.orElseThrow().share(2).orElseThrow())
                        .isBetween(0.0, 1.0)
                        .isCloseTo(noise.share(2).orElseThrow(), within(1e-9));
                assertThat(noise.halfWidth().orElseThrow())
                        .isCloseTo(Estimate.of(forks).interval().orElseThrow().high() - noise.mean(), within(1e-9));
            });
        }
    }
}
