package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
    private static final double HALF_BUCKET = .0005;
    private static final double[] QUANTILES = {0, .001, .1, .5, .9, .95, .99, .999, 1};

    /** Latencies from microseconds to seconds. */
    private static long[] logNormal(int n, long seed) {
        Random random = new Random(seed);
        return LongStream.generate(() -> (long) (1e6 * Math.exp(1.5 * random.nextGaussian())))
                .limit(n)
                .toArray();
    }

    private static Distribution built(long... durations) {
        DistributionBuilder builder = new DistributionBuilder();
        Arrays.stream(durations).forEach(duration -> builder.add(1, duration));
        return builder.build();
    }

    @Test
    void upToItsLimitEveryValueIsKeptAndOneMoreIsCounted() {
        long[] values = logNormal(DistributionBuilder.KEPT, 1);
        Distribution kept = built(values);
        Distribution counted = built(logNormal(DistributionBuilder.KEPT + 1, 1));

        assertThat(kept.isExact()).isTrue();
        for (double p : QUANTILES) {
            assertThat(kept.quantile(p)).isEqualTo(Distribution.of(values).quantile(p));
            assertThat(kept.interval(p)).isEqualTo(Distribution.of(values).interval(p));
        }
        assertThat(kept.method()).isEqualTo("type 7");
        assertThat(counted.isExact()).isFalse();
        assertThat(counted.n()).isEqualTo(DistributionBuilder.KEPT + 1);
        assertThat(counted.method()).contains("within .05 %");
        assertThat(counted.toString()).contains("within .05 %");
    }

    @Test
    void whatIsCountedIsWithinHalfABucketAndItsSummariesAreExact() {
        long[] values = logNormal(300_000, 2);
        Distribution counted = built(values);
        Distribution exact = Distribution.of(values);

        assertSimilar(counted, exact);
        assertIntervalsOutwards(counted, exact);
        assertThat(counted.mean().orElseThrow()).isEqualTo(exact.mean().orElseThrow());
        assertThat(counted.sd().orElseThrow()).isEqualTo(exact.sd().orElseThrow());
    }

    @Test
    void poolingWhatIsCountedWithWhatIsKeptIsLikeCountingAll() {
        long[] many = logNormal(150_000, 3);
        long[] few = LongStream.of(logNormal(1000, 4)).map(value -> 50 * value).toArray();
        Distribution pooled = Distribution.pooled(List.of(built(many), built(), built(few)));
        Distribution exact = Distribution.of(
                LongStream.concat(LongStream.of(many), LongStream.of(few)).toArray());

        assertThat(pooled.isExact()).isFalse();
        assertSimilar(pooled, exact);
        assertThat(pooled.mean().orElseThrow()).isCloseTo(exact.mean().orElseThrow(), within(1e-3));
        assertThat(pooled.sd().orElseThrow()).isCloseTo(exact.sd().orElseThrow(), within(1e-3));
        assertThat(Distribution.pooled(List.of(Distribution.of(-5, 5), Distribution.of(1)))
                        .isExact())
                .isTrue();
    }

    @Test
    void forksThatDifferMakeTheIntervalWiderAlikeWhetherKeptOrCounted() {
        DistributionBuilder kept = new DistributionBuilder();
        DistributionBuilder counted = new DistributionBuilder();
        DistributionBuilder alike = new DistributionBuilder();
        Random random = new Random(5);
        for (int i = 0; i < 40_000; i++) {
            for (int fork = 1; fork <= 4; fork++) {
                long value = (long) (1e6 * Math.exp(.4 * random.nextGaussian()));
                alike.add(fork, value);
                long slower = value * (100 + 5 * fork) / 100;
                counted.add(fork, slower);
                if (i < 10_000) {
                    kept.add(fork, slower);
                }
            }
        }

        assertThat(kept.build().isExact()).isTrue();
        assertThat(counted.build().isExact()).isFalse();
        // The forks' own medians lie up to 7 % from that of all.
        assertThat(width(kept, .5)).isBetween(.15, .3);
        assertThat(width(counted, .5)).isCloseTo(width(kept, .5), within(.02));
        assertThat(width(alike, .5)).isBetween(.003, .03);
    }

    private static double width(DistributionBuilder builder, double p) {
        OrderStatisticInterval interval = builder.build().interval(p).orElseThrow();
        return (interval.high() - interval.low()) / 1e6;
    }

    private static void assertSimilar(Distribution counted, Distribution exact) {
        assertThat(counted.n()).isEqualTo(exact.n());
        assertThat(counted.min()).isEqualTo(exact.min());
        assertThat(counted.max()).isEqualTo(exact.max());
        assertThat(counted.negative()).isZero();
        for (double p : QUANTILES) {
            double is = exact.quantile(p).orElse(-1);
            assertThat(counted.quantile(p).orElse(-1))
                    .as("p = %s", p)
                    .isCloseTo(is, within(HALF_BUCKET * Math.abs(is)));
        }
    }

    private static void assertIntervalsOutwards(Distribution counted, Distribution exact) {
        for (double p : QUANTILES) {
            assertThat(counted.interval(p).isPresent())
                    .isEqualTo(exact.interval(p).isPresent());
            exact.interval(p).ifPresent(interval -> {
                OrderStatisticInterval other = counted.interval(p).orElseThrow();
                // Outwards, by a bucket at most.
                assertThat(other.low()).isBetween(interval.low() * (1 - 2 * HALF_BUCKET), interval.low());
                assertThat(other.high()).isBetween(interval.high(), interval.high() * (1 + 2 * HALF_BUCKET));
                assertThat(other.coverage()).isEqualTo(interval.coverage());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, 2047, 2048, 123_456_789_012L, Long.MAX_VALUE})
    void oneAndTheSameDurationIsWhatEveryQuantileIs(long duration) {
        DistributionBuilder builder = new DistributionBuilder();
        for (int i = 0; i <= DistributionBuilder.KEPT; i++) {
            builder.add(1, duration);
        }
        Distribution constant = builder.build();

        assertThat(constant.quantile(.5)).hasValue(duration);
        assertThat(constant.quantile(.999)).hasValue(duration);
        assertThat(constant.mean()).hasValue(duration);
        assertThat(constant.sd()).hasValue(0);
        assertThat(constant.interval(.5).orElseThrow().low()).isEqualTo(duration);
        assertThat(constant.interval(.5).orElseThrow().high()).isEqualTo(duration);
    }

    @Test
    void whatIsUndefinedIsAbsentAndWhatIsNoDurationIsRefused() {
        assertThat(built().mean()).isEmpty();
        assertThat(built().min()).isEmpty();
        assertThat(built().sd()).isEmpty();
        assertThat(built(7).sd()).isEmpty();
        assertThat(built(7).interval(.5)).isEmpty();
        assertThat(Distribution.pooled(List.of()).n()).isZero();
        assertThatThrownBy(() -> new DistributionBuilder().add(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
