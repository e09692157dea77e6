package flowbench.validation;

import flowbench.settings.UserException;
import flowbench.statistics.LevelChange;
import flowbench.statistics.LevelSearch;
import flowbench.statistics.LevelSearch.Mode;
import flowbench.validation.SelfCheck.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What Apache Otava finds in the series of its own test suite, held against the compatible mode of {@link LevelSearch}.
 */
final class OtavaSeries {
    /** The long series; it is no part of the project. */
    static final String FILE = "otava-tigerbeetle.csv";

    private static final String SOURCE = "Apache Otava";
    private static final LevelSearch COMPATIBLE = LevelSearch.of(Mode.COMPATIBLE);

    private final List<Check> checks = new ArrayList<>();

    private OtavaSeries() {}

    /** On the series of its tests/analysis_test.py and tests/change_point_divisive_test.py. */
    static List<Check> small() {
        OtavaSeries otava = new OtavaSeries();
        double[] halved = {
            1.02, .95, .99, 1, 1.12, 1, 1.01, .98, 1.01, .96, .50, .51, .48, .48, .55, .50, .49, .51, .50, .49
        };
        otava.add("halved", COMPATIBLE.withWindow(10).withP(.0001), halved, 10);
        double[] threeLevels = {.3, 2.4, 1.5, -.9, -.5, 99.7, 98.3, 99.1, 149, 149.7, 149.5, 149.1, 148.8, 150};
        otava.add("three levels", COMPATIBLE, threeLevels, 5, 8);
        return otava.checks;
    }

    /**
     * On that of its tests/tigerbeetle_test.py, with the defaults and with the window, p-value and magnitude of that
     * test.
     *
     * @param file its second column has the values
     */
    static List<Check> tigerbeetle(Path file) {
        double[] series;
        try {
            series = Files.readAllLines(file).stream()
                    .skip(1)
                    .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                    .toArray();
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
        OtavaSeries otava = new OtavaSeries();
        otava.add("tigerbeetle, defaults", COMPATIBLE, series, 15, 61, 71, 95, 117, 131, 192, 212);
        otava.add(
                "tigerbeetle, 30, .01, 5 %",
                COMPATIBLE.withWindow(30).withP(.01).withMagnitude(.05), series, 15, 71);
        return otava.checks;
    }

    private void add(String name, LevelSearch search, double[] series, int... published) {
        List<LevelChange> changes = search.in(series).changes();
        add(name + ": changes", published.length, OptionalDouble.of(changes.size()));
        for (int i = 0; i < published.length; i++) {
            add(
                    name + ": change " + (i + 1),
                    published[i],
                    i < changes.size() ? OptionalDouble.of(changes.get(i).index()) : OptionalDouble.empty());
        }
    }

    private void add(String what, double published, OptionalDouble computed) {
        checks.add(new Check(SOURCE, what, published, computed, SelfCheck.ALL_DIGITS));
    }
}
