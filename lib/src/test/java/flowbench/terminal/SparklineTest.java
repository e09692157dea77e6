package flowbench.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparklineTest {
    private static final Terminal UNICODE = new Terminal(80, true, false, true);
    private static final Terminal ASCII = new Terminal(80, true, false, false);

    @Test
    void barsBeginAtZeroSoThatTwiceTheValueIsTwiceTheHeight() {
        assertThat(Sparkline.upTo(800, UNICODE).of(100, 200, 400, 800)).isEqualTo("▁▂▄█");
        // A range that is cut off at the bottom would draw these as ▁ and █.
        assertThat(Sparkline.upTo(100, UNICODE).of(97, 100)).isEqualTo("██");
    }

    @Test
    void noValueHasNoBar() {
        assertThat(Sparkline.upTo(1, UNICODE).of(-1, 0, 2)).isEqualTo("▁▁█");
        assertThat(Sparkline.upTo(1, UNICODE).of()).isEmpty();
    }

    @Test
    void inAsciiABarIsTheNumberOfTenths() {
        assertThat(Sparkline.upTo(1000, ASCII).of(0, 99, 100, 550, 1000)).isEqualTo("00159");
        assertThat(Sparkline.upTo(1000, ASCII).legend()).contains("tenths");
    }

    @Test
    void intervalsOfOneScaleStandBelowEachOther() {
        IntervalLine line = IntervalLine.between(-1, 1, 21);

        //                                           -1        0         1
        assertThat(line.of(-.5, 0, .5, 0, .2)).isEqualTo("     [--:-*-:--]     ");
        assertThat(line.of(.3, .5, .7, 0, .2)).isEqualTo("        : | :[-*-]   ");
        assertThat(line.of(-3, -2, -.9, 0, .2)).isEqualTo("<]      : | :        ");
        assertThat(line.of(0, 5, 9, 0, 2)).isEqualTo("          [--------->");
    }

    @Test
    void aScaleReachesFromLessToMore() {
        assertThatThrownBy(() -> IntervalLine.between(1, 1, 20)).isInstanceOf(IllegalArgumentException.class);
    }
}
