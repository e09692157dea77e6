package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.TestServer;
import flowbench.runfolder.Operation;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call that fails is an operation with the server's own code. */
@Tag("server")
class CallerTest {
    @Test
    void aBackendThatIsEndedInTheMiddleOfACallIsTheReasonThatIsKept() {
        OperationLog log = new OperationLog(1);
        Caller caller = new Caller(TestServer.database().pool(), log.lane(1));

        assertThatThrownBy(() -> caller.call("suicide", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute("select pg_terminate_backend(pg_backend_pid())");
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("terminating connection");
        assertThat(log.drain())
                .singleElement()
                .extracting(Operation::outcome, Operation::sqlstate)
                .containsExactly("error", "57P01");
    }
}
