package flowbench.analysis;

import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Kind;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When the expected events of a run's measured iterations were committed and when they arrived, since the start of
 * their iteration; several iterations are laid over each other. 16 bytes an event, in one pass over the file.
 */
final class EventTimes {
    /** The arrival of an event that did not arrive. */
    static final long NEVER = Long.MIN_VALUE;

    private final Map<EventOutcome, Integer> counts = new EnumMap<>(EventOutcome.class);
    private final Map<EventCause, Integer> causes = new EnumMap<>(EventCause.class);
    private long[] committed = new long[1024];
    private long[] arrived = new long[1024];
    private int n;

    private EventTimes() {}

    /**
     * Of a run.
     *
     * @throws UserException if a row is bad, or if no event of a measured iteration was written
     */
    static EventTimes of(RunFolder run) {
        EventTimes times = new EventTimes();
        run.events()
                .ifPresent(file -> file.read(row -> {
                    Kind kind = row.word(EventColumn.KIND, Kind.class);
                    EventOutcome outcome = row.word(EventColumn.OUTCOME, EventOutcome.class);
                    if (kind == Kind.MEASURED && outcome != EventOutcome.UNKNOWN) {
                        Optional<EventCause> cause = row.text(EventColumn.CAUSE).isEmpty()
                                ? Optional.empty()
                                : Optional.of(row.word(EventColumn.CAUSE, EventCause.class));
                        times.add(
                                outcome,
                                cause,
                                row.durationIfAny(EventColumn.COMMITTED_NS),
                                row.durationIfAny(EventColumn.DELIVERED_NS));
                    }
                }));
        if (times.n == 0) {
            throw new UserException(run.path()
                    + ": no events measured: events.csv is not there, or holds none of a measured iteration; measure with"
                    + " EVENT_CHANNEL=poll, notify or wal.");
        }
        return times;
    }

    private void add(
            EventOutcome outcome, Optional<EventCause> cause, OptionalLong committedNs, OptionalLong arrivedNs) {
        counts.merge(outcome, 1, Integer::sum);
        cause.ifPresent(why -> causes.merge(why, 1, Integer::sum));
        if (committedNs.isEmpty()) {
            return;
        }
        if (n == committed.length) {
            committed = Arrays.copyOf(committed, 2 * n);
            arrived = Arrays.copyOf(arrived, 2 * n);
        }
        committed[n] = committedNs.getAsLong();
        arrived[n++] = arrivedNs.orElse(NEVER);
    }

    /** Expected events, committed or not. */
    int expected() {
        return counts.values().stream().mapToInt(count -> count).sum();
    }

    int count(EventOutcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    Map<EventCause, Integer> causes() {
        return causes;
    }

    long firstCommit() {
        return Arrays.stream(committed, 0, n).min().orElseThrow();
    }

    long lastCommit() {
        return Arrays.stream(committed, 0, n).max().orElseThrow();
    }

    /** The last arrival, or the last commit where nothing arrived. */
    long lastArrival() {
        long last = Arrays.stream(arrived, 0, n).max().orElseThrow();
        return last == NEVER ? lastCommit() : last;
    }

    /** How many were committed in each of some spans of time, the first of which begins at an origin. */
    int[] commits(long origin, long spanNs, int spans) {
        return histogram(committed, origin, spanNs, spans);
    }

    /** How many arrived in each of them. */
    int[] arrivals(long origin, long spanNs, int spans) {
        return histogram(arrived, origin, spanNs, spans);
    }

    private int[] histogram(long[] times, long origin, long spanNs, int spans) {
        int[] counted = new int[spans];
        for (int i = 0; i < n; i++) {
            if (times[i] != NEVER) {
                counted[span(times[i], origin, spanNs, spans)]++;
            }
        }
        return counted;
    }

    /** The latencies of the events that were committed in each of them, and arrived. */
    Distribution[] latencies(long origin, long spanNs, int spans) {
        int[] sizes = new int[spans];
        for (int i = 0; i < n; i++) {
            sizes[span(committed[i], origin, spanNs, spans)] += arrived[i] == NEVER ? 0 : 1;
        }
        long[][] latencies = new long[spans][];
        Arrays.setAll(latencies, span -> new long[sizes[span]]);
        for (int i = 0; i < n; i++) {
            if (arrived[i] != NEVER) {
                int span = span(committed[i], origin, spanNs, spans);
                latencies[span][--sizes[span]] = arrived[i] - committed[i];
            }
        }
        return Arrays.stream(latencies).map(Distribution::ofOwned).toArray(Distribution[]::new);
    }

    /** What is before the first span, as an event may be whose arrival precedes all commits, is in the first. */
    private static int span(long time, long origin, long spanNs, int spans) {
        return (int) Math.max(0, Math.min(spans - 1L, (time - origin) / spanNs));
    }
}
