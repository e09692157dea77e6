package flowbench.experiment;

import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two variants of a scenario, A and B, measured in turn: a fork of each in every round, and every second round the other way
 * round (A B, B A, A B, …), so that a machine that drifts favours neither. Each variant is a run of its own, in its own folder,
 * whose manifest says which it is and names the other.
 */
public final class Alternation {
    /** What both variants must agree in, since their forks are counted in rounds. */
    private static final List<Setting> COMMON =
            List.of(Setting.RUNS, Setting.PRECISION, Setting.PRECISION_TIME_LIMIT_S);

    private final Scenario a;
    private final Scenario b;

    private Alternation(Scenario a, Scenario b) {
        this.a = a;
        this.b = b;
    }

    /** The two runs of an alternation, complete. */
    public record Pair(RunFolder a, RunFolder b) {
        /** Where the two are. */
        @Override
        public String toString() {
            return "A: " + a + "\nB: " + b;
        }
    }

    /**
     * Of two scenarios, or of one under two settings, or of one twice.
     *
     * @throws UserException if the two are to have different numbers of forks
     */
    public static Alternation of(Scenario a, Scenario b) {
        for (Setting setting : COMMON) {
            String ofA = a.settings().text(setting);
            String ofB = b.settings().text(setting);
            if (!ofA.equals(ofB)) {
                throw new UserException(setting + ": is \"" + ofA + "\" for A and \"" + ofB
                        + "\" for B; what is measured in turn has as many forks on either side.");
            }
        }
        return new Alternation(a, b);
    }

    /**
     * Of the variants {@link Setting#A} and {@link Setting#B} of {@link Setting#SCENARIO}.
     *
     * @throws UserException if nothing differs between them
     */
    public static Alternation ofVariants(Settings settings) {
        Alternation variants =
                of(Scenario.chosen(settings.variant(Setting.A)), Scenario.chosen(settings.variant(Setting.B)));
        if (variants.differing().isEmpty()) {
            throw new UserException("A and B: are the same variant; say what they differ in, such as A=\"WORKERS=4\""
                    + " B=\"WORKERS=8\". \"lib/bench run aa\" measures one variant twice, on purpose.");
        }
        return variants;
    }

    /** The settings that have another value in A than in B. */
    public Set<Setting> differing() {
        return Arrays.stream(Setting.values())
                .filter(setting ->
                        !a.settings().text(setting).equals(b.settings().text(setting)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Setting.class)));
    }

    /**
     * Measures both, and keeps every raw value.
     *
     * @throws UserException as {@link Experiment#record} does; then what was measured of both is kept
     */
    public Pair record() {
        List<RunFolder> runs =
                Rounds.ofPair(new Rounds.Lane("A", a), new Rounds.Lane("B", b)).record();
        return new Pair(runs.get(0), runs.get(1));
    }

    /** What is measured in turn, and what differs. */
    @Override
    public String toString() {
        return words("A", a) + "\n" + words("B", b);
    }

    private String words(String name, Scenario variant) {
        return differing().stream()
                .map(setting -> " " + setting + "=" + variant.settings().shown(setting))
                .collect(Collectors.joining("", name + ": " + variant.name(), ""));
    }
}
