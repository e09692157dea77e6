package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** What is a warning does not depend on the language of the server. */
class ServerWarningTest {
    /** As the server sends it: fields of a letter and a text each (PostgreSQL documentation, Error and Notice Message Fields). */
    private static PSQLWarning told(String translated, String severity, String code, String message) {
        return new PSQLWarning(
                new ServerErrorMessage("S" + translated + "\0V" + severity + "\0C" + code + "\0M" + message + "\0"));
    }

    @ParameterizedTest
    @CsvSource({
        "WARNING, WARNING, 01000, true",
        // lc_messages of de_DE, fr_FR and ja_JP.
        "WARNUNG, WARNING, 01000, true",
        "ATTENTION, WARNING, 01000, true",
        "警告, WARNING, 01000, true",
        "WARNUNG, WARNING, 01007, true",
        "NOTICE, NOTICE, 00000, false",
        "HINWEIS, NOTICE, 00000, false",
        "INFO, INFO, 00000, false",
        // "relation already exists, skipping"
        "NOTICE, NOTICE, 42P07, false",
        "HINWEIS, NOTICE, 42P07, false",
        // "there is no transaction in progress"
        "WARNING, WARNING, 25P01, true"
    })
    void theCodeTellsAWarningFromANotice(String translated, String severity, String code, boolean isWarning) {
        List<ServerWarning> warnings = ServerWarning.in(told(translated, severity, code, "so it is"));
        assertThat(warnings).isEqualTo(isWarning ? List.of(new ServerWarning(code, "so it is")) : List.of());
    }

    @Test
    void everyWarningOfAChainIsTakenInItsOrder() {
        PSQLWarning first = told("HINWEIS", "NOTICE", "00000", "a");
        first.setNextWarning(told("WARNUNG", "WARNING", "01000", "b"));
        first.setNextWarning(told("HINWEIS", "NOTICE", "00000", "c"));
        first.setNextWarning(told("WARNUNG", "WARNING", "01000", "d"));
        assertThat(ServerWarning.in(first)).extracting(ServerWarning::message).containsExactly("b", "d");
    }
}
