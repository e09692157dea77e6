package flowbench.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server with a queue of the least size, whose log cannot be decoded. */
@Tag("server")
class SmallServerTest {
    private static Database database;

    @BeforeAll
    static void start() {
        database = TestServer.open(Map.of("max_notify_queue_pages", "64"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aServerWhoseLogCannotBeDecodedIsOneSentence() {
        assertThatThrownBy(() -> new ChannelBench("wal", database).close())
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "EVENT_CHANNEL: wal needs a server with wal_level = logical, and this one has replica; change it"
                                + " there and restart the server, or choose poll or notify.");
    }

    @Test
    void theQueueFillsBehindAListenerThatSitsInATransaction() throws SQLException {
        try (ChannelBench bench = new ChannelBench("notify", database);
                Connection sitting = database.connect();
                Statement statement = sitting.createStatement()) {
            assertThat(bench.channel.queueUsage(bench.connection)).isLessThan(0.1);
            statement.execute("listen " + bench.outbox.notifyChannel());
            sitting.setAutoCommit(false);
            statement.execute("select 1");
            bench.define(1_000);
            for (int i = 0; i < 5; i++) {
                bench.start();
            }
            assertThat(bench.channel.queueUsage(bench.connection)).isBetween(0.5, 1.0);
        }
    }
}
