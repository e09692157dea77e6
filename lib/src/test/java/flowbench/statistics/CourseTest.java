package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.statistics.Course.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseTest {
    private static Course course(double... values) {
        return Course.of(true, values);
    }

    @Test
    void aFlatSeriesIsSteadyFromTheFirstIterationOn() {
        Course course = course(Series.of(40, 1, 1, i -> 100));

        assertThat(course.type()).isEqualTo(Type.FLAT);
        assertThat(course.steadyFrom()).hasValue(1);
        assertThat(course(Series.of(40, 0, 1, i -> 100)).type()).isEqualTo(Type.FLAT);
        assertThat(course(Series.of(40, 0, 1, i -> 0)).type()).isEqualTo(Type.FLAT);
    }

    @Test
    void theDirectionOfTheMetricTellsWarmUpFromSlowDown() {
        double[] rising = Series.of(40, 1, 2, i -> i <= 8 ? 80 : 100);
        double[] falling = Series.of(40, 1, 2, i -> i <= 8 ? 120 : 100);

        assertThat(Course.of(true, rising).type()).isEqualTo(Type.WARM_UP);
        assertThat(Course.of(false, rising).type()).isEqualTo(Type.SLOW_DOWN);
        assertThat(Course.of(true, falling).type()).isEqualTo(Type.SLOW_DOWN);
        assertThat(Course.of(false, falling).type()).isEqualTo(Type.WARM_UP);
        assertThat(Course.of(true, rising).steadyFrom()).hasValue(9);
        assertThat(Course.of(true, falling).steadyFrom()).hasValue(9);
        assertThat(Course.of(true, falling).toString())
                .isEqualTo("slow-down, steady from iteration 9 on (1–8: 119.8, 9–40: 100.1)");
    }

    @Test
    void whatWarmsUpFirstAndThenSlowsDownIsASlowDown() {
        assertThat(course(Series.of(60, 1, 3, i -> i <= 10 ? 70 : i <= 30 ? 120 : 100))
                        .type())
                .isEqualTo(Type.SLOW_DOWN);
    }

    @Test
    void anExponentialWarmUpEndsWhereWhatIsLeftOfItIsOfNoConsequence() {
        Course course = course(Series.of(50, .5, 4, i -> 100 * (1 - .6 * Math.exp(-i / 3.0))));

        assertThat(course.type()).isEqualTo(Type.WARM_UP);
        // .6 exp(−i/3) is 4 % at i = 8 and 2 % at i = 10.
        assertThat(course.steadyFrom().orElseThrow()).isBetween(7, 11);
    }

    @Test
    void aRampNeverBecomesSteady() {
        assertThat(course(Series.of(40, 1, 5, i -> 100 + 2 * i)).type()).isEqualTo(Type.NO_STEADY_STATE);
        assertThat(course(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).type()).isEqualTo(Type.NO_STEADY_STATE);
        assertThat(course(Series.of(12, 1, 5, i -> 100 + 5 * i)).type()).isEqualTo(Type.NO_STEADY_STATE);
    }

    @Test
    void levelsThatTakeTurnsAreNoSteadyStateUnlessEachIterationIsOneOfThem() {
        assertThat(course(Series.of(60, 1, 6, i -> i / 6 % 2 == 0 ? 100 : 120)).type())
                .isEqualTo(Type.NO_STEADY_STATE);
        assertThat(course(Series.of(60, 1, 6, i -> i % 2 == 0 ? 100 : 120)).type())
                .isEqualTo(Type.FLAT);
    }

    @Test
    void aChangeInTheLastQuarterIsNoSteadyStateAndOneBeforeItIs() {
        assertThat(course(Series.of(40, 1, 7, i -> i <= 31 ? 80 : 100)).type()).isEqualTo(Type.NO_STEADY_STATE);
        assertThat(course(Series.of(40, 1, 7, i -> i <= 30 ? 80 : 100)).type()).isEqualTo(Type.WARM_UP);
        // Of a short series the last quarter would be too short.
        assertThat(course(Series.of(12, 1, 7, i -> i <= 8 ? 80 : 100)).type()).isEqualTo(Type.NO_STEADY_STATE);
        assertThat(course(Series.of(12, 1, 7, i -> i <= 7 ? 80 : 100)).type()).isEqualTo(Type.WARM_UP);
    }

    @Test
    void spikesAreNoStateOfTheirOwn() {
        assertThat(course(Series.of(50, 1, 8, i -> i % 12 == 0 ? 40 : 100)).type())
                .isEqualTo(Type.FLAT);
    }

    @Test
    void aChangeThatDrownsInTheScatterOrIsOfNoConsequenceLeavesASeriesFlat() {
        Course small = course(Series.of(100, .2, 9, i -> i <= 50 ? 98.5 : 100));
        assertThat(small.segmentation().segments()).hasSizeGreaterThan(1);
        assertThat(small.type()).isEqualTo(Type.FLAT);

        Course drowned = course(Series.of(1000, 10, 10, i -> i <= 500 ? 96 : 100));
        assertThat(drowned.segmentation().segments()).hasSizeGreaterThan(1);
        assertThat(drowned.type()).isEqualTo(Type.FLAT);
    }

    @Test
    void fewerThanTenIterationsAreNotJudged() {
        assertThat(course(50, 100, 101, 99, 100, 101, 99, 100, 100).type()).isEqualTo(Type.TOO_FEW);
        assertThat(course(50, 100, 101, 99, 100, 101, 99, 100, 100).steadyFrom())
                .isEmpty();
        assertThat(course(50, 100, 101, 99, 100, 101, 99, 100, 100, 101).type()).isEqualTo(Type.WARM_UP);
        assertThat(course(1).type()).isEqualTo(Type.TOO_FEW);
        assertThat(course(1, 2).type()).isEqualTo(Type.TOO_FEW);
    }

    @Test
    void forksShareAClassOrAreInconsistent() {
        List<double[]> flat = new ArrayList<>(IntStream.range(0, 4)
                .mapToObj(seed -> Series.of(30, 1, 20 + seed, i -> 100))
                .toList());
        assertThat(Course.common(Course.of(true, flat))).isEqualTo(Type.FLAT);

        flat.add(Series.of(30, 1, 30, i -> i <= 5 ? 70 : 100));
        assertThat(Course.common(Course.of(true, flat))).isEqualTo(Type.INCONSISTENT);

        List<double[]> cut = List.of(flat.get(0), new double[] {100, 101});
        assertThat(Course.common(Course.of(true, cut))).isEqualTo(Type.FLAT);
        assertThat(Course.common(Course.of(true, List.of(new double[] {100, 101}))))
                .isEqualTo(Type.TOO_FEW);
        assertThat(Course.common(List.of())).isEqualTo(Type.TOO_FEW);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1 / 3.0, 4096, 1e12})
    void theUnitDoesNotMatter(double factor) {
        Random random = new Random(10);
        for (int trial = 0; trial < 200; trial++) {
            int where = random.nextInt(30);
            double before = 80 + random.nextInt(40);
            double[] x = Series.of(10 + random.nextInt(40), 2, random, i -> i <= where ? before : 100);
            Course one = course(x);
            Course other = course(Series.times(factor, x));

            assertThat(other.type()).isEqualTo(one.type());
            assertThat(other.steadyFrom()).isEqualTo(one.steadyFrom());
            assertThat(Course.of(false, Series.times(-factor, x)).type()).isEqualTo(one.type());
        }
    }
}
