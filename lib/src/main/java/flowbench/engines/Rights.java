package flowbench.engines;

import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a user must be allowed to do in a project of others, so that flows can be run there and nothing is left of them. A right
 * that is missing would show in the middle of a run, and rows that are hidden would show nowhere: they would pass for deleted.
 */
final class Rights {
    /** What of it is missing, as what grants it. */
    private static final String MISSING = """
            with tables (schema_name, table_name, privileges) as (
                select 'pgflow', t.name, array['select', 'insert', 'update', 'delete']
                from unnest(array['flows', 'steps', 'deps', 'runs', 'step_states', 'step_tasks', 'workers']) t (name)
                union all
                values ('pgmq', 'meta', array['select', 'insert', 'delete']),
                    ('realtime', 'messages', array['select', 'insert', 'delete'])
            ), found as (
                select format('%I.%I', t.schema_name, t.table_name) as name, t.privileges, c.oid
                from tables t
                join pg_namespace n on n.nspname = t.schema_name
                join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
            ), lacking as (
                select f.name, string_agg(p.privilege, ', ' order by p.place) as privileges
                from found f
                cross join unnest(f.privileges) with ordinality p (privilege, place)
                where not has_table_privilege(f.oid, p.privilege)
                group by f.name
            )
            select s.granting
            from (
                select 1 as part, format(
                    'grant %s on schema %I to %I', string_agg(p.privilege, ', '), n.nspname, current_user) as granting
                from (
                    values ('pgflow', 'usage'), ('pgmq', 'usage'), ('pgmq', 'create'), ('realtime', 'usage')
                ) p (schema_name, privilege)
                join pg_namespace n on n.nspname = p.schema_name
                where not has_schema_privilege(n.oid, p.privilege)
                group by n.nspname
                union all
                select 2, format(
                    'grant %s on %s to %I', l.privileges, string_agg(l.name, ', ' order by l.name), current_user)
                from lacking l
                group by l.privileges
                union all
                select 3, format('alter role %I bypassrls', current_user)
                from found f
                having bool_or(row_security_active(f.oid))
            ) s
            order by s.part, s.granting
            """;

    private Rights() {}

    /**
     * Checks them.
     *
     * @throws UserException if one is missing; the sentence says what grants it
     */
    static void require(Connection connection) throws SQLException {
        List<String> missing = Rows.texts(connection, MISSING);
        if (!missing.isEmpty()) {
            throw new UserException(
                    "ENGINE=pgflow: the user of DATABASE_URL may not do, or not see, all that running flows and"
                            + " deleting them again takes; have an administrator execute: " + String.join("; ", missing)
                            + ".");
        }
    }
}
