package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the samples of a run say of its events, in one line for the summary: the counts of all measured iterations
 * together. And where faults were injected on purpose, what was injected beside what was reported.
 */
final class EventLine {
    /** A count that is 0 where all is well, and its word. */
    private record Trouble(Metric metric, String word) {}

    private static final List<Trouble> TROUBLES = List.of(
            new Trouble(Metric.EVENTS_LATE, "late"),
            new Trouble(Metric.EVENTS_OUT_OF_ORDER, "out of order"),
            new Trouble(Metric.EVENTS_DUPLICATE, "duplicate"),
            new Trouble(Metric.EVENTS_RECOVERED, "recovered"),
            new Trouble(Metric.EVENTS_MISSING, "missing"),
            new Trouble(Metric.EVENTS_UNKNOWN, "unknown"));

    /** A count of what went wrong with the channel, and the words for one and for several. */
    private record ChannelTrouble(Metric metric, String one, String several) {}

    private static final List<ChannelTrouble> CHANNEL_TROUBLES = List.of(
            new ChannelTrouble(Metric.CHANNEL_BREAKS, "channel break", "channel breaks"),
            new ChannelTrouble(Metric.REALTIME_CHANNELS_CLOSED, "channel closed", "channels closed"),
            new ChannelTrouble(Metric.REALTIME_CHANNEL_ERRORS, "channel error", "channel errors"),
            new ChannelTrouble(Metric.REALTIME_JOINS_TIMED_OUT, "join timed out", "joins timed out"),
            new ChannelTrouble(Metric.REALTIME_RATE_LIMIT_HITS, "rate limit hit", "rate limit hits"),
            new ChannelTrouble(Metric.REALTIME_BROADCASTS_DROPPED, "broadcast dropped", "broadcasts dropped"));

    /** A fault, and the counts in which it must show. */
    private record Fault(String name, String shownAs, Metric... reported) {}

    private static final List<Fault> ALL_FAULTS = List.of(
            new Fault(
                    "dropped",
                    "recovered or missing, as is what a kill costs",
                    Metric.EVENTS_RECOVERED,
                    Metric.EVENTS_MISSING),
            new Fault("duplicated", "duplicate", Metric.EVENTS_DUPLICATE),
            new Fault("delayed", "late", Metric.EVENTS_LATE),
            new Fault("reordered", "out of order", Metric.EVENTS_OUT_OF_ORDER),
            new Fault("stalls", "late, where longer than the time limit", Metric.EVENTS_LATE),
            new Fault("kills", "channel breaks", Metric.CHANNEL_BREAKS));

    private final String channel;
    private final String faults;
    private final Map<String, Long> counts = new HashMap<>();

    private EventLine(Manifest manifest) {
        this.channel = manifest.eventChannel();
        this.faults = manifest.setting(Setting.EVENT_FAULTS);
    }

    static EventLine of(Manifest manifest, List<Sample> samples) {
        EventLine line = new EventLine(manifest);
        for (Sample sample : samples) {
            if (sample.kind() == Kind.MEASURED) {
                line.counts.merge(sample.metric().name(), Math.round(sample.value()), Long::sum);
            }
        }
        return line;
    }

    private boolean has(Metric metric) {
        return counts.containsKey(metric.name());
    }

    private long count(Metric metric) {
        return counts.getOrDefault(metric.name(), 0L);
    }

    /** The line; absent where no event was counted. */
    Optional<String> text() {
        List<String> main = new ArrayList<>();
        addIfCounted(main, Metric.EVENTS_EXPECTED, "expected");
        addIfCounted(main, Metric.EVENTS_WRITTEN, "written");
        addIfCounted(main, Metric.EVENTS_DELIVERED, "delivered");
        if (main.isEmpty()) {
            return Optional.empty();
        }
        List<String> some = new ArrayList<>();
        List<String> none = new ArrayList<>();
        for (Trouble trouble : TROUBLES) {
            if (count(trouble.metric()) > 0) {
                some.add(count(trouble.metric()) + " " + trouble.word());
            } else if (has(trouble.metric())) {
                none.add(trouble.word());
            }
        }
        for (ChannelTrouble trouble : CHANNEL_TROUBLES) {
            long times = count(trouble.metric());
            if (times > 0) {
                some.add(times + " " + (times == 1 ? trouble.one() : trouble.several()));
            }
        }
        String listened = has(Metric.EVENTS_DELIVERED) ? "" : "nobody listened";
        return Optional.of("Events (" + channel + "): "
                + Stream.of(String.join(", ", main), listened, String.join(", ", some), none(none))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("; "))
                + ".");
    }

    private void addIfCounted(List<String> words, Metric metric, String word) {
        if (has(metric)) {
            words.add(count(metric) + " " + word);
        }
    }

    private static String none(List<String> words) {
        int last = words.size() - 1;
        return words.isEmpty()
                ? ""
                : "none " + (last == 0 ? "" : String.join(", ", words.subList(0, last)) + " or ") + words.get(last);
    }

    /** A table of what was injected and what was reported; absent where nothing was to be injected. */
    Optional<String> faults() {
        List<Fault> injected =
                ALL_FAULTS.stream().filter(fault -> injected(fault) > 0).toList();
        if (injected.isEmpty()) {
            return Optional.empty();
        }
        Grid grid = new Grid(2, "fault on purpose", "must be reported as", "injected", "reported");
        for (Fault fault : injected) {
            long reported = Stream.of(fault.reported()).mapToLong(this::count).sum();
            grid.add(List.of(fault.name(), fault.shownAs(), Long.toString(injected(fault)), Long.toString(reported)));
        }
        return Optional.of(grid.text());
    }

    private long injected(Fault fault) {
        return counts.getOrDefault(Metric.fault(fault.name(), "").name(), 0L);
    }

    /** What a reader must know of the events of a run. */
    List<Warning> warnings(RunFolder run) {
        List<Warning> warnings = new ArrayList<>();
        long expected = count(Metric.EVENTS_EXPECTED);
        long delivered = count(Metric.EVENTS_DELIVERED);
        if (has(Metric.EVENTS_DELIVERED) && delivered < expected) {
            long late = count(Metric.EVENTS_LATE);
            String why = Stream.of(late == 0 ? "" : late + " late", late == expected - delivered ? "" : causes(run))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(", "));
            warnings.add(new Warning(
                    Warning.Type.NOT_DELIVERED,
                    "Not all events were delivered: " + (expected - delivered) + " of " + expected + " were not (" + why
                            + "). Events.of(run) shows which, and Tables.events(run) each of them."));
        }
        if (!faults.isEmpty()) {
            warnings.add(new Warning(
                    Warning.Type.FAULTS_INJECTED,
                    "Faults were injected on purpose (EVENT_FAULTS=" + faults
                            + "): results of this run are for showing, not for comparing."));
        }
        return warnings;
    }

    private static String causes(RunFolder run) {
        try {
            return Events.find(run)
                    .map(Events::byCause)
                    .filter(causes -> !causes.isEmpty())
                    .orElse("causes unknown: events.csv does not hold them");
        } catch (UserException e) {
            // The samples are good all the same, and a summary is of those.
            return "causes unknown: " + e.getMessage();
        }
    }
}
