package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.settings.Settings;
import flowbench.terminal.Emphasis;
import flowbench.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatioLinesTest {
    private static final Terminal PLAIN = new Terminal(80, true, false, true);

    @TempDir
    Path data;

    private Comparison comparison;

    @BeforeEach
    void compareWithOneThatIsAFifthSlower() {
        SimulatedRuns runs = new SimulatedRuns(data, 1).spread(.01, .01);
        comparison = Comparison.of(
                List.of(runs.run(10, 2, 1)),
                List.of(runs.run(10, 2, 1.2)),
                Set.of(),
                Settings.of(Map.of("DATA_DIR", data.toString()), Map.of()));
    }

    private String line(String text, String name) {
        return text.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
    }

    @Test
    void anIntervalThatIsAllBelowOneStandsToTheLeftOfItWithItsVerdict() {
        String text = new RatioLines(comparison.headline(), PLAIN).text();
        String slower = line(text, "steps_per_second");
        int one = text.lines().findFirst().orElseThrow().indexOf(" 1 ") + 1;

        assertThat(slower).matches("steps_per_second +\\[-*\\*-*\\] +: +\\| +: +worse");
        assertThat(slower.indexOf('|')).isEqualTo(one);
        assertThat(slower.indexOf(']')).isLessThan(one);
        assertThat(text.lines().limit(comparison.headline().size())).allMatch(line -> line.length() <= 80);
    }

    @Test
    void theScaleHoldsAllIntervalsAndIsTheSameToBothSides() {
        String head = new RatioLines(comparison.headline(), PLAIN)
                .text()
                .lines()
                .findFirst()
                .orElseThrow();
        String[] ends = head.strip().split(" +");

        assertThat(ends).hasSize(3);
        assertThat(Double.parseDouble(ends[0]) * Double.parseDouble(ends[2])).isBetween(.99, 1.01);
        assertThat(Double.parseDouble(ends[0])).isLessThan(1 / 1.2);
    }

    @Test
    void worseIsRedOnATerminalThatHasColours() {
        String text = Emphasis.on(
                new Terminal(80, true, true, true), () -> new RatioLines(comparison.headline(), PLAIN).text());

        assertThat(line(text, "steps_per_second"))
                .endsWith(Emphasis.on(new Terminal(80, true, true, true), () -> Emphasis.BAD.write("worse")));
    }

    @Test
    void whereThereIsNoRoomNothingIsDrawn() {
        assertThat(new RatioLines(comparison.headline(), new Terminal(40, true, false, true)).text())
                .isEmpty();
        assertThat(new RatioLines(List.of(), PLAIN).text()).isEmpty();
    }
}
