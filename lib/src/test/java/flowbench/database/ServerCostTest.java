package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ServerCostTest {
    private final Database database = TestServer.database();

    @BeforeEach
    void createATableWithRoomOnItsPage() throws SQLException {
        execute("create schema cost");
        execute("create table cost.rows (id int primary key, indexed int, plain int) with (fillfactor = 10)");
        execute("create index on cost.rows (indexed)");
        execute("insert into cost.rows select i, i, 0 from generate_series(1, 10) i");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("drop schema cost cascade");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Executes on as many connections as there are statements, all of them idle afterwards. */
    private void onConnectionsOfTheirOwn(String... statements) throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (String sql : statements) {
            Connection connection = database.pool().getConnection();
            connections.add(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void everyDeadRowIsCountedWhicheverConnectionMadeItAndHoweverShortlyBefore() throws SQLException {
        onConnectionsOfTheirOwn("update cost.rows set plain = 1", "update cost.rows set plain = 2");

        ServerCost cost = ServerCost.begin(database);
        onConnectionsOfTheirOwn(
                "update cost.rows set plain = 3 where id <= 4",
                "update cost.rows set indexed = 0 where id = 5",
                "delete from cost.rows where id > 7",
                "insert into cost.rows values (11, 11, 11)");
        cost.workEnded();
        ServerCost.Spent spent = cost.spent();

        assertThat(spent.updates()).isEqualTo(5);
        assertThat(spent.hotUpdates()).isEqualTo(4);
        assertThat(spent.deletes()).isEqualTo(3);
        assertThat(spent.deadTuples()).isEqualTo(8);
        assertThat(spent.hotShare()).hasValue(.8);
    }

    @Test
    void aTableThatWasMadeMeanwhileBeganAtNothing() throws SQLException {
        ServerCost cost = ServerCost.begin(database);
        execute("create table cost.later as select i from generate_series(1, 20) i");
        execute("delete from cost.later where i <= 6");
        cost.workEnded();

        assertThat(cost.spent()).satisfies(spent -> {
            assertThat(spent.deletes()).isEqualTo(6);
            assertThat(spent.updates()).isZero();
            assertThat(spent.hotShare()).isEmpty();
        });
    }

    @Test
    void walIsCountedFromTheBeginningToTheEndOfTheWorkAndNotAfterIt() throws SQLException {
        String kilobytes = "select pg_logical_emit_message(false, 'test', repeat('x', %d))";
        execute(String.format(kilobytes, 50_000));

        ServerCost cost = ServerCost.begin(database);
        execute(String.format(kilobytes, 100_000));
        cost.workEnded();
        execute(String.format(kilobytes, 50_000));

        assertThat(cost.spent().walBytes()).isBetween(100_000L, 110_000L);
    }

    @Test
    void workThatChangesNothingCostsNothing() throws SQLException {
        ServerCost cost = ServerCost.begin(database);
        execute("select count(*) from cost.rows");
        cost.workEnded();

        assertThat(cost.spent().deadTuples()).isZero();
        assertThat(cost.spent().walBytes()).isLessThan(8_000);
    }
}
