package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The nine univariate sets of the NIST Statistical Reference Datasets with their certified values, from the files in
 * the tests jar of Apache Commons Math. Agreement is in digits: the log relative error −log₁₀(|computed − certified| /
 * |certified|).
 */
class NistTest {
    @ParameterizedTest
    @CsvSource({
        // set, n, certified mean, certified sd, certified lag-1 autocorrelation, digits of the sd, of the
        // autocorrelation
        "Lew,      200,  -177.435,         277.332168044316,    -.307304800605679,  13,  13",
        "Lottery,  218,  518.958715596330, 291.699727470969,    -.120948622967393,  13,  13",
        "Mavro,    50,   2.001856,         .000429123454003053, .937989183438248,   12,  12",
        "Michelso, 100,  299.8524,         .0790105478190518,   .535199668621283,   13,  12",
        "NumAcc1,  3,    10000002,         1,                   -.5,                14,  14",
        "NumAcc2,  1001, 1.2,              .1,                  -.999,              13,  13",
        "NumAcc3,  1001, 1000000.2,        .1,                  -.999,              9.4, 9",
        "NumAcc4,  1001, 10000000.2,       .1,                  -.999,              8.2, 8",
        "PiDigits, 5000, 4.5348,           2.86733906028871,    -.00355099287237972, 13, 11"
    })
    void meanDeviationAndAutocorrelationAgreeWithTheCertifiedValues(
            String set,
            int n,
            double mean,
            double sd,
            double autocorrelation,
            double digitsOfSd,
            double digitsOfAutocorrelation)
            throws IOException {
        double[] values = values(set);
        Estimate estimate = Estimate.of(values);

        assertThat(estimate.n()).isEqualTo(n);
        assertThat(digits(estimate.mean(), mean)).isGreaterThanOrEqualTo(13);
        assertThat(digits(estimate.sd().orElseThrow(), sd)).isGreaterThanOrEqualTo(digitsOfSd);
        assertThat(digits(estimate.autocorrelation().orElseThrow().value(), autocorrelation))
                .isGreaterThanOrEqualTo(digitsOfAutocorrelation);
    }

    @ParameterizedTest
    // scipy.stats.t.interval(.95, n - 1, mean, sd / sqrt(n)), numpy.quantile(x, [.25, .5, .75]) (type 7)
    @CsvSource({
        "Lew,     -216.105749472, -138.764250528, -451,   -162,   93",
        "Lottery, 480.019717589,  557.897713604,  272.75, 522.5,  779.25",
        "Mavro,   2.001734044464, 2.001977955536, 2.0015, 2.0018, 2.0021"
    })
    void intervalAndQuartilesAgreeWithSciPy(String set, double low, double high, double q1, double median, double q3)
            throws IOException {
        double[] values = values(set);
        StudentInterval interval = StudentInterval.of(values).orElseThrow();

        assertThat(digits(interval.low(), low)).isGreaterThan(10);
        assertThat(digits(interval.high(), high)).isGreaterThan(10);
        assertThat(TukeyFences.of(values).q1()).isEqualTo(q1);
        assertThat(digits(TukeyFences.of(values).q3(), q3)).isGreaterThan(14);
        assertThat(Estimate.of(values).median()).isEqualTo(median);
    }

    @ParameterizedTest
    // scipy.stats.binom: ranks of the distribution-free 95 % interval of the median
    @CsvSource({"Lew, 86, 115, -244, -80", "Lottery, 95, 124, 444, 608", "Mavro, 18, 33, 2.0016, 2.0019"})
    void ranksOfTheMediansIntervalAgreeWithSciPy(String set, int lowRank, int highRank, double low, double high)
            throws IOException {
        OrderStatisticInterval interval =
                OrderStatisticInterval.of(.5, values(set)).orElseThrow();

        assertThat(List.of(interval.lowRank(), interval.highRank())).containsExactly(lowRank, highRank);
        assertThat(interval.low()).isEqualTo(low);
        assertThat(interval.high()).isEqualTo(high);
        assertThat(interval.coverage()).isBetween(.95, .98);
    }

    @ParameterizedTest
    // scipy.stats.median_abs_deviation(x), numpy.quantile(x, .9) (type 7)
    @CsvSource({"Lew, 270.5, 182.5", "Lottery, 254, 909.2", "Mavro, .0003, 2.0026"})
    void medianAbsoluteDeviationAndNinetiethPercentileAgreeWithSciPy(String set, double mad, double p90)
            throws IOException {
        double[] values = values(set);

        assertThat(digits(MadFences.of(values).orElseThrow().mad(), mad)).isGreaterThan(11);
        assertThat(digits(Estimate.of(values).quantile(.9).value().orElseThrow(), p90))
                .isGreaterThan(14);
        assertThat(Estimate.of(values).quantile(.99).value()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Mavro, true", "Michelso, true", "Lew, false", "Lottery, false", "PiDigits, false"})
    void onlyTheSetsThatDriftAreCalledAutocorrelated(String set, boolean notable) throws IOException {
        assertThat(Autocorrelation.of(values(set)).orElseThrow().notable()).isEqualTo(notable);
    }

    private static double digits(double computed, double certified) {
        return computed == certified ? 15 : -Math.log10(Math.abs(computed - certified) / Math.abs(certified));
    }

    private static double[] values(String set) throws IOException {
        try (var file = NistTest.class.getResourceAsStream("/org/apache/commons/math3/stat/data/" + set + ".txt");
                var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().toList();
            boolean keyed = lines.stream().anyMatch(line -> line.matches("mean\\s*=.*"));
            return (keyed
                            ? lines.stream().filter(line -> !line.contains("=") && !line.startsWith("#"))
                            : lines.stream().skip(60))
                    .map(String::strip)
                    .filter(line -> line.matches("[-+]?[0-9.]+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
