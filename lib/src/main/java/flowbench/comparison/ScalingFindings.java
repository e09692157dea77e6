package flowbench.comparison;

import flowbench.comparison.Plateau.Held;
import flowbench.comparison.Scaling.Line;
import flowbench.runfolder.Metric;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a scaling says in words: where throughput stops growing with workers, and how many connections do. */
final class ScalingFindings {
    /** More rounds than this nobody waits for. */
    private static final int MOST_ROUNDS = 1_000;

    private final Scaling scaling;

    ScalingFindings(Scaling scaling) {
        this.scaling = scaling;
    }

    List<String> ofWorkers() {
        return scaling.lines(Dimension.WORKERS).stream()
                .map(line -> workers(line, scaling.plateau(Dimension.WORKERS, line)))
                .toList();
    }

    List<String> ofPool() {
        return scaling.lines(Dimension.CONNECTIONS).stream()
                .map(line -> connections(line, scaling.plateau(Dimension.CONNECTIONS, line)))
                .toList();
    }

    private String workers(Line line, Plateau plateau) {
        String fastest = workers(plateau.fastestSize()) + ": " + throughput(plateau.fastest());
        String found;
        if (!plateau.isDecided() && plateau.enough() == plateau.fastestSize()) {
            found = line.name() + ": where throughput stops growing with workers is " + notDecided(plateau)
                    + ". The fastest is " + fastest + "; " + list(plateau.smaller(Verdict.INCONCLUSIVE), "")
                    + open(plateau) + ".";
        } else {
            boolean isMost = plateau.beyond().isEmpty() && plateau.enough() == plateau.fastestSize();
            found = line.name() + ": throughput "
                    + (isMost ? "grows up to the most that were measured, " : "stops growing at ")
                    + plateau.enoughBesideFastest()
                            .map(held -> workers(held.size()) + ": " + throughput(held.values()) + ", equivalent to the"
                                    + " fastest, " + fastest + ratio(held))
                            .orElse(fastest)
                    + stillOpen(plateau) + ".";
        }
        return found + slower(plateau, "") + beyond(plateau, "");
    }

    private String connections(Line line, Plateau plateau) {
        String fastest = "POOL_SIZE=" + plateau.fastestSize() + ", " + throughput(plateau.fastest());
        String found;
        if (!plateau.isDecided() && plateau.enough() == plateau.fastestSize()) {
            found = "Which POOL_SIZE does for " + line.name() + " is " + notDecided(plateau) + ". The fastest is "
                    + fastest + "; " + list(plateau.smaller(Verdict.INCONCLUSIVE), "POOL_SIZE=") + open(plateau) + ".";
        } else {
            found = "POOL_SIZE=" + plateau.enough() + " does for " + line.name() + ": "
                    + plateau.enoughBesideFastest()
                            .map(held ->
                                    throughput(held.values()) + ", equivalent to the fastest, " + fastest + ratio(held))
                            .orElseGet(() -> throughput(plateau.fastest()) + ", the fastest")
                    + stillOpen(plateau) + ".";
        }
        return found
                + slower(plateau, "POOL_SIZE=")
                + beyond(plateau, "POOL_SIZE=")
                + plateau.enoughValues()
                        .connections()
                        .map(busy -> " With POOL_SIZE=" + plateau.enough() + " " + busy + ".")
                        .orElse("");
    }

    private static String workers(int count) {
        return Scale.counted(count, "worker");
    }

    private static String throughput(PointValues values) {
        PointValues.Measured steps = values.find(Metric.STEPS_PER_SECOND).orElseThrow();
        return Scale.text("", steps.value()) + bounds(steps.interval()) + " steps/s";
    }

    private static String bounds(Optional<StudentInterval> interval) {
        return interval.map(i -> " (" + Scale.text("", i.low()) + " – " + Scale.text("", i.high()) + ")")
                .orElse("");
    }

