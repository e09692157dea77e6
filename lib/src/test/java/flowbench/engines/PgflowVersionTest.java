package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pgflow is known by what its releases brought, one after the other. */
@Tag("server")
class PgflowVersionTest {
    private static final String FLOW = FlowNames.prefix("0e57", 1, 1) + 1;

    @Test
    void eachReleaseIsKnownByWhatItBrought() throws SQLException {
        FlowEngine engine = TestEngine.PGFLOW.engine();
        try (Connection connection = Supabase.connect(Supabase.project("releases", engine));
                Statement statement = connection.createStatement()) {
            assertThat(PgflowVersion.of(connection)).isEqualTo(new PgflowVersion("0.8 or 0.9", false));
            statement.execute("create table pgflow.worker_functions ()");
            assertThat(PgflowVersion.of(connection).label()).isEqualTo("0.10 or 0.11");
            statement.execute("alter type pgflow.step_task_record add attribute flow_input jsonb");
            assertThat(PgflowVersion.of(connection).label()).isEqualTo("0.12");
            statement.execute("alter table pgflow.step_states add column output jsonb");
            assertThat(PgflowVersion.of(connection).label()).isEqualTo("0.13");
            statement.execute("alter table pgflow.step_states add column skip_reason text");
            assertThat(PgflowVersion.of(connection).label()).isEqualTo("0.14 or later");

            statement.execute("drop function pgflow.set_vt_batch");
            statement.execute("alter table pgflow.step_states drop column skip_reason, drop column output");
            statement.execute("alter type pgflow.step_task_record drop attribute flow_input");
            statement.execute("drop table pgflow.worker_functions");
            assertThatThrownBy(() -> PgflowEngine.installed().install(connection))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("older than 0.8");
        }
    }

    @Test
    void whereItCanDeleteAFlowItselfItIsAskedTo() throws SQLException {
        FlowEngine engine = TestEngine.PGFLOW.engine();
        try (Connection connection = Supabase.connect(Supabase.project("deleting", engine));
                Statement statement = connection.createStatement()) {
            statement.execute("create table public.asked (flow text)");
            statement.execute("""
                    create function pgflow.delete_flow_and_data(flow text) returns void
                    begin atomic
                        insert into public.asked values (flow);
                    end
                    """);
            FlowEngine installed = PgflowEngine.installed();
            installed.define(connection, FlowDefinition.diamond(FLOW));
            installed.deleteFlow(connection, FLOW);
            try (var row = statement.executeQuery("select flow from public.asked")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo(FLOW);
            }
        }
    }

    @Test
    void aReleaseThatIsCalledOtherwiseIsRefusedWithTheCallThatDoesNotFit() throws SQLException {
        FlowEngine engine = TestEngine.PGFLOW.engine();
        try (Connection connection = Supabase.connect(Supabase.project("later", engine));
                Statement statement = connection.createStatement()) {
            PgflowEngine.installed().install(connection);

            statement.execute("alter table pgflow.step_states add column skip_reason text");
            statement.execute("alter function pgflow.start_tasks rename to start_tasks_of_0_8");
            statement.execute("""
                    create function pgflow.start_tasks(flow_slug text, msg_ids bigint[], worker_id uuid, queue_name text)
                    returns setof pgflow.step_task_record
                    begin atomic
                        select * from pgflow.start_tasks_of_0_8(flow_slug, msg_ids, worker_id);
                    end
                    """);
            assertThatThrownBy(() -> PgflowEngine.installed().install(connection))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("looks like 0.14 or later, but cannot be called as pgflow 0.8 to 0.14 is")
                    .hasMessageContaining("function pgflow.start_tasks(")
                    .hasMessageContaining("does not exist");
        }
    }
}
