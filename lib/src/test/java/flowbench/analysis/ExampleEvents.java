package flowbench.analysis;

import flowbench.runfolder.Better;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** The events of run folders, as a measurement would leave them: rows, and samples that were counted from the rows. */
public final class ExampleEvents {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:03:01Z");
    private static final UUID FLOW_RUN = new UUID(0, 1);

    private ExampleEvents() {}

    /** A complete run on a channel with no iteration in it yet. */
    public static RunFolder empty(Path data, String channel, Instant startedAt) {
        return with(ExampleRun.empty(data, startedAt), "EVENT_CHANNEL", channel);
    }

    /** The same run with a setting in its manifest. */
    public static RunFolder with(RunFolder run, String name, String value) {
        Manifest m = run.manifest();
        Map<String, SettingValue> settings = new HashMap<>(m.settings());
        settings.put(name, new SettingValue(value, "code"));
        run.update(new Manifest(
                m.runId(),
                m.scenario(),
                m.engine(),
                m.engineVersion(),
                m.status(),
                m.startedAt(),
                m.endedAt(),
                m.failure(),
                m.seed(),
                settings,
                m.server(),
                m.machine(),
                m.library(),
                m.forks(),
                m.warnings()));
        return run;
    }

    /** A run of measured iterations, one a fork, whose events were all delivered, with latencies around a median. */
    public static RunFolder delivered(Path data, String channel, Instant startedAt, int steps, double medianMs) {
        RunFolder run = empty(data, channel, startedAt);
        Random random = new Random(steps);
        for (int fork = 1; fork <= 3; fork++) {
            append(run, fork, Kind.MEASURED, 1000, ofRun(steps, medianMs, random));
        }
        return run;
    }

    /** The {@code 2 + 2 · steps} events of one flow run, all delivered. */
    public static List<Event> ofRun(int steps, double medianMs, Random random) {
        List<Event> events = new ArrayList<>();
        events.addAll(events(EventType.RUN_STARTED, 1, medianMs, random));
        events.addAll(events(EventType.STEP_STARTED, steps, medianMs, random));
        events.addAll(events(EventType.STEP_COMPLETED, steps, medianMs, random));
        events.addAll(events(EventType.RUN_COMPLETED, 1, medianMs, random));
        return events;
    }

