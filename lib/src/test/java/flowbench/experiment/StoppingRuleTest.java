package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Precision;
import flowbench.runfolder.Precision.Ending;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {
    private static final Settings DEFAULTS = Settings.of(Map.of(), Map.of());
    private static final StoppingRule OPEN =
            StoppingRule.of(DEFAULTS.with(Setting.PRECISION, "2%").with(Setting.PRECISION_TIME_LIMIT_S, 100));

    /** The throughput of forks: around 100, one above and one below in turn. */
    private static double[] forks(int n, double distance) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> 100 + (i % 2 == 0 ? distance : -distance));
        return values;
    }

    private static boolean goesOn(StoppingRule rule, double seconds, double[]... runs) {
        return rule.goesOn(runs[0].length, List.of(runs), seconds);
    }

    @Test
    void withoutAPrecisionThereAreAsManyForksAsRunsSays() {
        StoppingRule three = StoppingRule.of(DEFAULTS.with(Setting.RUNS, 3));

        assertThat(goesOn(three, 1e9, forks(2, .1))).isTrue();
        assertThat(goesOn(three, 1, forks(3, 50))).isFalse();
        assertThat(three.reached(false, forks(3, 50))).isEmpty();
        assertThat(three.isOpen()).isFalse();
    }

    @Test
    void nineNarrowForksGoOnAndTenStop() {
        assertThat(goesOn(OPEN, 9, forks(9, .1))).isTrue();
        assertThat(goesOn(OPEN, 10, forks(10, .1))).isFalse();
        assertThat(goesOn(OPEN, 10, forks(10, 50))).isTrue();
    }

    @Test
    void moreRunsThanTenAreMeasuredAllTheSame() {
        StoppingRule twelve =
                StoppingRule.of(DEFAULTS.with(Setting.PRECISION, "2%").with(Setting.RUNS, 12));

        assertThat(goesOn(twelve, 11, forks(11, .1))).isTrue();
        assertThat(goesOn(twelve, 12, forks(12, .1))).isFalse();
    }

    @Test
    void noForkIsBegunThatWouldProbablyEndAfterTheTimeLimit() {
        // Four forks of 20 s: a fifth ends at 100 s.
        assertThat(goesOn(OPEN, 80, forks(4, 50))).isTrue();
        assertThat(goesOn(OPEN, 80.1, forks(4, 50))).isFalse();
    }

    @Test
    void theForksThatRunsAsksForAreMeasuredBeyondTheTimeLimit() {
        assertThat(goesOn(OPEN, 1e6, forks(2, 50))).isTrue();
        assertThat(goesOn(OPEN, 1e6, forks(3, 50))).isFalse();
    }

    @Test
    void twoRunsInTurnGoOnUntilBothAreNarrow() {
        assertThat(goesOn(OPEN, 10, forks(10, .1), forks(10, 50))).isTrue();
        assertThat(goesOn(OPEN, 10, forks(10, 50), forks(10, .1))).isTrue();
        assertThat(goesOn(OPEN, 10, forks(10, .1), forks(10, .1))).isFalse();
    }

    @Test
    void whatWasReachedAndWhyItEndedIsRecorded() {
        Precision none = OPEN.reached(true).orElseThrow();
        Precision narrow = OPEN.reached(false, forks(10, .1)).orElseThrow();
        Precision wide = OPEN.reached(false, forks(10, 50)).orElseThrow();

        assertThat(none.forks()).isZero();
        assertThat(none.reached()).isEmpty();
        assertThat(none.ending()).isEqualTo(Ending.GOING_ON);
        assertThat(narrow.target()).isEqualTo(.02);
        assertThat(narrow.leastForks()).isEqualTo(10);
        assertThat(narrow.timeLimitS()).isEqualTo(100);
        assertThat(narrow.forks()).isEqualTo(10);
        assertThat(narrow.reached().orElseThrow()).isLessThan(.02);
        assertThat(narrow.ending()).isEqualTo(Ending.NARROW_ENOUGH);
        assertThat(wide.ending()).isEqualTo(Ending.TIME_LIMIT);
    }
}
