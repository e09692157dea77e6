package flowbench.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All that a database holds, as lines: what is defined in it, every row of every table, and where its sequences stand. */
public final class DatabaseDump {
    private static final String DEFINITIONS = """
            with ours as (
                select n.oid, n.nspname
                from pg_namespace n
                where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
            )
            select 'schema ' || nspname from ours
            union all
            select format('relation %s.%s %s %s %s', n.nspname, c.relname, c.relkind, c.relacl, c.reloptions)
            from pg_class c join ours n on n.oid = c.relnamespace
            union all
            select format('column %s.%s %s %s %s %s', n.nspname, c.relname, a.attnum, a.attname,
                format_type(a.atttypid, a.atttypmod), a.attnotnull)
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join ours n on n.oid = c.relnamespace
            where a.attnum > 0
            union all
            select format('index %s', pg_get_indexdef(i.indexrelid))
            from pg_index i join pg_class c on c.oid = i.indexrelid join ours n on n.oid = c.relnamespace
            union all
            select format('constraint %s %s', c.conname, pg_get_constraintdef(c.oid))
            from pg_constraint c join ours n on n.oid = c.connamespace
            union all
            select format('trigger %s %s', pg_get_triggerdef(t.oid), t.tgenabled)
            from pg_trigger t join pg_class c on c.oid = t.tgrelid join ours n on n.oid = c.relnamespace
            union all
            select format('function %s %s', p.oid::regprocedure, md5(pg_get_functiondef(p.oid)))
            from pg_proc p join ours n on n.oid = p.pronamespace
            where p.prokind in ('f', 'p')
            union all
            select format('type %s.%s', n.nspname, t.typname) from pg_type t join ours n on n.oid = t.typnamespace
            union all
            select 'role ' || rolname from pg_roles
            union all
            select format('extension %s %s', extname, extversion) from pg_extension
            union all
            select format('publication %s', pubname) from pg_publication
            union all
            select format('sequence %s.%s %s', schemaname, sequencename, last_value) from pg_sequences
            order by 1
            """;
    private static final String TABLES = """
            select c.oid::regclass
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
            order by 1
            """;

    private DatabaseDump() {}

    public static List<String> of(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>(column(connection, DEFINITIONS));
        for (String table : column(connection, TABLES)) {
            // With the place of each row: even one that was rewritten as it was would show.
            for (String row : column(
                    connection, "select t.ctid || ' ' || t.xmin || ' ' || t::text from " + table + " t order by 1")) {
                lines.add(table + " " + row);
            }
        }
        return lines;
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (row.next()) {
                lines.add(row.getString(1));
            }
            return lines;
        }
    }
}
