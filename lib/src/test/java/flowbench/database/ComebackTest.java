package flowbench.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.settings.UserException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ComebackTest {
    @Test
    void aServerThatStaysAwayIsToldWithWhatToDoAboutIt() {
        assertThatThrownBy(() -> Comeback.await(
                        () -> {
                            throw new SQLException("refused", SqlStates.CANNOT_CONNECT);
                        },
                        "start it",
                        0))
                .isInstanceOf(UserException.class)
                .hasMessage("The server was lost and did not come back within 0 s: the server took no connection"
                        + " (08001: refused); start it.");
    }
}
