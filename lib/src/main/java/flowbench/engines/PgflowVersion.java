package flowbench.engines;

import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Which pgflow is installed. It does not say so itself, so it is told by what each release brought (pgflow's migrations and
 * change log).
 *
 * @param label the releases that look like this, such as {@code 0.10 or 0.11}
 * @param deletesFlows whether it has a function that deletes a flow with all its data
 */
record PgflowVersion(String label, boolean deletesFlows) {
    // From the catalog, which everybody may read: looking a name up takes a right to its schema.
    private static final String IS_INSTALLED = """
            select exists (
                select from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'pgflow' and c.relname = 'step_tasks'
            )
            """;
    private static final String LOOK = """
            with attributes as (
                select c.relname, a.attname
                from pg_attribute a
                join pg_class c on c.oid = a.attrelid
                where c.relnamespace = 'pgflow'::regnamespace and a.attnum > 0 and not a.attisdropped
            ), functions as (
                select p.proname, coalesce(p.proargnames, '{}') as arguments
                from pg_proc p
                where p.pronamespace = 'pgflow'::regnamespace
            )
            select
                case
                    when ('step_states', 'skip_reason') in (select relname, attname from attributes) then '0.14 or later'
                    when ('step_states', 'output') in (select relname, attname from attributes) then '0.13'
                    when ('step_task_record', 'flow_input') in (select relname, attname from attributes) then '0.12'
                    when to_regclass('pgflow.worker_functions') is not null then '0.10 or 0.11'
                    when exists (
                        select from functions where proname = 'set_vt_batch' and 'headers' = any (arguments)
                    ) then '0.8 or 0.9'
                end,
                exists (select from functions where proname = 'delete_flow_and_data')
            """;

    /** The class of SQLSTATE that says a statement cannot be meant. */
    private static final String SYNTAX_OR_ACCESS = "42";

    static boolean isInstalled(Connection connection) throws SQLException {
        try (Call call = new Call(connection, IS_INSTALLED);
                ResultSet row = call.query()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /**
     * The version.
     *
     * @throws UserException if it is one that cannot be measured
     */
    static PgflowVersion of(Connection connection) throws SQLException {
        try (Call call = new Call(connection, LOOK);
                ResultSet row = call.query()) {
            row.next();
            if (row.getString(1) == null) {
                throw new UserException(
                        "ENGINE=pgflow: the pgflow in this database is older than 0.8, which is the oldest"
                                + " that can be measured; apply its newer migrations.");
            }
            return new PgflowVersion(row.getString(1), row.getBoolean(2));
        }
    }

    /**
     * Has the server parse what is called of pgflow, which looks functions up as the calls will do, and executes nothing.
     *
     * @param calls statements, as they are prepared
     * @throws UserException if one of them does not fit
     */
    void require(Connection connection, List<String> calls) throws SQLException {
        for (String call : calls) {
            try (PreparedStatement statement = connection.prepareStatement(call)) {
                statement.getParameterMetaData();
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith(SYNTAX_OR_ACCESS)) {
                    throw e;
                }
                String reason = e.getMessage().lines().findFirst().orElseThrow().replaceFirst("^ERROR: ", "");
                throw new UserException(
                        "ENGINE=pgflow: the pgflow in this database looks like " + label
                                + ", but cannot be called as pgflow 0.8 to 0.14 is (" + reason
                                + "); measure one of these, or ENGINE=reference.",
                        e);
            }
        }
    }
}
