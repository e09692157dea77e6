package flowbench.validation;

import flowbench.statistics.Autocorrelation;
import flowbench.statistics.Estimate;
import flowbench.validation.SelfCheck.Check;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The nine univariate sets of the NIST Statistical Reference Datasets, from the files in the tests jar of Apache
 * Commons Math that the build takes them from, and their certified values.
 */
enum NistSets {
    LEW("Lew", 200, -177.435, 277.332168044316, 13, -.307304800605679, 13),
    LOTTERY("Lottery", 218, 518.95871559633, 291.699727470969, 13, -.120948622967393, 13),
    MAVRO("Mavro", 50, 2.001856, .000429123454003053, 12, .937989183438248, 12),
    MICHELSO("Michelso", 100, 299.8524, .0790105478190518, 13, .535199668621283, 12),
    NUM_ACC_1("NumAcc1", 3, 10000002, 1, 14, -.5, 14),
    NUM_ACC_2("NumAcc2", 1001, 1.2, .1, 13, -.999, 13),
    // The sd of the values as doubles, exactly: the input is rounded so far from what was meant.
    NUM_ACC_3("NumAcc3", 1001, 1000000.2, .1, 9.4, -.999, 9),
    NUM_ACC_4("NumAcc4", 1001, 10000000.2, .1, 8.2, -.999, 8),
    PI_DIGITS("PiDigits", 5000, 4.5348, 2.86733906028871, 13, -.00355099287237972, 11);

    private static final String SOURCE = "NIST StRD";
    private static final int HEADER_LINES = 60;
    private static final double DIGITS_OF_MEAN = 13;

    private final String file;
    private final int n;
    private final double mean;
    private final double sd;
    private final double digitsOfSd;
    private final double autocorrelation;
    private final double digitsOfAutocorrelation;

    NistSets(
            String file,
            int n,
            double mean,
            double sd,
            double digitsOfSd,
            double autocorrelation,
            double digitsOfAutocorrelation) {
        this.file = file;
        this.n = n;
        this.mean = mean;
        this.sd = sd;
        this.digitsOfSd = digitsOfSd;
        this.autocorrelation = autocorrelation;
        this.digitsOfAutocorrelation = digitsOfAutocorrelation;
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (NistSets set : values()) {
            Estimate estimate = Estimate.of(set.read());
            checks.add(set.check("n", set.n, OptionalDouble.of(estimate.n()), SelfCheck.ALL_DIGITS));
            checks.add(set.check("mean", set.mean, OptionalDouble.of(estimate.mean()), DIGITS_OF_MEAN));
            checks.add(set.check("standard deviation", set.sd, estimate.sd(), set.digitsOfSd));
            checks.add(set.check(
                    "lag-1 autocorrelation",
                    set.autocorrelation,
                    estimate.autocorrelation()
                            .map(Autocorrelation::value)
                            .map(OptionalDouble::of)
                            .orElseGet(OptionalDouble::empty),
                    set.digitsOfAutocorrelation));
        }
        return checks;
    }

    private Check check(String what, double published, OptionalDouble computed, double least) {
        return new Check(SOURCE, file + ": " + what, published, computed, least);
    }

    /** What NIST calls it. */
    @Override
    public String toString() {
        return file;
    }

    /** The values of the set, in their order. */
    double[] read() {
        String resource = "/org/apache/commons/math3/stat/data/" + file + ".txt";
        try (var in = NistSets.class.getResourceAsStream(resource);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().toList();
            // Two of the files have keys and values above their data, the others a page of explanation.
            boolean keyed = lines.stream().anyMatch(line -> line.matches("mean\\s*=.*"));
            return lines.stream()
                    .skip(keyed ? 0 : HEADER_LINES)
                    .map(String::strip)
                    .filter(line -> line.matches("[-+]?[0-9.]+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
