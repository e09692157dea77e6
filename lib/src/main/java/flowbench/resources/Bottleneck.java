package flowbench.resources;

import flowbench.resources.WorkerTime.Share;
import flowbench.runfolder.Metric;
import flowbench.runfolder.ProbeMetric;
import flowbench.settings.Setting;
import flowbench.statistics.Scale;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What kept the execute phases from being faster, named only where the evidence is there: a part of the workers' time that is
 * large, that is clearly larger than the next, and that was looked at often enough.
 *
 * @param kind what it is; absent where there is not enough evidence to name one
 * @param sentence what it is, the evidence and what to try, or why none is named
 */
public record Bottleneck(Optional<Kind> kind, String sentence) {
    private static final String BOUND_BY = "Bound by ";

    /** A part of the time this large is what the whole waits for. */
    private static final double LARGE = .4;

    /** So much larger than the next part is clearly larger. */
    private static final double LEAD = 1.25;

    /** Fewer looks say nothing. */
    private static final int ENOUGH_LOOKS = 20;

    /** The interval of a share that was sampled must lie above this. */
    private static final double SURELY = .3;

    /** A client that computes for so much of the time that its workers spend on their own side is what is slow. */
    private static final double COMPUTES = .7;

    /** Workers whose client computes for no more of the time that they spend between calls pause in the rest. */
    private static final double COMPUTES_LITTLE = .3;

    /** A stream that writes this much of what was offered is not held up. */
    private static final double KEEPS_UP = .99;

    /** What can hold the work up. */
    public enum Kind {
        /** Too few connections. */
        POOL,
        /** The client computes. */
        CLIENT,
        /** All processors are busy, with client and server. */
        PROCESSORS,
        /** The workers have nothing to do. */
        NO_WORK,
        /** The way to the server and back. */
        ROUND_TRIPS,
        /** A lock on rows. */
        ROW_LOCK,
        /** Another lock. */
        LOCK,
        /** Waiting until WAL is on disk. */
        WAL_FLUSH,
        /** Waiting for data files. */
        DATA_IO,
        /** A lock inside the server. */
        INTERNAL_LOCK,
        /** What the server computes, each call by itself. */
        SERVER_CPU,
        /** A pause that the server makes. */
        SLEEP,
        /** Another wait of the server. */
        OTHER_WAIT
    }

    /** Of a run. */
    public static Bottleneck of(Usage usage) {
        return new Finder(usage).find();
    }

    /** What it is, in the first words of the sentence: {@code the pool of connections}; absent where none is named. */
    public Optional<String> name() {
        return kind.map(named -> sentence.substring(BOUND_BY.length(), sentence.indexOf(": ")));
    }

    /** The sentence. */
    @Override
    public String toString() {
        return sentence;
    }

    /** What passes on the client's side of the connection. */
    private static final Set<TimePart> ITS_OWN_SIDE = EnumSet.of(TimePart.BETWEEN_CALLS, TimePart.ON_THE_WAY);

    private record Finder(Usage usage) {
        Bottleneck find() {
            Optional<WorkerTime> time = usage.workerTime();
            if (time.isEmpty()) {
                return none(whyTheServerWasNotSeen());
            }
            if (keepsUp()) {
                return none("the offered rate was held, so that nothing held the work up");
            }
            if (time.get().looks() < ENOUGH_LOOKS) {
                return none(
                        "the server was looked at " + time.get().looks() + " times in all execute phases, and it takes "
                                + ENOUGH_LOOKS + "; longer iterations, or a shorter SAMPLE_INTERVAL_MS, give more");
            }
            return find(time.get());
        }

        private String whyTheServerWasNotSeen() {
            if (usage.refused()) {
                return "the server did not let itself be looked at, however often the probes tried in the execute phases";
            }
            if (usage.watched()) {
                return "the server was looked at in no execute phase; longer iterations, or a shorter SAMPLE_INTERVAL_MS, give"
                        + " looks";
            }
            return usage.wasToBeWatched()
                    ? "telemetry.csv, which says where the time went, is missing or empty"
                    : "where the time went was not looked at (SAMPLE_INTERVAL_MS=0, or a run of an earlier version)";
        }

        private boolean keepsUp() {
            OptionalDouble offered = usage.mean(Metric.OFFERED_EVENTS_PER_SECOND);
            OptionalDouble written = usage.mean(Metric.WRITTEN_EVENTS_PER_SECOND);
            return offered.isPresent()
                    && written.isPresent()
                    && written.getAsDouble() >= KEEPS_UP * offered.getAsDouble();
        }

