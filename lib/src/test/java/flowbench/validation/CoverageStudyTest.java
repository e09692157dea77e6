package flowbench.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.statistics.SimulatedShare;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/**
 * Comparisons on data whose truth is known, some thousand times; the notebook {@code coverage} asks more, and more
 * often.
 */
class CoverageStudyTest {
    private static CoverageStudy study(int repetitions) {
        return CoverageStudy.of(Settings.of(Map.of(), Map.of()).with(Setting.REPETITIONS, repetitions));
    }

    @Test
    void whereNothingChangedAComparisonAlarmsAtMostAsOftenAsItSaysAndPooledValuesDoNot() {
        CoverageTable alarms = study(4000).falseAlarms();

        for (CoverageTable.Row row : alarms.rows()) {
            boolean wrong = row.method().contains("wrong");
            assertThat(row.shares()).as(row.method()).allSatisfy(share -> {
                // Pooled: 5 iterations in each fork, whose variance is a quarter of that within.
                if (wrong) {
                    assertThat(share.value()).isBetween(.1, .25);
                } else {
                    // Nominal, and four standard errors.
                    assertThat(share.value()).isLessThanOrEqualTo(.05 + 4 * Math.sqrt(.05 * .95 / share.repetitions()));
                }
            });
        }
        assertThat(alarms.share("15 % noise", "p < .05, fork means", "20 forks").agreesWith(.05))
                .isTrue();
    }

    @Test
    void aSlowDownOfFivePercentAmongThreePercentNoiseIsFoundNineTimesInTenWithTenForks() {
        CoverageTable power = study(2000).power();

        assertThat(power.share("5 % slower", "3 % between fork means", "10 forks")
                        .value())
                .isBetween(.9, .97);
        assertThat(power.share("5 % slower", "3 % between fork means", "3 forks")
                        .value())
                .isLessThan(.4);
        assertThat(power.share("10 % slower", "3 % between fork means", "5 forks")
                        .value())
                .isGreaterThan(.95);
    }

    @Test
    void whatIsMeasuredInTurnIsComparedRightlyOnAMachineThatDrifts() {
        CoverageTable alarms = study(2000).falseAlarms();
        CoverageTable power = study(2000).power();

        assertThat(alarms.share("15 % noise", "the same, in turn, while it drifts", "10 forks")
                        .value())
                .isLessThan(.07);
        assertThat(power.share("5 % slower", "3 % between fork means, drift", "12 forks")
                        .value())
                .isGreaterThan(.85);
    }

    @Test
    void meansOverForksAndHistoriesDoWhatTheySay() {
        CoverageStudy study = study(1000);

        assertThat(study.forks().share("mean", "t over fork means", "5 × 5").agreesWith(.95))
                .isTrue();
        assertThat(study.means().share("normal", "t", "n = 10").agreesWith(.95)).isTrue();
        assertThat(study.historyAlarms().share("normal", "corrected", "50 runs").value())
                .isLessThan(.06);
        assertThat(study.historyPower().share("normal", "corrected", "50 runs").value())
                .isGreaterThan(.8);
    }

    @Test
    void theTableSaysEachCellAndHowExactItIs() {
        int hits = 5;
        CoverageTable table = new CoverageTable(
                "Title",
                "All is wanted.",
                List.of("n = 5", "n = 10"),
                List.of(
                        new CoverageTable.Row(
                                "data", "one", List.of(new SimulatedShare(hits, 20, 3), new SimulatedShare(20, 20, 3))),
                        new CoverageTable.Row(
                                "data", "other", List.of(new SimulatedShare(0, 20, 3), new SimulatedShare(1, 40, 3)))));
        Table cells = table.table();

        assertThat(table.toString())
                .startsWith("Title\n")
                .contains("All is wanted. 20 to 40 repetitions, seed 3, standard error at most 9.7 points.")
                .containsPattern("data +one +" + 5 * hits + "\\.0 +100\\.0")
                .containsPattern("\\n +other +0\\.0 +2\\.5");
        assertThat(cells.rowCount()).isEqualTo(4);
        assertThat(cells.intColumn("hits").asList()).containsExactly(hits, 20, 0, 1);
        assertThat(cells.doubleColumn("share").get(3)).isEqualTo(.025);
        assertThat(cells.doubleColumn("standard_error").get(3)).isCloseTo(.0247, within(.0001));
        assertThat(table.share("data", "other", "n = 10").hits()).isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        assertThat(study(100).medians().rows()).isEqualTo(study(100).medians().rows());
    }
}
