package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class EventStreamTest {
    private static final int PER_COMMIT = 12;

    private static final Settings SECOND =
            TestServer.settings().with(Setting.EVENT_RATE, 500).with(Setting.STREAM_SECONDS, 1);

    private static final Database DATABASE = TestServer.database();

    @BeforeAll
    static void install() throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection()) {
            new ReferenceEngine().install(connection);
        }
    }

    @AfterEach
    void nothingIsLeftBehind() throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection()) {
            assertThat(new ReferenceEngine().leftovers(connection)).isEmpty();
        }
    }

    private static Iteration stream(Settings settings) throws SQLException {
        return new Iteration(new EventStream(settings), DATABASE).run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whatIsOfferedIsWrittenAndDelivered(String channel) throws SQLException {
        Iteration iteration = stream(SECOND.with(Setting.EVENT_CHANNEL, channel));

        assertThat(iteration.reading(Metric.EVENTS_WRITTEN)).isEqualTo(42 * PER_COMMIT);
        assertThat(iteration.reading(Metric.DELIVERED_SHARE)).isEqualTo(100);
        assertThat(iteration.reading(Metric.OFFERED_EVENTS_PER_SECOND)).isEqualTo(500);
        assertThat(iteration.reading(Metric.WRITTEN_EVENTS_PER_SECOND)).isBetween(300.0, 501.0);
        assertThat(iteration.events())
                .hasSize(42 * PER_COMMIT)
                .allMatch(event -> event.outcome() == EventOutcome.DELIVERED)
                .allMatch(event -> event.committedNs().isPresent());
        assertThat(iteration.warnings()).isEmpty();
    }

    @Test
    void withoutAChannelOnlyWhatIsInTheOutboxIsCounted() throws SQLException {
        Iteration iteration = stream(SECOND.with(Setting.EVENT_CHANNEL, "none"));

        assertThat(iteration.reading(Metric.EVENTS_WRITTEN)).isEqualTo(42 * PER_COMMIT);
        assertThat(iteration.events()).isEmpty();
    }

    @Test
    void everyWriteHasItsTimeAndIsMadeNoEarlier() throws SQLException {
        List<Operation> writes = stream(SECOND).operations("write_run").toList();

        assertThat(writes).hasSize(42).allMatch(write -> write.phase() == Phase.EXECUTE);
        assertThat(writes).allMatch(write -> write.startedNs() >= write.intendedNs());
        long[] due = writes.stream().mapToLong(Operation::intendedNs).sorted().toArray();
        for (int i = 1; i < due.length; i++) {
            assertThat(due[i] - due[i - 1]).isCloseTo(TimeUnit.MILLISECONDS.toNanos(24), within(1L));
        }
    }

    @Test
    void writersThatCannotKeepUpAreLateAndLeaveNothingOut() throws SQLException {
        Settings slow = SECOND.with(Setting.EVENT_RATE, 200_000).with(Setting.WORKERS, 1);

        Iteration iteration = stream(slow.with(Setting.STREAM_SECONDS, 1).with(Setting.STEPS_PER_FLOW, 400));

        assertThat(iteration.reading(Metric.EVENTS_WRITTEN)).isEqualTo(249 * 802);
        assertThat(iteration.reading(Metric.WRITTEN_EVENTS_PER_SECOND)).isLessThan(150_000);
        List<Operation> writes = iteration.operations("write_run").toList();
        Operation last = writes.get(writes.size() - 1);
        assertThat(last.startedNs() - last.intendedNs()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void writersThatAreTooFarBehindEndTheIteration() {
        Settings hopeless = SECOND.with(Setting.EVENT_RATE, 1_000_000)
                .with(Setting.WORKERS, 1)
                .with(Setting.MAX_COMPLETION_TIME_MS, 1);

        assertThatThrownBy(() -> stream(hopeless))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("MAX_COMPLETION_TIME_MS=1 behind")
                .hasMessageContaining("of 83333 flow runs were written");
    }

    @Test
    void eventsAreThoseOfWholeRuns() throws SQLException {
        List<Event> events = stream(SECOND.with(Setting.STEPS_PER_FLOW, 1)).events();

        assertThat(events).hasSize(125 * 4);
        assertThat(events.stream().collect(java.util.stream.Collectors.groupingBy(Event::flowRun)))
                .hasSize(125)
                .allSatisfy((run, own) -> assertThat(own)
                        .extracting(event -> event.type().toString())
                        .containsExactlyInAnyOrder("run:started", "step:started", "step:completed", "run:completed"));
    }
}