        private Bottleneck find(WorkerTime time) {
            double own = ITS_OWN_SIDE.stream().mapToDouble(time::share).sum();
            double next = time.shares().stream()
                    .filter(share -> !ITS_OWN_SIDE.contains(share.part()))
                    .mapToDouble(Share::share)
                    .max()
                    .orElse(0);
            double computing = busy(ProbeMetric.CLIENT_CPU) + busy(ProbeMetric.CLIENT_CPU_WAIT);
            if (own >= LARGE && own >= LEAD * next && computing >= COMPUTES * own * usage.workers()) {
                return named(Kind.CLIENT, client(own));
            }
            Share first = time.shares().get(0);
            double waiting = (busy(ProbeMetric.CLIENT_CPU_WAIT) + busy(ProbeMetric.SERVER_CPU_WAIT)) / usage.workers();
            // Whoever holds an internal lock of the server, or writes WAL for all, may be what waits for a processor.
            boolean behindOthers = first.part() == TimePart.WAL_FLUSH || first.part() == TimePart.INTERNAL_LOCK;
            if (waiting >= LARGE && (behindOthers || waiting >= LEAD * first.share())) {
                return named(Kind.PROCESSORS, processors(waiting, first));
            }
            double second = time.shares().get(1).share();
            if (first.share() >= LARGE && first.share() >= LEAD * second && first.low() < SURELY) {
                return none(words(first) + " of the workers' time leads, but after " + time.looks()
                        + " looks it may be as little as " + Scale.percent(first.low()) + ", and it takes "
                        + Scale.percent(SURELY)
                        + "; longer iterations, or a shorter SAMPLE_INTERVAL_MS, give more looks");
            }
            if (first.share() < LARGE || first.share() < LEAD * second) {
                return none("no part of the workers' time is both over " + Scale.percent(LARGE)
                        + " and clearly larger than the next: " + leading(time));
            }
            return ofPart(first, time);
        }

        private String client(double own) {
            return "the client: " + Scale.percent(own)
                    + " of the workers' time passes on its side of the connection, while it"
                    + " keeps " + ofAll(busy(ProbeMetric.CLIENT_CPU)) + " busy"
                    + waited(" and its threads wait for another ", ProbeMetric.CLIENT_CPU_WAIT)
                    + ". What it computes between and in its calls is what to make cheaper, or to give more processors";
        }

        /**
         * That they are.
         *
         * @param waiting of the workers' time, as much as is waited for one
         * @param first the largest part of that time
         */
        private String processors(double waiting, Share first) {
            double all = busy(ProbeMetric.MACHINE_CPU);
            double others = all - busy(ProbeMetric.CLIENT_CPU) - busy(ProbeMetric.SERVER_CPU);
            boolean seen = usage.busy(ProbeMetric.SERVER_CPU).isPresent();
            return String.format(
                            Locale.ROOT,
                            "the processors: on the mean %.2f workers%s were ready to run and waited"
                                    + " for one, %s of the workers' time%s; %s are busy, %.2f with the client, %s%.2f with"
                                    + " others%s. ",
                            waiting * usage.workers(),
                            seen ? " and processes of the server" : "",
                            Scale.percent(waiting),
                            first.share() > waiting
                                    ? " (" + words(first)
                                            + " is more, but who holds others up there waits for a processor, too)"
                                    : "",
                            ofAll(all),
                            busy(ProbeMetric.CLIENT_CPU),
                            seen
                                    ? String.format(
                                            Locale.ROOT, "%.2f with the server and ", busy(ProbeMetric.SERVER_CPU))
                                    : "",
                            others,
                            seen ? "" : ", of which a server on this machine is one")
                    + (others > all / 2
                            ? "Measure again when nothing else runs on this machine"
                            : "Client and server on machines of their own, or fewer WORKERS, would tell");
        }

        private String waited(String words, ProbeMetric wait) {
            double waiting = busy(wait);
            return waiting < 0.005 ? "" : words + String.format(Locale.ROOT, "%.2f", waiting);
        }

        private double busy(ProbeMetric counter) {
            return usage.busy(counter).orElse(0);
        }

