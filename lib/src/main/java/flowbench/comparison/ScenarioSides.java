package flowbench.comparison;

import flowbench.analysis.Conditions;
import flowbench.analysis.OthersAtWork;
import flowbench.analysis.Warning;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import flowbench.statistics.TwoSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The two sides of a comparison in one scenario: whether and how they are compared, and their metrics beside each
 * other.
 */
final class ScenarioSides {
    /**
     * One metric on both sides.
     *
     * @param headline whether it is one that the comparison is about
     * @param threshold the smallest change that matters, a fraction
     */
    record Measured(Side.Key key, boolean headline, TwoSamples samples, double threshold) {}

    private final Side base;
    private final Side candidate;
    private final Likeness likeness;
    private final List<NoiseFloor> known;
    private final List<NoiseFloor> floors;
    private final double threshold;
    private final boolean inTurn;
    private final List<Measured> measured;
    private final Optional<String> othersAtWork;

    private ScenarioSides(Side base, Side candidate, Likeness likeness, Settings settings) {
        this.base = base;
        this.candidate = candidate;
        this.likeness = likeness;
        this.threshold = settings.fraction(Setting.THRESHOLD).orElseThrow();
        this.known = Stream.of(base, candidate)
                .map(side -> side.manifests().get(side.manifests().size() - 1))
                .flatMap(run -> NoiseFloor.find(settings, run).stream())
                .distinct()
                .toList();
        this.floors = known.stream().filter(NoiseFloor::isKnownWell).toList();
        this.inTurn = base.isInTurnWith(candidate);
        this.measured = compare();
        this.othersAtWork = OthersAtWork.during(Stream.of(base.runs(), candidate.runs())
                .flatMap(List::stream)
                .distinct()
                .toList());
    }

    /**
     * The sides of one scenario.
     *
     * @throws UserException if they are unlike and COMPARE_UNLIKE does not ask for it, if nothing was measured on one,
     *     or if a file is bad
     */
    static ScenarioSides of(
            List<RunFolder> baseRuns, List<RunFolder> candidateRuns, Set<Setting> meantToDiffer, Settings settings) {
        Side base = Side.of(baseRuns);
        Side candidate = Side.of(candidateRuns);
        Likeness likeness = Likeness.of(base.manifests(), candidate.manifests(), meantToDiffer);
        if (!likeness.unlike().isEmpty()
                && !settings.text(Setting.COMPARE_UNLIKE).equals("yes")) {
            throw new UserException("The runs of "
                    + candidate.manifests().get(0).scenario() + " are not alike (" + joined(likeness.unlike())
                    + "), so that a difference would say nothing; compare runs that are, or set COMPARE_UNLIKE=yes.");
        }
        for (Side side : List.of(base, candidate)) {
            if (side.forks() == 0) {
                throw UserException.nothingMeasured("Nothing measured in "
                        + side.runs().stream().map(run -> run.path().toString()).collect(Collectors.joining(", "))
                        + ": samples.csv holds no measured iteration.");
            }
        }
        ScenarioSides sides = new ScenarioSides(base, candidate, likeness, settings);
        if (sides.measured.isEmpty()) {
            throw UserException.nothingMeasured("Nothing measured in common: the base has " + names(base)
                    + ", the candidate " + names(candidate) + ".");
        }
        return sides;
    }

    private static String names(Side side) {
        return side.measured().stream().map(Side.Key::name).collect(Collectors.joining(", "));
    }

    private static String joined(List<Likeness.Difference> differences) {
        return differences.stream().map(Likeness.Difference::toString).collect(Collectors.joining(", "));
    }

    private List<Measured> compare() {
        Map<Side.Key, double[]> of = candidate.values(withinOneProcess());
        Map<Side.Key, double[]> to = base.values(withinOneProcess());
        requireOneUnit(of.keySet(), to.keySet());
        List<Side.Key> common = of.keySet().stream().filter(to::containsKey).toList();
        Predicate<Side.Key> headline = headline(common);
        return common.stream()
                .map(key -> new Measured(
                        key,
                        headline.test(key),
                        paired() && isInEveryFork(of.get(key).length, to.get(key).length)
                                ? TwoSamples.ofPairs(of.get(key), to.get(key))
                                : TwoSamples.of(of.get(key), to.get(key)),
                        threshold(key)))
                .sorted(Comparator.comparing((Measured row) -> !row.headline())
                        .thenComparing(row -> !row.key().metric().isThroughput()))
                .toList();
    }

