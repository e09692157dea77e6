package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What metrics are told apart by. */
class MetricTest {
    @Test
    void countsOfEventsAndOfTheirChannelAreNotTakenForSpeeds() {
        assertThat(List.of(
                        Metric.EVENTS_EXPECTED,
                        Metric.EVENTS_UNKNOWN,
                        Metric.deliveredShare(EventType.STEP_STARTED),
                        Metric.fault("dropped", "events"),
                        Metric.CHANNEL_BREAKS,
                        Metric.REALTIME_BROADCASTS_DROPPED))
                .allMatch(Metric::countsEvents);
        assertThat(List.of(
                        Metric.EVENTS_PER_SECOND,
                        Metric.WRITTEN_EVENTS_PER_SECOND,
                        Metric.DELIVERED_SHARE,
                        Metric.REALTIME_EVENT_LIMIT,
                        Metric.STEPS_PER_SECOND,
                        Metric.DURATION))
                .noneMatch(Metric::countsEvents);
    }

    @Test
    void whatConnectionsWentThroughIsNotTakenForWork() {
        assertThat(List.of(Metric.CONNECTION_ERRORS, Metric.TIMEOUTS, Metric.RECONNECTS, Metric.EVENTS_MISSING))
                .noneMatch(Metric::isOfTheWork);
        assertThat(List.of(Metric.STEPS_PER_SECOND, Metric.DURATION, Metric.SERVER_WARNINGS))
                .allMatch(Metric::isOfTheWork);
    }
}