        private Bottleneck ofPart(Share first, WorkerTime time) {
            String share = share(first, time);
            return switch (first.part()) {
                case POOL ->
                    named(
                            Kind.POOL,
                            "the pool of connections: the workers spend " + share + " waiting for one of "
                                    + Scale.counted(usage.poolSize(), "connection") + "; next is "
                                    + words(time.shares().get(1))
                                    + ". Raise POOL_SIZE");
                case BETWEEN_CALLS -> betweenCalls(first, share);
                case ON_THE_WAY ->
                    named(
                            Kind.ROUND_TRIPS,
                            "the way to the server and back: the workers spend " + share
                                    + " in calls that the server was not seen working on. Fewer, larger calls"
                                    + " (COMPLETION_MODE=batch), or a shorter way, would help");
                case ROW_LOCK ->
                    named(
                            Kind.ROW_LOCK,
                            lock() + ": the workers spend " + share + " on " + waits(first)
                                    + ". They wait in line for it, and more WORKERS make the line longer; more flow runs at"
                                    + " once, or an engine that holds it for less long, would help");
                case LOCK ->
                    named(
                            Kind.LOCK,
                            "a lock: the workers spend " + share + " on " + waits(first)
                                    + ". Lock:object is what commits with NOTIFY take turns by: EVENT_CHANNEL=poll or wal"
                                    + " does without");
                case WAL_FLUSH ->
                    named(
                            Kind.WAL_FLUSH,
                            "WAL flush: the workers spend " + share + " on " + waits(first)
                                    + ", until a commit is on disk. A faster disk, more WORKERS whose commits share"
                                    + " a flush, or more work in a commit (COMPLETION_MODE=batch), would help");
                case SERVER_CPU ->
                    named(
                            Kind.SERVER_CPU,
                            "what the server computes: the workers spend " + share + " on it" + whatIsLeft());
                case DATA_IO, INTERNAL_LOCK, SLEEP, OTHER_WAIT ->
                    named(
                            Kind.valueOf(first.part().name()),
                            first.part().words() + ": the workers spend " + share + " on " + waits(first));
            };
        }

        /** Workers that pause have no work; that they pause is known where the client was seen, and computes little. */
        private Bottleneck betweenCalls(Share between, String share) {
            String spent = "the workers spend " + share + " between their calls, and ";
            OptionalDouble client = usage.busy(ProbeMetric.CLIENT_CPU);
            if (client.isEmpty()) {
                return none(spent + "whether they pause there or compute was not seen");
            }
            double computing = client.getAsDouble() + busy(ProbeMetric.CLIENT_CPU_WAIT);
            String computes = ofAll(client.getAsDouble()) + " busy"
                    + waited(" while its threads wait for another ", ProbeMetric.CLIENT_CPU_WAIT);
            return computing > COMPUTES_LITTLE * between.share() * usage.workers()
                    ? none(spent + "whether they pause there or compute is not clear: the client keeps " + computes)
                    : named(
                            Kind.NO_WORK,
                            "lack of work: " + spent + "the client computes little (it keeps " + computes
                                    + "). They pause after claims that find nothing: fewer WORKERS would do, or more steps"
                                    + " that are ready at a time");
        }

        /** Whether more processors could compute for the server, where it is seen on this machine. */
        private String whatIsLeft() {
            String cheaper = "the statements are what to make cheaper";
            if (usage.busy(ProbeMetric.SERVER_CPU).isEmpty()) {
                return ". Where it has processors left, more WORKERS would use them; else " + cheaper;
            }
            String busy = ", while " + ofAll(busy(ProbeMetric.MACHINE_CPU)) + " are busy. ";
            return BusyProcessors.of(usage).isPresent()
                    ? busy + "More WORKERS would find none that is free: " + cheaper
                    : busy + "More WORKERS would use the others; else " + cheaper;
        }

        /** The lock on rows, with the table if it was seen, and whose row it is where there is but one. */
        private String lock() {
            Optional<String> table = usage.lockedTable();
            boolean runs = table.filter(name -> name.endsWith(".runs")).isPresent();
            boolean one = usage.manifest().scenario().equals("high-frequency")
                    || usage.manifest().setting(Setting.CONCURRENT_FLOWS).equals("1");
            if (runs && one) {
                return "the lock on one run's row (" + table.get() + ")";
            }
            return table.map(name -> "locks on rows of " + name).orElse("locks on rows");
        }

        private String ofAll(double busy) {
            return String.format(Locale.ROOT, "%.2f of %s", busy, Scale.counted(usage.processors(), "processor"));
        }

        private static String share(Share share, WorkerTime time) {
            String interval = share.sampled()
                    ? " (95 % interval " + Scale.percent(share.low()) + " to " + Scale.percent(share.high()) + ", "
                            + time.looks() + " looks)"
                    : "";
            return Scale.percent(share.share()) + " of their time" + interval;
        }

        private static String waits(Share share) {
            return share.waits().stream()
                    .limit(3)
                    .map(wait -> wait.name() + " (" + Scale.percent(wait.share()) + ")")
                    .collect(Collectors.joining(", "));
        }

        private static String words(Share share) {
            return share.part().words() + " with " + Scale.percent(share.share());
        }

        private static String leading(WorkerTime time) {
            return time.shares().stream().limit(3).map(Finder::words).collect(Collectors.joining(", "));
        }

        private static Bottleneck named(Kind kind, String sentence) {
            return new Bottleneck(Optional.of(kind), BOUND_BY + sentence + ".");
        }

        private static Bottleneck none(String why) {
            return new Bottleneck(Optional.empty(), "No bottleneck is named: " + why + ".");
        }
    }
}