    private static List<Event> events(EventType type, int n, double medianMs, Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            events.add(event(type, (long) (medianMs * 1e6 * Math.exp(random.nextGaussian() * .7))));
        }
        return events;
    }

    /** An event that was delivered after a time in nanoseconds, which may be below 0. */
    public static Event event(EventType type, long latencyNs) {
        return event(type, EventOutcome.DELIVERED, Optional.empty(), OptionalLong.of(latencyNs), 0);
    }

    /** An event that was not delivered. */
    public static Event undelivered(EventType type, EventOutcome outcome, EventCause cause) {
        return event(type, outcome, Optional.of(cause), OptionalLong.empty(), 0);
    }

    /** Any event; it was written at a second. */
    public static Event event(
            EventType type, EventOutcome outcome, Optional<EventCause> cause, OptionalLong latencyNs, int duplicates) {
        long committed = 1_000_000_000L;
        return new Event(
                1,
                1,
                Kind.MEASURED,
                "?",
                FLOW_RUN,
                type.isOfRun() ? "" : "step_1",
                type,
                outcome == EventOutcome.UNKNOWN ? 0 : 1,
                outcome == EventOutcome.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(committed),
                latencyNs.isEmpty() ? OptionalLong.empty() : OptionalLong.of(committed + latencyNs.getAsLong()),
                outcome.isDelivered() ? 1 : 0,
                duplicates,
                outcome,
                cause);
    }

    /** Appends one iteration: the first of a fork. */
    public static void append(RunFolder run, int fork, Kind kind, double stepsPerSecond, List<Event> events) {
        String channel = run.manifest().settings().get("EVENT_CHANNEL").value();
        List<Sample> samples = new ArrayList<>();
        samples.add(sample(fork, kind, Phase.EXECUTE, Metric.STEPS_PER_SECOND, stepsPerSecond));
        if (!channel.equals("none")) {
            samples.add(sample(fork, kind, Phase.EXECUTE, Metric.EVENTS_PER_SECOND, 2 * stepsPerSecond));
            samples.addAll(counted(fork, kind, events));
        }
        List<Event> rows = (channel.equals("none") ? List.<Event>of() : events)
                .stream()
                        .map(e -> new Event(
                                fork,
                                1,
                                kind,
                                channel,
                                e.flowRun(),
                                e.step(),
                                e.type(),
                                e.written(),
                                e.committedNs(),
                                e.deliveredNs(),
                                e.seen(),
                                e.duplicates(),
                                e.outcome(),
                                e.cause()))
                        .toList();
        run.append(samples, List.of(), rows, List.of());
    }

    private static List<Sample> counted(int fork, Kind kind, List<Event> events) {
        List<Sample> samples = new ArrayList<>();
        int expected = count(events, e -> e.outcome() != EventOutcome.UNKNOWN ? 1 : 0);
        int delivered = count(events, e -> e.outcome().isDelivered() ? 1 : 0);
        Map<Metric, Integer> counts = new HashMap<>(Map.of(
                Metric.EVENTS_EXPECTED,
                expected,
                Metric.EVENTS_WRITTEN,
                count(events, Event::written),
                Metric.EVENTS_DELIVERED,
                delivered,
                Metric.EVENTS_DUPLICATE,
                count(events, Event::duplicates),
                Metric.CHANNEL_BREAKS,
                0));
        Map.of(
                        EventOutcome.LATE, Metric.EVENTS_LATE,
                        EventOutcome.OUT_OF_ORDER, Metric.EVENTS_OUT_OF_ORDER,
                        EventOutcome.RECOVERED, Metric.EVENTS_RECOVERED,
                        EventOutcome.MISSING, Metric.EVENTS_MISSING,
                        EventOutcome.UNKNOWN, Metric.EVENTS_UNKNOWN)
                .forEach((outcome, metric) -> counts.put(metric, count(events, e -> e.outcome() == outcome ? 1 : 0)));
        counts.forEach((metric, n) -> samples.add(sample(fork, kind, Phase.DRAIN, metric, n)));
        samples.add(sample(
                fork, kind, Phase.DRAIN, Metric.DELIVERED_SHARE, expected == 0 ? 100 : 100.0 * delivered / expected));
        Map<EventType, int[]> types = new EnumMap<>(EventType.class);
        for (Event event : events) {
            int[] n = types.computeIfAbsent(event.type(), t -> new int[2]);
            n[0]++;
            n[1] += event.outcome().isDelivered() ? 1 : 0;
        }
        types.forEach((type, n) ->
                samples.add(sample(fork, kind, Phase.DRAIN, Metric.deliveredShare(type), 100.0 * n[1] / n[0])));
        return samples;
    }

    private static int count(List<Event> events, ToIntFunction<Event> part) {
        return events.stream().mapToInt(part).sum();
    }

    /** Appends how many faults of a kind were injected. */
    public static void inject(RunFolder run, String fault, int n) {
        count(run, new Metric("faults_" + fault, "events", Better.LOWER), n);
    }

    /** Appends a count of the drain phase. */
    public static void count(RunFolder run, Metric metric, int n) {
        run.append(List.of(sample(1, Kind.MEASURED, Phase.DRAIN, metric, n)), List.of(), List.of(), List.of());
    }

    private static Sample sample(int fork, Kind kind, Phase phase, Metric metric, double value) {
        return new Sample(fork, 1, kind, phase, metric, value, BEGIN);
    }

    /** One iteration of the old script: high-frequency with 100 steps, heard after the start and at run level only. */
    public static RunFolder oldHighFrequency(Path data) {
        return old(data, 1, 100);
    }

    /** One iteration of the old script: 20 flows of 4 steps. */
    public static RunFolder oldConcurrentFlows(Path data) {
        return old(data, 20, 4);
    }

    private static RunFolder old(Path data, int flows, int steps) {
        RunFolder run = empty(data, "poll", BEGIN);
        List<Event> events = new ArrayList<>();
        for (int flow = 0; flow < flows; flow++) {
            events.add(event(EventType.RUN_COMPLETED, 2_000_000));
            events.add(undelivered(EventType.RUN_STARTED, EventOutcome.MISSING, EventCause.BEFORE_SUBSCRIPTION));
            for (int step = 0; step < steps; step++) {
                events.add(undelivered(EventType.STEP_STARTED, EventOutcome.MISSING, EventCause.BEFORE_SUBSCRIPTION));
                events.add(undelivered(EventType.STEP_COMPLETED, EventOutcome.MISSING, EventCause.NOT_LISTENED_FOR));
            }
        }
        append(run, 1, Kind.MEASURED, 500, events);
        return run;
    }
}
