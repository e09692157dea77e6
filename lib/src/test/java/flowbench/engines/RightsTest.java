package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowEngine;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a project of others a right that is missing is named before anything is made. */
@Tag("server")
class RightsTest {
    private static final FlowEngine INSTALLED = PgflowEngine.installed();

    @Test
    void eachRightThatIsMissingIsNamedWithWhatGrantsIt() throws SQLException {
        String url = Supabase.project("rights", TestEngine.PGFLOW.engine());
        try (Connection owner = Supabase.connect(url);
                Statement administrator = owner.createStatement();
                Connection connection = Supabase.connect(url);
                Statement user = connection.createStatement()) {
            administrator.execute("create role stranger");
            try {
                user.execute("set role stranger");
                assertThatThrownBy(() -> INSTALLED.install(connection))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("grant usage on schema pgflow to stranger; ")
                        .hasMessageContaining("grant usage, create on schema pgmq to stranger; ")
                        .hasMessageContaining(
                                "grant select, insert, delete on pgmq.meta, realtime.messages to stranger; ")
                        .hasMessageContaining("pgflow.step_tasks, pgflow.steps, pgflow.workers to stranger")
                        .hasMessageNotContaining("bypassrls");

                administrator.execute("grant usage on schema pgflow, realtime to stranger");
                administrator.execute("grant usage, create on schema pgmq to stranger");
                administrator.execute(
                        "grant select, insert, update, delete on all tables in schema pgflow to stranger");
                administrator.execute("grant select, insert, delete on pgmq.meta to stranger");
                administrator.execute("grant select, insert on realtime.messages to stranger");
                assertThatThrownBy(() -> INSTALLED.install(connection))
                        .isInstanceOf(UserException.class)
                        .hasMessageEndingWith("execute: grant delete on realtime.messages to stranger.");

                administrator.execute("grant delete on realtime.messages to stranger");
                administrator.execute("alter table realtime.messages enable row level security");
                assertThatThrownBy(() -> INSTALLED.install(connection))
                        .isInstanceOf(UserException.class)
                        .hasMessageEndingWith("execute: alter role stranger bypassrls.");

                administrator.execute("alter role stranger bypassrls");
                assertThatNoException().isThrownBy(() -> INSTALLED.install(connection));
            } finally {
                user.execute("reset role");
                administrator.execute("drop owned by stranger");
                administrator.execute("drop role stranger");
            }
        }
    }
}
