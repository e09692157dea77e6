package flowbench.comparison;

import flowbench.comparison.Plateau.Size;
import flowbench.comparison.Scaling.Line;
import flowbench.runfolder.Metric;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a scaling says in words: where throughput stops growing with workers, and how many connections do. */
final class ScalingFindings {
    /** More rounds than this nobody waits for. */
    private static final int MOST_ROUNDS = 1_000;

    private static final String POOL = "POOL_SIZE=";

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
        return plateau.enough()
                        .map(enough -> line.name() + ": throughput "
                                + (isLast(enough, plateau)
                                        ? "grows up to the most that were measured, "
                                        : "stops growing at ")
                                + workers(enough.size()) + ": " + does(enough, plateau, "")
                                + whetherFewer(plateau, ""))
                        .orElseGet(() -> line.name() + ": where throughput stops growing with workers is "
                                + notDecided(plateau, workers(plateau.fastest().size()), ""))
                + slower(plateau, "")
                + beyond(plateau, "");
    }

    private String connections(Line line, Plateau plateau) {
        Size shown = plateau.enough().orElse(plateau.fastest());
        return plateau.enough()
                        .map(enough -> POOL + enough.size() + " does for " + line.name() + ": "
                                + does(enough, plateau, POOL) + whetherFewer(plateau, POOL))
                        .orElseGet(() -> "Which POOL_SIZE does for " + line.name() + " is "
                                + notDecided(plateau, POOL + plateau.fastest().size(), POOL))
                + slower(plateau, POOL)
                + beyond(plateau, POOL)
                + shown.values()
                        .connections()
                        .map(busy -> " With " + POOL + shown.size() + " there are " + busy + ".")
                        .orElse("");
    }

    private static boolean isLast(Size enough, Plateau plateau) {
        return enough == plateau.fastest() && plateau.beyond().isEmpty();
    }

    /** How fast a size is that does, and beside which. */
    private String does(Size enough, Plateau plateau, String prefix) {
        return throughput(enough.values()) + ", "
                + (enough == plateau.fastest()
                        ? "the fastest"
                        : "not slower than any other by more than " + Scale.percent(scaling.threshold())
                                + "; × " + ratio(enough) + " of the fastest, " + prefix
                                + plateau.fastest().size() + ": "
                                + throughput(plateau.fastest().values()))
                + ".";
    }

    private String whetherFewer(Plateau plateau, String prefix) {
        return plateau.open().isEmpty()
                ? ""
                : " Whether fewer do is not decided by " + rounds(plateau) + ": " + list(plateau.open(), prefix) + "; "
                        + raise(plateau) + ".";
    }

    private String notDecided(Plateau plateau, String fastest, String prefix) {
        return "not decided by " + rounds(plateau) + ". The fastest was " + fastest + ", "
                + throughput(plateau.fastest().values()) + "; of it "
                + list(plateau.open(), prefix) + ", which may be as fast: " + raise(plateau) + "."
                + untilThen(plateau, fastest, prefix);
    }

    /** A pool has some size, whatever is known; the fastest of one round may be so by chance alone. */
    private static String untilThen(Plateau plateau, String fastest, String prefix) {
        return prefix.equals(POOL) && plateau.fastest().values().forks() > 1
                ? " Until then choose " + fastest + "."
                : "";
    }

    private static String rounds(Plateau plateau) {
        int rounds = plateau.fastest().values().forks();
        return rounds == 1 ? "one round" : "these " + rounds + " rounds";
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

    private static String list(List<Size> some, String prefix) {
        return some.stream()
                .map(size -> prefix + size.size() + " × " + ratio(size))
                .collect(Collectors.joining(", "));
    }

    /** What part of the fastest it is. */
    private static String ratio(Size size) {
        return size.toFastest()
                .flatMap(TwoSamples::ratio)
                .map(ratio -> Scale.text("", ratio.value()) + bounds(ratio.interval()))
                .orElse("an unknown part");
    }

    private static String slower(Plateau plateau, String prefix) {
        return plateau.slower().isEmpty() ? "" : " Slower than the fastest: " + list(plateau.slower(), prefix) + ".";
    }

    private static String beyond(Plateau plateau, String prefix) {
        List<Size> beyond = plateau.beyond();
        List<Size> falls = beyond.stream().filter(Size::isSlower).toList();
        if (!falls.isEmpty()) {
            return " Beyond the fastest it falls: " + list(falls, prefix) + ".";
        }
        if (beyond.isEmpty() || plateau.enough().isEmpty()) {
            return "";
        }
        return beyond.stream().allMatch(size -> size.verdict() == Verdict.EQUIVALENT)
                ? " Beyond the fastest it does not fall: " + list(beyond, prefix) + "."
                : " Whether it falls beyond the fastest is open: " + list(beyond, prefix) + ".";
    }

    /** How many rounds would decide, as far as it can be told. */
    private String raise(Plateau plateau) {
        int rounds = plateau.fastest().values().forks();
        OptionalInt most = plateau.open().stream()
                .mapToInt(size -> size.toFastest()
                        .flatMap(TwoSamples::ratio)
                        .map(ratio -> needed(
                                ratio, rounds, size.size() > plateau.fastest().size()))
                        .orElse(Integer.MAX_VALUE))
                .max();
        boolean isTold = rounds > 1 && most.orElse(Integer.MAX_VALUE) <= MOST_ROUNDS;
        return "raise RUNS"
                + (isTold
                        ? "; about " + Math.max(rounds + 1, most.getAsInt()) + " would decide if the ratios stay"
                        : "");
    }

    /**
     * The rounds after which the interval of the ratio of a size to the fastest, which narrows with their root, shows that the
     * size does, or that it is slower, whichever is sooner; of a larger one, that the fastest does.
     */
    private int needed(Ratio ratio, int rounds, boolean isLarger) {
        double away = Math.abs(Math.log(ratio.value()));
        double band = Math.log1p(scaling.threshold());
        double enough = isLarger ? band + away : Math.max(band - away, away);
        return ratio.interval()
                .map(i -> Math.log(i.high() / i.low()) / 2)
                .map(half -> (int) Math.ceil(rounds * Math.pow(half / enough, 2)))
                .orElse(Integer.MAX_VALUE);
    }
}
