package flowbench.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    private static Properties properties(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    private static final Properties WIDE = properties("flowbench.output", "true", "flowbench.columns", "140");

    @Test
    void aTerminalIsAsWideAsTheLauncherFoundIt() {
        assertThat(Terminal.of(Map.of(), WIDE).columns()).isEqualTo(140);
        assertThat(Terminal.of(Map.of(), properties("flowbench.output", "true")).columns())
                .isEqualTo(80);
    }

    @Test
    void aFileOrAPipeIsAsWideEverywhere() {
        assertThat(Terminal.of(Map.of(), properties("flowbench.columns", "140")).columns())
                .isEqualTo(120);
        assertThat(Terminal.of(Map.of(), new Properties()).columns()).isEqualTo(120);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "1, 40", "0, 140", "-5, 140", "wide, 140", "'', 140"})
    void columnsOfTheEnvironmentHaveTheLastWordWhereTheyAreANumber(String columns, int expected) {
        assertThat(Terminal.of(Map.of("COLUMNS", columns), WIDE).columns()).isEqualTo(expected);
    }

    @Test
    void onlyAFileKeepsLinesThatAreLonger() {
        assertThat(Terminal.of(Map.of(), WIDE).narrow()).isTrue();
        assertThat(Terminal.of(Map.of("COLUMNS", "80"), new Properties()).narrow())
                .isTrue();
        assertThat(Terminal.of(Map.of(), new Properties()).narrow()).isFalse();
    }

    @Test
    void onlyATerminalHasColoursAndNotWhereSomebodyObjects() {
        assertThat(Terminal.of(Map.of(), WIDE).coloured()).isTrue();
        assertThat(Terminal.of(Map.of("NO_COLOR", ""), WIDE).coloured()).isTrue();
        assertThat(Terminal.of(Map.of("NO_COLOR", "1"), WIDE).coloured()).isFalse();
        assertThat(Terminal.of(Map.of("TERM", "dumb"), WIDE).coloured()).isFalse();
        assertThat(Terminal.of(Map.of(), new Properties()).coloured()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, true", "ANSI_X3.4-1968, false", "windows-1252, false", "no such, false"})
    void aTerminalShowsTheLettersOfItsEncoding(String encoding, boolean unicode) {
        Properties terminal = properties("flowbench.output", "true", "native.encoding", encoding);
        Properties file = properties("native.encoding", encoding);

        assertThat(Terminal.of(Map.of(), terminal).unicode()).isEqualTo(unicode);
        assertThat(Terminal.of(Map.of(), file).unicode()).isTrue();
    }

    @Test
    void inkFlowsOnlyWhereATextIsMadeForATerminalWithColours() {
        Terminal coloured = new Terminal(80, true, true, true);
        Terminal plain = new Terminal(80, true, false, true);

        String written = Emphasis.on(coloured, () -> "it is " + Emphasis.BAD.write("worse"));
        assertThat(written).isEqualTo("it is \u001b[1m\u001b[31mworse\u001b[0m");
        assertThat(Emphasis.removed(written)).isEqualTo("it is worse");
        assertThat(Emphasis.on(plain, () -> Emphasis.BAD.write("worse"))).isEqualTo("worse");
        assertThat(Emphasis.BAD.write("worse")).isEqualTo("worse");
        assertThat(Emphasis.on(coloured, () -> Emphasis.on(plain, () -> Emphasis.GOOD.write("better"))))
                .isEqualTo("better");
    }
}
