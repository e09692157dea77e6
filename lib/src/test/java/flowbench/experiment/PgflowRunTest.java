package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.DatabaseDump;
import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.engine.Task;
import flowbench.engines.Supabase;
import flowbench.engines.TestEngine;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.BareQueue;
import flowbench.scenario.ConcurrentFlows;
import flowbench.scenario.EventStream;
import flowbench.scenario.HighFrequency;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on pgflow: on a server of their own, and in a project where it serves others as well. */
@Tag("server")
class PgflowRunTest {
    private static final String KILLED = FlowNames.prefix("0abc", 1, 1) + 1;
    private static final String KILLED_QUEUE = FlowNames.prefix("0abc", 1, 2) + 1;

    @TempDir
    Path data;

    private static Settings small() {
        return TestEngine.PGFLOW
                .settings()
                .with(Setting.STEP_COUNT, 20)
                .with(Setting.CONCURRENT_FLOWS, 3)
                .with(Setting.RUNS, 1)
                .with(Setting.WARMUP_ITERATIONS, 1)
                .with(Setting.MEASURED_ITERATIONS, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void onTheEmbeddedServerEveryEventIsDelivered(String channel) {
        TestEngine.PGFLOW.engine();
        RunFolder run = record(new HighFrequency(small().with(Setting.EVENT_CHANNEL, channel)));

        assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(run.manifest().engine()).isEqualTo("pgflow");
        assertThat(run.manifest().engineVersion()).isEqualTo("0.8.1");
        assertThat(run.manifest().warnings()).isEmpty();
        assertThat(values(run, Metric.EVENTS_EXPECTED)).containsOnly(42.0);
        assertThat(values(run, Metric.EVENTS_WRITTEN)).containsOnly(42.0);
        assertThat(values(run, Metric.DELIVERED_SHARE)).containsOnly(100.0);
        assertThat(values(run, Metric.SERVER_WARNINGS)).containsOnly(0.0);
    }

    @Test
    void aStreamOfEventsPassesThroughItsOutboxToo() {
        TestEngine.PGFLOW.engine();
        RunFolder run =
                record(new EventStream(small().with(Setting.EVENT_RATE, 200).with(Setting.STREAM_SECONDS, 1)));

        assertThat(values(run, Metric.DELIVERED_SHARE)).containsOnly(100.0);
    }

    @Test
    void inAProjectOfOthersNothingElseIsTouched() throws SQLException {
        FlowEngine engine = TestEngine.PGFLOW.engine();
        String url = Supabase.project("project", engine);
        Settings settings = small().with(Setting.DATABASE_URL, url)
                .with(Setting.DATA_DIR, data)
                .with(Setting.EVENT_CHANNEL, "none");
        try (Connection connection = Supabase.connect(url)) {
            List<String> before = DatabaseDump.of(connection);
            leaveWhatAKilledRunLeaves(connection, engine);
            assertThat(DatabaseDump.of(connection)).isNotEqualTo(before);

            for (Scenario scenario : List.of(
                    new HighFrequency(settings),
                    new ConcurrentFlows(settings),
                    new BareQueue(settings),
                    new EventStream(settings.with(Setting.EVENT_RATE, 100).with(Setting.STREAM_SECONDS, 1)))) {
                RunFolder run = record(scenario);
                assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
                assertThat(run.manifest().engineVersion()).isEqualTo("0.8 or 0.9");
                assertThat(run.manifest().server().kind()).isEqualTo("external");
            }

            assertThat(DatabaseDump.of(connection)).isEqualTo(before);
        }
    }

    /** A flow with messages in queue and archive, a worker, events, a sentinel, and a bare queue. */
    private static void leaveWhatAKilledRunLeaves(Connection connection, FlowEngine engine) throws SQLException {
        UUID worker = UUID.randomUUID();
        engine.register(connection, List.of(worker));
        engine.define(connection, FlowDefinition.independentSteps(KILLED, 3));
        engine.startFlow(connection, KILLED, UUID.randomUUID(), "{}");
        Task task = engine.claim(connection, KILLED, 1, worker).get(0);
        engine.completeTask(connection, task, "{}");
        engine.outbox().writeSentinel(connection, UUID.randomUUID(), 1);
        engine.queue().create(connection, KILLED_QUEUE);
        engine.queue().send(connection, KILLED_QUEUE, List.of("{}", "{}"));
        engine.queue().finish(connection, KILLED_QUEUE, 1);
    }

    @Test
    void aProjectDeliversItsEventsThroughRealtimeOnly() throws SQLException {
        String url = Supabase.project("unnumbered", TestEngine.PGFLOW.engine());
        Settings settings = small().with(Setting.DATABASE_URL, url).with(Setting.DATA_DIR, data);

        assertThatThrownBy(() -> record(new HighFrequency(settings)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "EVENT_CHANNEL: poll cannot listen to realtime.messages here; choose realtime or none.");
    }

    @Test
    void whatCannotBeFetchedStopsTheRunBeforeItHasAFolder() throws Exception {
        Path cache = Files.createDirectory(data.resolve("cache"));
        Files.writeString(cache.resolve("pgflow-core-0.8.1.tgz"), "something else");
        Settings settings = small().with(Setting.CACHE_DIR, cache).with(Setting.DATA_DIR, data);

        assertThatThrownBy(() -> record(new HighFrequency(settings)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not @pgflow/core 0.8.1 as it was published");
        assertThat(data.resolve("runs")).doesNotExist();
    }

    private static RunFolder record(Scenario scenario) {
        return Experiment.of(scenario).record();
    }

    private static List<Double> values(RunFolder run, Metric metric) {
        return run.readSamples(PgflowRunTest::noNotice).stream()
                .filter(sample -> sample.metric().equals(metric))
                .map(Sample::value)
                .toList();
    }

    private static void noNotice(String notice) {
        throw new AssertionError(notice);
    }
}
