package flowbench.runfolder;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What became of one event: a row of {@code events.csv}. Times are nanoseconds of the monotonic clock since the start of the
 * iteration; the latency of an event is the difference of its two. It may be below 0: then the event was here before the
 * answer to the call that wrote it.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork
 * @param kind whether the iteration counts
 * @param channel the channel's name
 * @param flowRun the run of a flow that it is of
 * @param step the step; empty for events of the run itself
 * @param type what it says
 * @param written how often it is in the outbox
 * @param committedNs when the call whose transaction wrote it had returned
 * @param deliveredNs when it first arrived on the wire
 * @param seen how often the application was handed it
 * @param duplicates arrivals after the first
 * @param outcome how it ended
 * @param cause why it was not delivered, where it was not
 */
public record Event(
        int fork,
        int iteration,
        Kind kind,
        String channel,
        UUID flowRun,
        String step,
        EventType type,
        int written,
        OptionalLong committedNs,
        OptionalLong deliveredNs,
        int seen,
        int duplicates,
        EventOutcome outcome,
        Optional<EventCause> cause) {}
