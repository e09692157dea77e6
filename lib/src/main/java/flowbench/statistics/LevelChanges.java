package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.distribution.TDistribution;

/** What a {@link LevelSearch} found in a series: its changes, and the levels between them. */
public final class LevelChanges {
    /** How unlike two levels must be, by a t test, to be told from each other. */
    private static final double UNLIKE = .05;

    /**
     * Values between two changes.
     *
     * @param from the first, from 0
     * @param to the end, exclusive
     * @param mean of them
     */
    public record Level(int from, int to, double mean) {
        /** How many values. */
        public int n() {
            return to - from;
        }
    }

    private final LevelSearch search;
    private final double[] values;
    private final List<LevelChange> changes;
    private final List<Level> levels;

    private LevelChanges(LevelSearch search, double[] values, List<LevelChange> changes, List<Level> levels) {
        this.search = search;
        this.values = values;
        this.changes = changes;
        this.levels = levels;
    }

    static LevelChanges of(LevelSearch search, double[] values, List<LevelChange> changes) {
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i <= changes.size() && values.length > 0; i++) {
            int from = i == 0 ? 0 : changes.get(i - 1).index();
            int to = i == changes.size() ? values.length : changes.get(i).index();
            levels.add(new Level(
                    from, to, Mean.of(Arrays.copyOfRange(values, from, to)).getAsDouble()));
        }
        return new LevelChanges(search, values, List.copyOf(changes), List.copyOf(levels));
    }

    /** How was searched. */
    public LevelSearch search() {
        return search;
    }

    /** How many values were searched. */
    public int n() {
        return values.length;
    }

    /** The changes, in order; none where there are fewer values than {@link LevelSearch#needed}. */
    public List<LevelChange> changes() {
        return changes;
    }

    /** The levels, in order: one more than there are changes, or none where there are no values. */
    public List<Level> levels() {
        return levels;
    }

    /**
     * Whether a change was undone: whether a later level lies at the one before the change, or on its other side. It
     * lies there where Student's t test (equal variances, two-sided) does not tell the two levels from each other at
     * 5 %.
     *
     * @param change which, from 0
     */
    public boolean undone(int change) {
        Level before = levels.get(change);
        double fall = before.mean() - levels.get(change + 1).mean();
        return levels.stream()
                .skip(change + 2L)
                .anyMatch(later -> (before.mean() - later.mean()) * Math.signum(fall) <= 0 || alike(before, later));
    }

    private boolean alike(Level a, Level b) {
        int freedom = a.n() + b.n() - 2;
        double pooled = (squares(a) + squares(b)) / freedom;
        double t = Math.abs(a.mean() - b.mean()) / Math.sqrt(pooled * (1.0 / a.n() + 1.0 / b.n()));
        return freedom == 0 || 2 * TDistribution.of(freedom).survivalProbability(t) > UNLIKE;
    }

    private double squares(Level level) {
        return Arrays.stream(values, level.from(), level.to())
                .map(value -> (value - level.mean()) * (value - level.mean()))
                .sum();
    }

    /** The lag-1 autocorrelation of the values around their levels; absent where nothing varies around them. */
    public Optional<Autocorrelation> autocorrelation() {
        return values.length == 0
                ? Optional.empty()
                : Autocorrelation.of(levels.stream()
                        .map(level -> Arrays.copyOfRange(values, level.from(), level.to()))
                        .toList());
    }

    /** What a reader must know, a sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (n() < search.needed()) {
            warnings.add("A change of level can be told from chance in " + search.needed() + " values or more ("
                    + search.mode() + ", p " + search.p() + "), and there are " + n() + ".");
        }
        autocorrelation()
                .filter(Autocorrelation::notable)
                .ifPresent(found -> warnings.add(String.format(
                        Locale.ROOT,
                        "Values depend on the ones before (lag-1 autocorrelation %.2f around their levels): %s.",
                        found.value(),
                        search.mode() == LevelSearch.Mode.CORRECTED
                                ? "fewer count as independent, and slow waves may still look like changes"
                                : "the compatible mode takes them as independent, and finds changes in noise; try the corrected"
                                        + " mode")));
        return List.copyOf(warnings);
    }

    /** The method and n, and a line for each change. */
    @Override
    public String toString() {
        String found = changes.isEmpty()
                ? "no change"
                : changes.stream().map(LevelChange::toString).collect(Collectors.joining("\n"));
        return found + "\n" + search + "; n = " + n()
                + warnings().stream().map(warning -> "\n! " + warning).collect(Collectors.joining());
    }
}
