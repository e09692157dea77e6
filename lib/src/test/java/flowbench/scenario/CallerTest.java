package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.TestServer;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** A call that fails is an operation with the server's own code; one that is no part of the work is none. */
@Tag("server")
class CallerTest {
    @Test
    void aCallAsideIsNoOperationAndItsWarningsAreTold() throws SQLException {
        OperationLog log = new OperationLog(1);
        Caller caller = new Caller(TestServer.database().pool(), log.lane(0));
        log.enter(Phase.CLEANUP);
        ServerErrorMessage told = new ServerErrorMessage("SWARNUNG\0VWARNING\0C01000\0Mnot all of it\0");

        assertThat(caller.<Integer>callAside("tidy_up", connection -> {
                    connection.unwrap(PgConnection.class).addWarning(new PSQLWarning(told));
                    return 7;
                }))
                .isEqualTo(7);
        assertThatThrownBy(() -> caller.callAside("tidy_up", connection -> {
                    connection.unwrap(PgConnection.class).addWarning(new PSQLWarning(told));
                    throw new SQLException("no");
                }))
                .hasMessage("no");
        assertThat(log.drain()).isEmpty();
        assertThat(log.serverWarnings().all())
                .hasSize(2)
                .containsOnly(new ServerWarnings.Told(Phase.CLEANUP, "tidy_up", "01000", "not all of it"));
    }

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
