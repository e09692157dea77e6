package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class SetupTest {
    /** All that a schema is made of, definitions included. */
    private static final String CATALOGUE = """
            select n.nspname || ' ' || c.relname || ' ' || c.relkind::text || coalesce(' ' || c.reloptions::text, '')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname !~ '^pg_'
            union all
            select attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull::text
            from pg_attribute
            where attnum > 0 and attrelid in (select oid from pg_class where relnamespace = to_regnamespace('flowbench'))
            union all
            select n.nspname || ' ' || pg_get_functiondef(p.oid)
            from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            union all
            select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            from pg_constraint
            where connamespace = to_regnamespace('flowbench')
            union all
            select tgenabled::text || ' ' || pg_get_triggerdef(oid)
            from pg_trigger
            where not tgisinternal
            order by 1
            """;

    /** Every row with the transaction that wrote it. */
    private static final String ROWS = """
            select r.xmin || ' ' || r::text from flowbench.benchmark_allowed r
            union all select r.xmin || ' ' || r::text from flowbench.flows r
            union all select r.xmin || ' ' || r::text from flowbench.steps r
            union all select r.xmin || ' ' || r::text from flowbench.runs r
            union all select r.xmin || ' ' || r::text from flowbench.step_tasks r
            union all select r.xmin || ' ' || r::text from flowbench.step_states r
            union all select r.xmin || ' ' || r::text from flowbench.countdowns r
            union all select r.xmin || ' ' || r::text from flowbench.events r
            order by 1
            """;

    private static final String OUTSIDE = """
            select n.nspname || ' ' || c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname not in ('flowbench', 'pg_toast')
            union all
            select n.nspname || ' ' || p.proname
            from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname <> 'flowbench'
            order by 1
            """;

    private Bench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench();
    }

    @AfterEach
    void close() throws SQLException {
        bench.engine.deleteFlow(bench.connection, "diamond");
        bench.close();
    }

    @Test
    void applyingItTwiceChangesNothing() throws SQLException {
        bench.engine.define(bench.connection, FlowDefinition.diamond("diamond"));
        bench.start("diamond", "{}");
        List<String> catalogue = bench.texts(CATALOGUE);
        List<String> rows = bench.texts(ROWS);
        bench.engine.install(bench.connection);
        assertThat(bench.texts(CATALOGUE)).isEqualTo(catalogue);
        assertThat(bench.texts(ROWS)).isEqualTo(rows);
        assertThat(bench.text("show client_min_messages")).isEqualTo("notice");
    }

    @Test
    void nothingIsAnnouncedByNotifyUntilSomebodyAsksForIt() throws SQLException {
        String enabled = "select tgenabled from pg_trigger where tgname = 'announce_events'";
        assertThat(bench.texts(enabled)).containsExactly("D");
        bench.engine.outbox().announce(bench.connection, true);
        assertThat(bench.texts(enabled)).containsExactly("O");
        bench.engine.outbox().announce(bench.connection, false);
        assertThat(bench.texts(enabled)).containsExactly("D");
    }

    @Test
    void itLeavesNothingOutsideItsSchema() throws SQLException {
        bench.update("drop schema flowbench cascade");
        List<String> before = bench.texts(OUTSIDE);
        bench.engine.install(bench.connection);
        assertThat(bench.texts(OUTSIDE)).isEqualTo(before);
        assertThat(bench.text("select count(*) from flowbench.benchmark_allowed"))
                .isEqualTo("1");
    }

    @Test
    void noFunctionThatNamesItsPlanIsCompiledAtEachCall() throws SQLException {
        assertThat(bench.text("""
                        select count(*) || ' ' || count(*) filter (where p.proconfig @> array['jit=off'])
                        from pg_proc p
                        where p.pronamespace = 'flowbench'::regnamespace and p.proconfig @> array['enable_bitmapscan=off']
                        """)).isEqualTo("7 7");
    }

    @Test
    void anotherVersionIsRefusedWithWhatToDo() throws SQLException {
        bench.update("update flowbench.benchmark_allowed set engine_version = '0'");
        try {
            assertThatThrownBy(() -> bench.engine.install(bench.connection))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("version 0")
                    .hasMessageContaining("drop schema flowbench cascade");
            assertThat(bench.text("select 1")).as("the connection is usable").isEqualTo("1");
        } finally {
            bench.update("update flowbench.benchmark_allowed set engine_version = '6'");
        }
        assertThat(bench.engine.version(bench.connection)).isEqualTo("6");
    }
}