    /** What the comparison is about: where none of the metrics is a headline, the time that the work took, or else all. */
    private static Predicate<Side.Key> headline(List<Side.Key> common) {
        if (common.stream().anyMatch(key -> Side.isHeadline(key.metric()))) {
            return key -> Side.isHeadline(key.metric());
        }
        Side.Key time = new Side.Key(Phase.EXECUTE, Metric.DURATION);
        return common.contains(time) ? time::equals : key -> true;
    }

    /** Or else pair i would be made of forks that were not measured next to each other. */
    private boolean isInEveryFork(int n, int baseN) {
        return n == candidate.forks() && baseN == base.forks();
    }

    private static void requireOneUnit(Set<Side.Key> of, Set<Side.Key> to) {
        Map<String, Metric> known = new LinkedHashMap<>();
        Stream.of(to, of).flatMap(Set::stream).forEach(key -> {
            Metric metric = known.putIfAbsent(key.name(), key.metric());
            if (metric != null && !metric.equals(key.metric())) {
                throw new UserException("Metric " + key.name() + " is in " + text(metric) + " and in "
                        + text(key.metric()) + "; runs that measure it in two ways cannot be compared.");
            }
        });
    }

    private static String text(Metric metric) {
        return metric.unit() + " (" + metric.better() + " is better)";
    }

    private double threshold(Side.Key key) {
        return Math.max(
                threshold,
                noise(key).isPresent() ? NoiseFloor.threshold(noise(key).getAsDouble()) : 0);
    }

    /** The noise of a metric: that of the noisier side. */
    private OptionalDouble noise(Side.Key key) {
        return floors.stream()
                .flatMapToDouble(floor -> floor.noise(key.phase(), key.metric()).stream())
                .max();
    }

    List<Measured> measured() {
        return measured;
    }

    Likeness likeness() {
        return likeness;
    }

    String scenario() {
        return candidate.manifests().get(0).scenario();
    }

    List<Manifest> baseManifests() {
        return base.manifests();
    }

    List<RunFolder> baseRuns() {
        return base.runs();
    }

    List<RunFolder> candidateRuns() {
        return candidate.runs();
    }

    List<Manifest> candidateManifests() {
        return candidate.manifests();
    }

    List<Manifest> manifests() {
        return Stream.of(base.manifests(), candidate.manifests())
                .flatMap(List::stream)
                .toList();
    }

    /** Whether one side has one fork only, so that iterations are all there is to compare. */
    boolean withinOneProcess() {
        return base.forks() == 1 || candidate.forks() == 1;
    }

    private boolean paired() {
        return inTurn && !withinOneProcess() && base.forks() >= Comparison.PAIRED_FROM;
    }

    /** The unit of replication, how many there are, and the method of the ratios. */
    String replication() {
        String plan = base.forks() + " and " + Scale.counted(candidate.forks(), "fork") + " × "
                + (base.iterations() == candidate.iterations() ? "" : base.iterations() + " and ")
                + Scale.counted(candidate.iterations(), "iteration");
        if (withinOneProcess()) {
            return plan + "; Welch over iterations, within one process";
        }
        return plan + "; "
                + (paired()
                        ? "fork means paired in the order of time, since the forks were measured in turn"
                        : "Welch over fork means");
    }

