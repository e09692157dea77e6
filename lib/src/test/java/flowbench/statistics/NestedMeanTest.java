package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NestedMeanTest {
    // scipy.stats.t.ppf(.975, 2)
    private static final double T2 = 4.302652729911275;

    private static NestedMean of(long[]... forkIterationValue) {
        NestedMean.Builder builder = new NestedMean.Builder();
        for (long[] row : forkIterationValue) {
            builder.add((int) row[0], (int) row[1], row[2]);
        }
        return builder.build().orElseThrow();
    }

    @Test
    void withForksItIsTheMeanOfTheirMeansInWhateverOrderTheValuesCome() {
        // Fork means 10, 20, 30, with s = 10, of 3, 1 and 2 values.
        NestedMean mean = of(
                new long[] {1, 1, 9},
                new long[] {3, 1, 29},
                new long[] {1, 2, 11},
                new long[] {2, 1, 20},
                new long[] {1, 1, 10},
                new long[] {3, 2, 31});

        assertThat(mean.forks()).isEqualTo(3);
        assertThat(mean.replicates()).isEqualTo(3);
        assertThat(mean.n()).isEqualTo(6);
        assertThat(mean.mean()).isEqualTo(20);
        assertThat(mean.interval().orElseThrow().low()).isCloseTo(20 - T2 * 10 / Math.sqrt(3), within(1e-8));
        assertThat(mean.toString()).contains("n = 6 in 3 forks");
    }

    @Test
    void withOneForkItIsTheMeanOfItsIterationsAndSaysSo() {
        // Iteration means 1, 2, 3, with s = 1.
        NestedMean mean =
                of(new long[] {4, 1, 1}, new long[] {4, 2, 1}, new long[] {4, 3, 3}, new long[] {4, 2, 3}, new long[] {
                    4, 1, 1
                });

        assertThat(mean.withinOneProcess()).isTrue();
        assertThat(mean.replicates()).isEqualTo(3);
        assertThat(mean.mean()).isEqualTo(2);
        assertThat(mean.interval().orElseThrow().high()).isCloseTo(2 + T2 / Math.sqrt(3), within(1e-8));
        assertThat(mean.toString()).contains("n = 5 in 3 iterations, within one process");
    }

    @Test
    void numbersOfForksAndIterationsMayStartAnywhere() {
        assertThat(of(new long[] {0, 0, 5}).mean()).isEqualTo(5);
        assertThat(of(new long[] {-1, -1, 5}).mean()).isEqualTo(5);
        // Fork means 6 and 20; without the first value 7 and 20.
        assertThat(of(new long[] {0, 0, 5}, new long[] {0, 1, 7}, new long[] {1, 0, 20})
                        .mean())
                .isEqualTo(13);
    }

    @Test
    void whatIsUndefinedIsAbsent() {
        assertThat(new NestedMean.Builder().build()).isEmpty();
        assertThat(of(new long[] {1, 1, 5}, new long[] {1, 1, 9}).interval()).isEmpty();
        assertThat(of(new long[] {1, 1, 5}, new long[] {2, 1, 5}).interval()).isEmpty();
    }
}
