package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.terminal.Emphasis;
import flowbench.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private static Grid grid() {
        Grid grid = new Grid(2, "metric", "what it is", "mean", "low", "high", "waiting for one", "cv");
        grid.add(List.of("steps_per_second", "steps completed in each second", "1234", "1200", "1268", "5 %", "2 %"));
        grid.add(List.of("wal", "bytes", "7", "6", "8", "–", "1 %"));
        return grid;
    }

    @Test
    void whereThereIsRoomEverythingIsInOneLine() {
        assertThat(grid().text(120, "cv")).isEqualTo("""
                metric           what it is                      mean   low  high  waiting for one   cv
                steps_per_second steps completed in each second  1234  1200  1268              5 %  2 %
                wal              bytes                              7     6     8                –  1 %
                """);
    }

    @Test
    void longHeadersAreNarrowedBeforeAnythingIsLeftOut() {
        assertThat(grid().text(77, "cv")).isEqualTo("""
                                                                               waiting
                metric           what it is                     mean  low high for one  cv
                steps_per_second steps completed in each second 1234 1200 1268     5 % 2 %
                wal              bytes                             7    6    8       – 1 %
                """);
    }

    @Test
    void whatCanBeSparedIsLeftOutAndNamed() {
        assertThat(grid().text(72, "cv"))
                .startsWith("                                                               waiting\n")
                .doesNotContain("2 %")
                .endsWith("(72 columns are too few for: cv)\n");
    }

    @Test
    void whatIsTheSameInAllRowsIsSaidOnceBeforeAnythingIsLeftOut() {
        Grid grid = new Grid(1, "metric", "n", "mean", "low", "high", "mild", "severe");
        grid.add(List.of("steps", "15", "7", "–", "–", "1", "0"));
        grid.add(List.of("bytes", "15", "8", "–", "–", "0", "0"));

        assertThat(grid.text(80)).contains("n  mean");
        assertThat(grid.text(28, "mild")).isEqualTo("""
                metric mean low high mild
                steps     7   –    –    1
                bytes     8   –    –    0
                (in all rows: n 15, severe
                0)
                """);
    }

    @Test
    void longTextsAreWrittenInSeveralLines() {
        assertThat(grid().text(60, "cv")).contains("""
                metric           what it is           mean  low high for one
                steps_per_second steps completed in   1234 1200 1268     5 %
                                 each second
                """);
    }

    @Test
    void whereNothingElseHelpsAllColumnsAreThereBelowEachOtherAndIntervalsStayTogether() {
        assertThat(grid().text(46, "cv")).isEqualTo("""
                metric           what it is    mean  low high
                steps_per_second steps         1234 1200 1268
                                 completed in
                                 each second
                wal              bytes            7    6    8

                metric           what it is    waiting for one
                steps_per_second steps                     5 %
                                 completed in
                                 each second
                wal              bytes                       –
                (46 columns are too few for: cv)
                """);
        assertThat(grid().text(46)).contains("cv").doesNotContain("too few");
    }

    @Test
    void whereAnIntervalHasNoRoomBesideItsValueItStandsBelow() {
        assertThat(grid().text(40, "cv")).isEqualTo("""
                metric           what it is    mean
                steps_per_second steps         1234
                                 completed in
                                 each second
                wal              bytes            7

                metric           what it is    low high
                steps_per_second steps        1200 1268
                                 completed in
                                 each second
                wal              bytes           6    8

                                               waiting
                metric           what it is    for one
                steps_per_second steps             5 %
                                 completed in
                                 each second
                wal              bytes               –
                (40 columns are too few for: cv)
                """);
    }

    @Test
    void whereTheTextsLeaveNoRoomEachRowStandsByItself() {
        assertThat(grid().text(30, "cv")).isEqualTo("""
                metric what it is
                steps_per_second steps
                completed in each second
                  mean 1234, low 1200,
                  high 1268,
                  waiting for one 5 %
                wal bytes
                  mean 7, low 6, high 8,
                  waiting for one –
                (30 columns are too few for:
                cv)
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {26, 30, 35, 40, 47, 50, 60, 70, 80, 90, 100, 200})
    void noLineIsWiderThanAsked(int columns) {
        assertThat(grid().text(columns, "cv").lines()).allMatch(line -> line.length() <= columns);
    }

    @Test
    void aColumnMayBeColouredAndKeepsItsPlace() {
        Grid grid = new Grid(1, "metric", "verdict");
        grid.add(List.of("steps", "worse"));
        grid.add(List.of("bytes", "equivalent"));
        grid.write("verdict", cell -> cell.equals("worse") ? Optional.of(Emphasis.BAD) : Optional.empty());
        String coloured = Emphasis.on(new Terminal(80, true, true, true), () -> grid.text(80));

        assertThat(coloured).contains("worse\u001b[0m").doesNotContain("\u001b[0mequivalent");
        assertThat(Emphasis.removed(coloured)).isEqualTo(grid.text(80));
    }

    @Test
    void aNumberAndItsPercentStayInOneLine() {
        String sentence = "word ".repeat(22) + "and 28 % of all";
        assertThat(Grid.wrapped("! ", sentence).lines()).allMatch(line -> line.length() <= 120);
        assertThat(Grid.wrapped("", "x".repeat(116) + " 28 % of all")).contains("\n28 % of all");
    }
}
