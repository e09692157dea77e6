package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.EventKey;
import flowbench.engine.FlowDefinition;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is known of the order of events comes from the outbox: a channel may number what it delivers as it likes. */
class EventLedgerTest {
    /** Far above every number of an arrival. */
    private static final long OUTBOX = 1L << 60;

    private final UUID run = UUID.randomUUID();
    private final EventLedger ledger = new EventLedger("realtime", 1_000_000_000);
    private final FlowRunEvents page =
            ledger.expect(run, ExpectedEvents.ofCompletion(FlowDefinition.independentSteps("flow", 3)));
    private int arrivals;

    private WrittenEvent written(long sequence, String step) {
        EventType type = step.isEmpty() ? EventType.RUN_STARTED : EventType.STEP_STARTED;
        return new WrittenEvent(sequence, new EventKey(run, step, type));
    }

    private void arrive(String step) {
        ledger.arrived(written(++arrivals, step), 20 + arrivals);
    }

    private List<Event> settle(long s1, long s2, long s3) {
        return ledger.settle(
                List.of(
                        written(OUTBOX + 1, ""),
                        written(OUTBOX + s1, "s1"),
                        written(OUTBOX + s2, "s2"),
                        written(OUTBOX + s3, "s3")),
                new IterationStart(1, 1, Kind.MEASURED, 0));
    }

    private static Map<String, EventCause> startsThatAreMissing(List<Event> events) {
        return events.stream()
                .filter(event -> event.type() == EventType.STEP_STARTED)
                .filter(event -> event.cause().isPresent())
                .collect(Collectors.toMap(Event::step, event -> event.cause().orElseThrow()));
    }

    private void breakAfterSecondStep() {
        ledger.subscribed(OUTBOX);
        page.started(0, 10);
        arrive("");
        arrive("s2");
        ledger.broken(false);
        ledger.resumed(OUTBOX + 10);
    }

    @Test
    void whatTheSameCallWroteBeforeTheLastArrivalWasLostBeforeTheBreak() {
        breakAfterSecondStep();
        assertThat(startsThatAreMissing(settle(2, 3, 4)))
                .isEqualTo(Map.of("s1", EventCause.NOT_DELIVERED, "s3", EventCause.CHANNEL_CLOSED));
    }

    @Test
    void whatHasNoPlaceOfItsOwnInTheOutboxMayHaveBeenLostByTheBreak() {
        breakAfterSecondStep();
        assertThat(startsThatAreMissing(settle(2, 2, 2)))
                .isEqualTo(Map.of("s1", EventCause.CHANNEL_CLOSED, "s3", EventCause.CHANNEL_CLOSED));
    }

    @Test
    void anEventThatCameAfterOneThatFollowsItInTheOutboxIsOutOfOrder() {
        ledger.subscribed(OUTBOX);
        page.started(0, 10);
        List.of("", "s1", "s3", "s2").forEach(this::arrive);
        // Nobody takes them out of the buffer here, which is all the same to the order.
        List.of("", "s1", "s3", "s2")
                .forEach(step -> ledger.seen(written(0, step).key()));
        assertThat(settle(2, 3, 4))
                .filteredOn(event -> event.outcome() == EventOutcome.OUT_OF_ORDER)
                .extracting(Event::step)
                .containsExactly("s2");
    }
}