    /** What a reader must know, a sentence each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!likeness.unlike().isEmpty()) {
            warnings.add("Compared although they are not alike (COMPARE_UNLIKE=yes): " + joined(likeness.unlike())
                    + ". A difference may come from that.");
        }
        if (withinOneProcess()) {
            warnings.add(
                    "One fork on a side: what differs is known within one process only, and says nothing of the next;"
                            + " such a verdict never decides how a comparison ends. "
                            + newest().option(Setting.RUNS, 5) + " or more on both sides does.");
        } else if (!inTurn) {
            warnings.add("The sides were not measured in turn" + apart()
                    + ": what the machine did in between is part of the difference."
                    + (newest().importedFrom().isPresent()
                            ? ""
                            : " \"lib/bench run ab\" measures two variants in turn."));
        }
        warnings.addAll(noiseWarnings());
        String unpaired = measured.stream()
                .filter(row -> paired()
                        && row.headline()
                        && !isInEveryFork(row.samples().n(), row.samples().baseN()))
                .map(row -> row.key().name())
                .collect(Collectors.joining(", "));
        if (!unpaired.isEmpty()) {
            warnings.add("Missing in some forks, and not paired for that: " + unpaired + ".");
        }
        for (Manifest run : manifests()) {
            if (run.status() != Manifest.Status.COMPLETE) {
                warnings.add("Run " + run.runId() + " is not complete: its status is " + run.status()
                        + "; what it left is counted.");
            }
            if (!run.failedIterations().isEmpty()) {
                warnings.add("In run " + run.runId() + " a connection to the server was lost in "
                        + Scale.counted(run.failedIterations().size(), "iteration") + ", left out here.");
            }
            String faults = run.setting(Setting.EVENT_FAULTS);
            if (!faults.isEmpty()) {
                warnings.add("Faults were injected on purpose into run " + run.runId() + " (EVENT_FAULTS=" + faults
                        + "): its results are for showing, not for comparing.");
            }
        }
        warnings.addAll(base.cut());
        warnings.addAll(candidate.cut());
        othersAtWork.ifPresent(warnings::add);
        warnings.addAll(Warning.folded(manifests().stream()
                .flatMap(run -> run.warnings().stream())
                .distinct()
                .toList()));
        return warnings;
    }

    private String apart() {
        return Side.instant(base.manifests().get(0).startedAt())
                .flatMap(a -> Side.instant(candidate.manifests().get(0).startedAt())
                        .map(b -> Duration.between(a, b).abs()))
                .map(gap -> " (they began "
                        + (gap.toHours() < 1
                                ? Scale.counted((int) gap.toMinutes(), "minute")
                                : gap.toDays() < 2
                                        ? Scale.counted((int) gap.toHours(), "hour")
                                        : Scale.counted((int) gap.toDays(), "day"))
                        + " apart)")
                .orElse("");
    }

    private Manifest newest() {
        return candidate.manifests().get(candidate.manifests().size() - 1);
    }

    private List<String> noiseWarnings() {
        Manifest newest = newest();
        if (newest.importedFrom().isPresent()) {
            return List.of("No noise floor is known of what "
                    + newest.importedFrom().get().tool() + " measures, so that the threshold is THRESHOLD alone.");
        }
        if (known.isEmpty()) {
            return List.of("No noise floor is known for " + scenario() + " on " + newest.engine() + " on this machine ("
                    + newest.machine().name() + "), so that the threshold is THRESHOLD alone;"
                    + " \"lib/bench run aa\" measures it.");
        }
        List<String> warnings = new ArrayList<>();
        known.stream()
                .filter(floor -> !floor.isKnownWell())
                .map(floor ->
                        "The noise floor of " + floor.engine() + " is that of " + Scale.counted(floor.forks(), "fork")
                                + ", which overstates it, and is not used; \"lib/bench run aa\" measures it with "
                                + NoiseFloor.FORKS + ".")
                .forEach(warnings::add);
        for (NoiseFloor floor : floors) {
            if (Side.instant(newest.startedAt()).map(floor::isOldAt).orElse(false)) {
                warnings.add("The noise floor of " + floor.engine() + " was measured at " + floor.measuredAt()
                        + ", more than 30 days from the candidate; \"lib/bench run aa\" measures it anew.");
            }
            if (!floor.scale().equals(Conditions.scale(newest))) {
                warnings.add("The noise floor of " + floor.engine() + " was measured at another scale (" + floor.scale()
                        + ").");
            }
        }
        return warnings;
    }

    /** Where the thresholds come from. */
    String thresholds() {
        String fixed = "threshold: " + Scale.percent(threshold) + " (THRESHOLD)";
        return floors.isEmpty()
                ? fixed
                : fixed + ", or twice the machine's noise where that is more ("
                        + floors.stream()
                                .map(floor -> floor.engine() + ": A/A of " + floor.forks() + " and " + floor.forks()
                                        + " forks, " + floor.measuredAt())
                                .collect(Collectors.joining("; "))
                        + ")";
    }
}
