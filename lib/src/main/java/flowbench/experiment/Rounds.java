package flowbench.experiment;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.engines.Engines;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Runs that are measured in turn: rounds of one fork each, until the {@link StoppingRule} has enough. Every second round goes the
 * other way round. A run by itself is the same with one.
 */
final class Rounds {
    /** More folders than this are not named one by one. */
    private static final int MOST_NAMED = 2;

    /**
     * What is measured.
     *
     * @param label tells it from the other; empty for a run by itself
     */
    record Lane(String label, Scenario scenario) {
        /** The label, where there is one, and what it is of. */
        String name() {
            return (label + " " + scenario.name()).strip();
        }
    }

    private final List<Lane> lanes;
    private final StoppingRule rule;
    private final boolean isPair;

    /** Of at least one; their settings agree in how many forks there are to be. */
    Rounds(List<Lane> lanes) {
        this(lanes, StoppingRule.of(lanes.get(0).scenario().settings()));
    }

    Rounds(List<Lane> lanes, StoppingRule rule) {
        this(lanes, rule, false);
    }

    private Rounds(List<Lane> lanes, StoppingRule rule, boolean isPair) {
        this.lanes = lanes;
        this.rule = rule;
        this.isPair = isPair;
    }

    /** Of two variants, whose manifests say which they are and name each other. */
    static Rounds ofPair(Lane a, Lane b) {
        return new Rounds(List.of(a, b), StoppingRule.of(a.scenario().settings()), true);
    }

    /** The order of a round, counted from 1: there, back, there, …; of two A B, B A, A B, …. */
    static <T> List<T> order(List<T> all, int round) {
        List<T> order = new ArrayList<>(all);
        if (round % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    /** Measures; the folders of the runs, in the order of the lanes. Throws as {@link Experiment#record} says. */
    List<RunFolder> record() {
        for (Lane lane : lanes) {
            EventChannel.check(lane.scenario().settings());
            // Before there is a folder: what the engine is made of may have to be fetched, and may not be there.
            Engines.of(lane.scenario().settings());
        }
        List<Database.Reservation> held = new ArrayList<>();
        try {
            databases().forEach(settings -> held.add(Database.reserve(settings)));
            return recordAlone(() -> held.forEach(Database.Reservation::renew));
        } finally {
            held.forEach(Database.Reservation::close);
        }
    }

    /** Settings of each database that is measured: one that both variants are measured on is held once. */
    private List<Settings> databases() {
        Set<String> urls = new HashSet<>();
        return lanes.stream()
                .map(lane -> lane.scenario().settings())
                .filter(settings -> urls.add(settings.text(Setting.DATABASE_URL)))
                .toList();
    }

    private List<RunFolder> recordAlone(Runnable hold) {
        List<Recording> recordings = new CopyOnWriteArrayList<>();
        try (Interruption interruption = Interruption.of(recordings)) {
            try {
                lanes.forEach(lane -> recordings.add(Recording.begin(lane, rule, hold)));
                if (isPair) {
                    recordings.get(0).pairWith(recordings.get(1));
                    recordings.get(1).pairWith(recordings.get(0));
                }
                measure(recordings, interruption);
                return recordings.stream().map(Recording::folder).toList();
            } finally {
                recordings.forEach(Recording::close);
            }
        }
    }

    private void measure(List<Recording> recordings, Interruption interruption) {
        List<UserException> undelivered = new ArrayList<>();
        try {
            measureRounds(recordings);
            // All of them, before the first that did not deliver is told of.
            recordings.forEach(recording -> recording.conclude().ifPresent(undelivered::add));
        } catch (UserException e) {
            interruption.awaitEndIfBegun();
            recordings.forEach(recording -> recording.stopped(e.getMessage()));
            throw UserException.whileMeasuring(
                    e.getMessage() + " What was measured is kept in " + places(recordings) + "."
                            + command(recordings)
                                    .map(line -> " " + line + " shows it.")
                                    .orElse(""),
                    e);
        }
        if (!undelivered.isEmpty()) {
            throw undelivered.get(0);
        }
    }

    /** Whether the folders of some runs are named one by one. */
    static boolean areFew(List<Recording> recordings) {
        return recordings.size() <= MOST_NAMED;
    }

    /** The folders of some runs, for people. */
    static String places(List<Recording> recordings) {
        if (!areFew(recordings)) {
            return "the " + recordings.size() + " newest folders of "
                    + recordings.get(0).folder().path().getParent();
        }
        return recordings.stream()
                .map(recording -> recording.folder().path().toString())
                .collect(Collectors.joining(" and "));
    }

    /** What shows the results that some runs left; absent where there are none, or too many to be named. */
    static Optional<String> command(List<Recording> recordings) {
        List<Recording> some = recordings.stream().filter(Recording::hasResults).toList();
        return some.isEmpty() || !areFew(some)
                ? Optional.empty()
                : Optional.of(some.stream()
                        .map(recording -> " " + recording.folder().path())
                        .collect(Collectors.joining("", "\"lib/bench run analyze", "\"")));
    }

    private void measureRounds(List<Recording> recordings) {
        String code = ThisBuild.checksum();
        try (Progress progress = Progress.of(rule, lanes)) {
            long begin = System.nanoTime();
            boolean goesOn = true;
            for (int round = 1; goesOn; round++) {
                for (Recording recording : order(recordings, round)) {
                    recording.fork(round, code, progress);
                }
                goesOn = rule.goesOn(
                        round,
                        recordings.stream().map(Recording::throughputs).toList(),
                        (System.nanoTime() - begin) / 1e9);
                for (Recording recording : recordings) {
                    recording.roundEnded(goesOn, progress);
                }
            }
        }
    }
}
