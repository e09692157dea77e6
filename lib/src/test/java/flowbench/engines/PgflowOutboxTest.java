package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.engine.Outbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a project that keeps messages of days, only those are looked at that an iteration may have written. */
@Tag("server")
class PgflowOutboxTest {
    private static final String FLOW = FlowNames.prefix("0e57", 1, 1) + 1;

    @Test
    void messagesOfEarlierDaysAreNotScannedButThoseOfAnOldFlowAreDeleted() throws SQLException {
        String url = Supabase.project("old_messages", TestEngine.PGFLOW.engine());
        FlowEngine engine = PgflowEngine.installed();
        Outbox outbox = engine.outbox();
        UUID flowRun = UUID.randomUUID();
        try (Connection connection = Supabase.connect(url);
                Statement statement = connection.createStatement()) {
            engine.define(connection, FlowDefinition.diamond(FLOW));
            engine.startFlow(connection, FLOW, flowRun, "{}");
            outbox.writeSentinel(connection, UUID.randomUUID(), 1);
            assertThat(outbox.read(connection, List.of(flowRun))).hasSize(2);
            assertThat(engine.leftovers(connection)).containsEntry("realtime.messages", 1L);

            String threeDaysAgo = " - interval '3 days'";
            statement.execute("update realtime.messages set inserted_at = inserted_at" + threeDaysAgo
                    + " where topic like 'pgflow:run:%'");
            assertThat(outbox.read(connection, List.of(flowRun))).isEmpty();
            assertThat(engine.leftovers(connection)).doesNotContainKey("realtime.messages");

            statement.execute("update pgflow.runs set started_at = started_at" + threeDaysAgo + " where flow_slug = '"
                    + FLOW + "'");
            engine.deleteFlow(connection, FLOW);
            engine.deleteOrphans(connection);
            assertThat(messages(statement, "topic = 'pgflow:run:" + flowRun + "'"))
                    .isZero();
            assertThat(messages(statement, "payload @> '{\"flowbench\": true}'"))
                    .isZero();
            assertThat(messages(statement, "topic like 'pgflow:run:%'"))
                    .as("those of others")
                    .isPositive();
        }
    }

    @Test
    void whatIsMarkedAlikeInAnotherTopicIsSomebodyElses() throws SQLException {
        String url = Supabase.project("marked_alike", TestEngine.PGFLOW.engine());
        FlowEngine engine = PgflowEngine.installed();
        try (Connection connection = Supabase.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("select realtime.send('{\"flowbench\": true}', 'news', 'room:2', true)");
            engine.deleteOrphans(connection);
            assertThat(engine.leftovers(connection)).isEmpty();
            assertThat(messages(statement, "topic = 'room:2'")).isEqualTo(1);
        }
    }

    private static int messages(Statement statement, String condition) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from realtime.messages where " + condition)) {
            row.next();
            return row.getInt(1);
        }
    }
}