    private static String ratio(Held held) {
        return held.samples()
                .ratio()
                .map(ratio -> " (× " + Scale.text("", ratio.value())
                        + ratio.interval()
                                .map(i -> ", " + Scale.text("", i.low()) + " – " + Scale.text("", i.high()))
                                .orElse("")
                        + ")")
                .orElse("");
    }

    private static String list(List<Held> some, String prefix) {
        return some.stream().map(held -> prefix + held.size() + ratio(held)).collect(Collectors.joining(", "));
    }

    private static String slower(Plateau plateau, String prefix) {
        List<Held> slower = plateau.smaller(Verdict.WORSE);
        return slower.isEmpty() ? "" : " Slower than the fastest: " + list(slower, prefix) + ".";
    }

    private static String beyond(Plateau plateau, String prefix) {
        List<Held> beyond = plateau.beyond();
        List<Held> falls = of(beyond, Verdict.WORSE);
        if (!falls.isEmpty()) {
            return " Beyond the fastest it falls: " + list(falls, prefix) + ".";
        }
        List<Held> open = of(beyond, Verdict.INCONCLUSIVE);
        if (!open.isEmpty()) {
            return " Whether it falls beyond the fastest is open: " + list(open, prefix) + ".";
        }
        return beyond.isEmpty() ? "" : " Beyond the fastest it does not fall: " + list(beyond, prefix) + ".";
    }

    private static List<Held> of(List<Held> some, Verdict verdict) {
        return some.stream().filter(held -> held.verdict() == verdict).toList();
    }

    private String notDecided(Plateau plateau) {
        int rounds = plateau.fastest().forks();
        return "not decided by " + (rounds == 1 ? "one round" : "these " + rounds + " rounds");
    }

    /** What follows the sizes that are open where nothing smaller than the fastest is known to do. */
    private String open(Plateau plateau) {
        return (plateau.smaller(Verdict.INCONCLUSIVE).size() == 1 ? " may do" : " may do each") + " as well within "
                + Scale.percent(scaling.threshold()) + ", or not: " + raise(plateau);
    }

    private String stillOpen(Plateau plateau) {
        return plateau.isDecided()
                ? ""
                : "; whether fewer do (" + list(plateau.smaller(Verdict.INCONCLUSIVE), "") + ") is "
                        + notDecided(plateau) + ": " + raise(plateau);
    }

    /** How many rounds would decide, as far as it can be told. */
    private String raise(Plateau plateau) {
        OptionalInt most = OptionalInt.of(0);
        for (Held held : plateau.smaller(Verdict.INCONCLUSIVE)) {
            OptionalInt rounds = held.samples()
                    .ratio()
                    .map(ratio -> rounds(ratio, plateau.fastest().forks()))
                    .orElseGet(OptionalInt::empty);
            most = most.isPresent() && rounds.isPresent()
                    ? OptionalInt.of(Math.max(most.getAsInt(), rounds.getAsInt()))
                    : OptionalInt.empty();
        }
        return "raise RUNS"
                + (most.isPresent() && plateau.fastest().forks() > 1 && most.getAsInt() <= MOST_ROUNDS
                        ? " (about " + most.getAsInt() + " would decide if the ratios stay)"
                        : "");
    }

    /**
     * The rounds after which the interval of a ratio, which narrows with their root, lies inside the band of what does not
     * matter, or on one side of 1, whichever is sooner.
     */
    private OptionalInt rounds(Ratio ratio, int rounds) {
        double away = Math.abs(Math.log(ratio.value()));
        double enough = Math.max(Math.log1p(scaling.threshold()) - away, away);
        return ratio.interval().stream()
                .mapToDouble(i -> Math.log(i.high() / i.low()) / 2)
                .mapToInt(half -> (int) Math.min(Integer.MAX_VALUE, Math.ceil(rounds * Math.pow(half / enough, 2))))
                .findFirst();
    }
}
