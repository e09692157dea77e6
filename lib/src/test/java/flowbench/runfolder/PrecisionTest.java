package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Precision.Ending;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".02   | 14 | .0175   | NARROW_ENOUGH | went on until ±2 %: reached ±1.8 % after 14 forks",
                ".07   | 10 | .07     | NARROW_ENOUGH | went on until ±7 %: reached ±7 % after 10 forks",
                ".02   | 22 | .0305   | TIME_LIMIT    | stopped by PRECISION_TIME_LIMIT_S=600 at ±3.1 % after 22 forks, before ±2 %",
                ".02   | 22 | .020001 | TIME_LIMIT    | stopped by PRECISION_TIME_LIMIT_S=600 at ±2.1 % after 22 forks, before ±2 %",
                ".0025 | 1  |         | TIME_LIMIT    | stopped by PRECISION_TIME_LIMIT_S=600 at no interval after 1 fork, before ±0.25 %",
                ".02   | 7  | .123    | GOING_ON      | asked for ±2 % and 10 forks at least: ±13 % after 7 forks"
            })
    void itSaysWhatWasReachedAndWhyItEnded(double target, int forks, Double reached, Ending ending, String sentence) {
        OptionalDouble width = reached == null ? OptionalDouble.empty() : OptionalDouble.of(reached);
        assertThat(new Precision(target, 10, 600, forks, width, ending)).hasToString(sentence);
    }
}
