package flowbench.analysis;

import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.DoubleUnaryOperator;

/** Runs of event-stream as a measurement would leave them, with a latency that follows a function of time. */
public final class ExampleStream {
    private static final Instant BEGIN = Instant.parse("2026-11-24T00:03:01Z");
    private static final long CREATED_NS = 250_000_000;

    private final String channel;
    private final int rate;
    private final int seconds;
    private double written;
    private DoubleUnaryOperator latencyMs = second -> 4;
    private int lost;
    private EventCause cause = EventCause.NOT_DELIVERED;

    /** A stream that all is well with. */
    public ExampleStream(String channel, int rate, int seconds) {
        this.channel = channel;
        this.rate = rate;
        this.seconds = seconds;
        this.written = rate;
    }

    /** What the writers made of it. */
    public ExampleStream writing(double perSecond) {
        written = perSecond;
        return this;
    }

    /** The latency of what is committed in a second of the window. */
    public ExampleStream latency(DoubleUnaryOperator ms) {
        latencyMs = ms;
        return this;
    }

    /** The last so many events are lost. */
    public ExampleStream losing(int events, EventCause why) {
        lost = events;
        cause = why;
        return this;
    }

    /** Its folder. */
    public RunFolder in(Path data) {
        RunFolder run = ExampleEvents.with(
                ExampleEvents.empty(data, channel, BEGIN), "STREAM_SECONDS", Integer.toString(seconds));
        List<Event> events = new ArrayList<>();
        int n = rate * seconds;
        for (int i = 0; i < n; i++) {
            double second = i / written;
            long latency = (long) (1e6 * latencyMs.applyAsDouble(second) * (1 + .001 * (i % 100)));
            events.add(event(CREATED_NS + (long) (1e9 * second), latency, i >= n - lost));
        }
        run.append(
                List.of(
                        sample(Metric.OFFERED_EVENTS_PER_SECOND, rate),
                        sample(Metric.WRITTEN_EVENTS_PER_SECOND, written),
                        sample(Metric.EVENTS_DELIVERED, n - lost)),
                List.of(),
                events,
                List.of());
        return run;
    }

    private Event event(long committed, long latency, boolean isLost) {
        boolean isLate = latency > 1_000_000_000;
        boolean arrived = !isLost || cause == EventCause.BUFFER_FULL;
        return new Event(
                1,
                1,
                Kind.MEASURED,
                channel,
                new UUID(0, 1),
                "s1",
                EventType.STEP_STARTED,
                1,
                OptionalLong.of(committed),
                arrived ? OptionalLong.of(Math.max(0, committed + latency)) : OptionalLong.empty(),
                isLost ? 0 : 1,
                0,
                isLost ? EventOutcome.MISSING : isLate ? EventOutcome.LATE : EventOutcome.DELIVERED,
                isLost ? Optional.of(cause) : Optional.empty());
    }

    private static Sample sample(Metric metric, double value) {
        return new Sample(1, 1, Kind.MEASURED, Phase.EXECUTE, metric, value, BEGIN);
    }
}
