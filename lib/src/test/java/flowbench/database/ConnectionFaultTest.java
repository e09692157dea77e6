package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may pass by itself is told from what the server refuses. */
class ConnectionFaultTest {
    @ParameterizedTest
    @CsvSource({
        "57P01, FATAL: terminating connection, the server ended the connection (57P01: terminating connection)",
        "57P02, FATAL: crash, the server ended the connection (57P02: crash)",
        "57P05, FATAL: idle, the server ended the connection (57P05: idle)",
        "57P03, FATAL: starting up, the server took no connection (57P03: starting up)",
        "08001, Connection refused., the server took no connection (08001: Connection refused)",
        "08006, An I/O error., the connection broke (08006: An I/O error)"
    })
    void itIsASentenceWithTheCode(String state, String message, String cause) {
        assertThat(ConnectionFault.of(new SQLException(message + "\nDetail: more", state)))
                .contains(new ConnectionFault(cause));
    }

    @Test
    void aWaitForTheServerThatRanOutIsOneWithWhatTheServerSaidLast() {
        SQLException away = new SQLException("Connection refused.", "08001");

        assertThat(ConnectionFault.of(new SQLTransientConnectionException("timed out", "08001", away)))
                .contains(new ConnectionFault(
                        "the pool had no connection to give within its time limit (08001: Connection refused)"));
        assertThat(ConnectionFault.of(new SQLTransientConnectionException("timed out")))
                .contains(new ConnectionFault("the pool had no connection to give within its time limit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "57P04", "53300", "40001", "P0001", "42501"})
    void whatTheServerRefusesIsNone(String state) {
        assertThat(ConnectionFault.of(new SQLException("no", state))).isEmpty();
        assertThat(ConnectionFault.isState(state)).isFalse();
    }

    @Test
    void anErrorWithoutACodeAndABugAreNone() {
        assertThat(ConnectionFault.of(new SQLException("Interrupted during connection acquisition")))
                .isEmpty();
        assertThat(ConnectionFault.of(new IllegalStateException("57P01"))).isEmpty();
    }
}
