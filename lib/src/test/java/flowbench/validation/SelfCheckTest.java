package flowbench.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import flowbench.settings.UserException;
import flowbench.validation.SelfCheck.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class SelfCheckTest {
    private static Check check(double published, double computed, double least) {
        return new Check("a paper", "a value", published, OptionalDouble.of(computed), least);
    }

    @Test
    void everyPublishedValueIsReproducedAndEverySourceIsThere() {
        SelfCheck check = SelfCheck.run();
        check.requirePassed();

        assertThat(check.failed()).isEmpty();
        assertThat(check.checks().stream().map(Check::source).distinct())
                .contains(
                        "NIST StRD",
                        "SciPy, set of NIST",
                        "order statistics, SciPy",
                        "R boot, SciPy",
                        "Kalibera and Jones",
                        "R",
                        "Mann–Whitney, SciPy",
                        "Cliff's δ, effsize",
                        "Benjamini and Hochberg",
                        "Apache Otava");
        // Nine sets with n, mean, deviation and autocorrelation.
        assertThat(check.checks().stream().filter(c -> c.source().equals("NIST StRD")))
                .hasSize(36);
        assertThat(check.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void theSeriesThatIsNotPartOfTheProjectIsSkippedWithAWordWhereItIsAbsent(@TempDir Path nothing) {
        SelfCheck without = SelfCheck.run(nothing);

        without.requirePassed();
        assertThat(without.skipped())
                .containsExactly("The changes that Apache Otava finds in its series tigerbeetle are not checked: "
                        + nothing.resolve("otava-tigerbeetle.csv") + " is not there.");
    }

    @Test
    void theChangesInItAreThoseThatOtavaFinds() {
        Path shared = ProjectFolder.locate().resolve("../shared/reference").normalize();
        assumeTrue(
                Files.exists(shared.resolve(OtavaSeries.FILE)),
                "the folder shared is not beside this checkout: the published series is not there");
        SelfCheck with = SelfCheck.run(shared);

        with.requirePassed();
        assertThat(with.skipped()).isEmpty();
        assertThat(with.checks().stream().filter(check -> check.what().startsWith("tigerbeetle")))
                .hasSize(12);
    }

    @Test
    void theSetsOfNistAreReadWhole() {
        assertThat(NistSets.LEW.read()).hasSize(200).startsWith(-213, -564).endsWith(96);
        assertThat(NistSets.MAVRO.read()).hasSize(50).startsWith(2.00180);
        assertThat(NistSets.PI_DIGITS.read()).hasSize(5000).startsWith(3, 1, 4, 1, 5, 9, 2, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 15",
        "1, 1.001, 3",
        "-1000, -1001, 3",
        "1000, 1000.01, 5",
        "1, 1.0000000000000002, 15",
        "1, -1, 0",
        "1, 7, 0",
        "0, 0, 15",
        "0, .001, 3",
        "1, NaN, 0",
        "1, Infinity, 0"
    })
    void agreementIsInDigits(double published, double computed, double digits) {
        assertThat(check(published, computed, 0).digits()).isCloseTo(digits, within(1e-6));
    }

    @Test
    void aValuePassesWithJustEnoughDigitsAndOneThatIsAbsentDoesNot() {
        assertThat(check(1, 1.001, 2.999).passes()).isTrue();
        assertThat(check(1, 1.001, 3.001).passes()).isFalse();
        assertThat(new Check("a paper", "a value", 1, OptionalDouble.empty(), 1).passes())
                .isFalse();
    }

    @Test
    void whereAValueFailsItIsNamedAndTheProcessEndsWithOne() {
        SelfCheck failing = new SelfCheck(
                List.of(
                        check(1, 1, 15),
                        check(1, 1.1, 15),
                        new Check("another", "nothing", 2, OptionalDouble.empty(), 1),
                        check(3, Double.NaN, 15)),
                List.of("A series is not here."));
        Table table = failing.table();

        assertThatThrownBy(failing::requirePassed)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        "3 of 4 reference values are not reproduced here, the first: a value (a paper).")
                .extracting(e -> ((UserException) e).exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(failing.toString())
                .containsPattern("1.1 +1.0 +15.0 +FAILS")
                .containsPattern("nothing +2 +none +0.0 +1.0 +FAILS")
                .contains("1 of 4 published values are reproduced.", "! A series is not here.");
        assertThat(table.booleanColumn("passes").asList()).containsExactly(true, false, false, false);
        assertThat(table.doubleColumn("computed").isMissing(2)).isTrue();
    }
}
