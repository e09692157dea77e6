package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.engine.FlowDefinition;
import flowbench.engines.ReferenceEngine;
import flowbench.events.Delivery;
import flowbench.events.ExpectedEvents;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what a Realtime server was offered is more than it lets through: 50 events, each counted twice. */
@Tag("server")
class RealtimeRateTest {
    private static List<String> warnings(Settings settings, double seconds) {
        return new EventReport(settings, offered(settings), List.of())
                .warnings(seconds).stream()
                        .filter(warning -> warning.contains("Realtime"))
                        .toList();
    }

    private static Delivery offered(Settings settings) {
        Delivery delivery = new Delivery(
                settings,
                TestServer.database(),
                new ReferenceEngine(),
                Optional.empty(),
                new IterationStart(1, 1, Kind.MEASURED, 0),
                warning -> {},
                (call, warning) -> {});
        delivery.expect(UUID.randomUUID(), ExpectedEvents.ofCompletion(FlowDefinition.independentSteps("offered", 24)));
        return delivery;
    }

    /** Of the rates of Realtime, by name. */
    private static Map<String, Double> rates(Settings settings, double seconds) {
        Event event = new Event(
                1,
                1,
                Kind.MEASURED,
                "realtime",
                new UUID(0, 1),
                "",
                EventType.RUN_STARTED,
                1,
                OptionalLong.of(1),
                OptionalLong.of(2),
                1,
                0,
                EventOutcome.DELIVERED,
                Optional.empty());
        return new EventReport(settings, offered(settings), List.of(event))
                .readings(seconds, 3).stream()
                        .filter(reading -> reading.metric().name().startsWith("realtime_"))
                        .collect(Collectors.toMap(reading -> reading.metric().name(), Work.Reading::value));
    }

    @Test
    void theRateThatWasOfferedStandsBesideTheLimit() {
        assertThat(rates(limit(100), 0.5))
                .isEqualTo(Map.of("realtime_events_offered", 200.0, "realtime_event_limit", 100.0));
        assertThat(rates(TestServer.settings().with(Setting.EVENT_CHANNEL, "realtime"), 0.5))
                .as("what a server of one's own allows by default")
                .containsEntry("realtime_event_limit", 100.0);
        assertThat(rates(limit(0), 0.5)).isEmpty();
    }

    private static Settings limit(int limit) {
        return TestServer.settings().with(Setting.EVENT_CHANNEL, "realtime").with(Setting.REALTIME_EVENT_LIMIT, limit);
    }

    @ParameterizedTest
    @CsvSource({"100, 0.99, true", "100, 1, false", "99, 1, true", "0, 0.01, false"})
    void aRateAboveTheLimitIsSaid(int limit, double seconds, boolean said) {
        assertThat(warnings(limit(limit), seconds)).hasSize(said ? 1 : 0);
    }

    @Test
    void theSentenceNamesBothRatesAndWhatFollows() {
        assertThat(warnings(limit(100), 0.5))
                .singleElement()
                .asString()
                .contains("offered 200 events/s", "REALTIME_EVENT_LIMIT=100", "drops what is above");
    }

    @Test
    void otherChannelsKnowNoSuchLimit() {
        assertThat(warnings(limit(100).with(Setting.EVENT_CHANNEL, "wal"), 0.5)).isEmpty();
    }
}
