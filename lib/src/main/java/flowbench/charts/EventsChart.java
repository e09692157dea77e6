package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Events;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of the expected events, a bar for each type: the shares that were delivered, late, recovered, and missing for each
 * cause. What was not delivered is at least three pixels wide, however small its share, and its count stands beside it.
 */
final class EventsChart {
    private static final Map<EventCause, Ink> CAUSES = new EnumMap<>(Map.of(
            EventCause.BEFORE_SUBSCRIPTION, Ink.PURPLE,
            EventCause.NOT_LISTENED_FOR, Ink.SKY,
            EventCause.NOT_DELIVERED, Ink.VERMILLION,
            EventCause.NEVER_WRITTEN, Ink.STRONG,
            EventCause.CHANNEL_CLOSED, Ink.WARMUP,
            EventCause.BUFFER_FULL, Ink.YELLOW));

    private static final int LEAST = 3;

    /** A way for an event to end: its name, its colour, and how many events of a type ended so. */
    private record Fate(String name, Ink ink, ToIntFunction<Events.Row> count) {}

    private EventsChart() {}

    static Chart of(RunFolder run) {
        return draw(run, Events.of(run))
                .orElseThrow(() -> new UserException(run.path() + ": no events to draw: none was expected."));
    }

    /** Absent where no event was expected. */
    static Optional<Chart> find(Reading reading) {
        return reading.events().flatMap(events -> draw(reading.run(), events));
    }

    private static Optional<Chart> draw(RunFolder run, Events events) {
        List<Events.Row> rows = Stream.concat(events.rows().stream(), Stream.of(events.total()))
                .filter(row -> row.expected() > 0)
                .toList();
        List<Fate> parts = parts(events)
                .filter(part -> part.count().applyAsInt(events.total()) > 0)
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(
                        "events",
                        "What became of the events on channel " + events.channel(),
                        subtitle(events, parts) + faults(run),
                        Conditions.of(run.manifest()),
                        bars(rows, parts)));
    }

    private static StackedBars bars(List<Events.Row> rows, List<Fate> fates) {
        SortedMap<Double, String> ticks = new TreeMap<>();
        for (int percent = 0; percent <= 100; percent += 25) {
            ticks.put(percent / 100., percent + " %");
        }
        return new StackedBars(
                rows.stream()
                        .map(row -> new StackedBars.Bar(
                                row.name(),
                                row.delivered() + " of " + row.expected(),
                                fates.stream()
                                        .mapToDouble(
                                                fate -> (double) fate.count().applyAsInt(row) / row.expected())
                                        .toArray()))
                        .toList(),
                fates.stream()
                        .map(fate -> new StackedBars.Part(fate.name(), "", fate.ink()))
                        .toList(),
                1,
                ticks,
                "share of the expected events, a part at least " + LEAST
                        + " pixels wide; at the right: delivered of expected",
                LEAST);
    }

    private static String faults(RunFolder run) {
        String faults = run.manifest().setting(Setting.EVENT_FAULTS);
        return faults.isEmpty() ? "" : "; faults injected on purpose: " + faults;
    }

    private static Stream<Fate> parts(Events events) {
        List<Fate> parts = new ArrayList<>(List.of(
                new Fate("delivered", Ink.BLUE, Events.Row::delivered),
                new Fate("late", Ink.ORANGE, Events.Row::late),
                new Fate("recovered", Ink.GREEN, Events.Row::recovered)));
        CAUSES.forEach((cause, ink) ->
                parts.add(new Fate("missing: " + cause, ink, row -> missing(events, row, Optional.of(cause)))));
        parts.add(new Fate("missing: no cause given", Ink.GROUND, row -> missing(events, row, Optional.empty())));
        return parts.stream();
    }

    private static int missing(Events events, Events.Row row, Optional<EventCause> cause) {
        return events.undelivered().stream()
                .filter(lost -> lost.cause().equals(cause))
                .filter(lost -> row.type().map(lost.type()::equals).orElse(true))
                .mapToInt(Events.Undelivered::missing)
                .sum();
    }

    private static String subtitle(Events events, List<Fate> parts) {
        Events.Row all = events.total();
        String named = parts.stream()
                .skip(all.delivered() > 0 ? 1 : 0)
                .map(part -> part.count().applyAsInt(all) + " " + part.name())
                .collect(Collectors.joining(", "));
        String others = Stream.of(
                        some(all.outOfOrder(), "out of order"),
                        some(all.duplicates(), "duplicate"),
                        some(all.unknown(), "unknown"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        return all.delivered() + " of " + all.expected() + " delivered ("
                + Events.share(all.delivered(), all.expected())
                + ")" + (named.isEmpty() ? "" : "; " + named) + (others.isEmpty() ? "" : "; besides " + others)
                + "; measured iterations, all forks pooled";
    }

    private static String some(int n, String word) {
        return n == 0 ? "" : n + " " + word;
    }
}
