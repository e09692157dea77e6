package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.EventOutcome;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server whose queue of notifications is of the least size. */
@Tag("server")
class FullQueueTest {
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
    @Timeout(60)
    void aQueueThatIsMoreThanHalfFullIsSaidWhileTheFlowGoesOn() throws SQLException {
        Settings settings =
                TestServer.settings().with(Setting.EVENT_CHANNEL, "notify").with(Setting.EVENT_TIME_LIMIT_MS, 30_000);
        EventChannel channel = EventChannel.of(settings, database, new ReferenceEngine().outbox())
                .orElseThrow();
        try (Listened listened = new Listened(settings, database, 5, event -> {});
                Connection sitting = database.connect();
                Statement statement = sitting.createStatement()) {
            statement.execute("listen somewhere_else");
            sitting.setAutoCommit(false);
            statement.execute("select 1");
            listened.subscribe().start();
            try (Statement filling = listened.connection.createStatement()) {
                while (channel.queueUsage(listened.connection) < 0.6) {
                    filling.execute("select pg_notify('nobody', repeat('x', 7000))");
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (listened.warnings.stream().noneMatch(w -> w.contains("queue of notifications is"))) {
                assertThat(System.nanoTime()).as("within 30 s").isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            sitting.rollback();
            assertThat(listened.work().settle()).allMatch(event -> event.outcome() == EventOutcome.DELIVERED);
        }
    }
}
