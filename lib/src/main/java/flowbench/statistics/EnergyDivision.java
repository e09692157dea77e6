package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Change points as Apache Otava (before: Hunter) finds them, to the last of its habits.
 *
 * <p>Windows of {@code w} values, each {@code w/2} after the one before, or at its last change point where that is
 * later, are divided one by one. In every part of a window the pair {@code τ < κ} is looked for that maximises the
 * energy statistic of {@code X}, the values from the part's begin up to {@code τ}, and {@code Y}, those from {@code τ}
 * up to {@code κ}:
 *
 * <pre>{@code
 * Q = 2/(n+m) · Σᵢⱼ|Xᵢ−Yⱼ| − 2m/((n+m)(n−1)) · Σᵢ<ₖ|Xᵢ−Xₖ| − 2n/((n+m)(m−1)) · Σⱼ<ₖ|Yⱼ−Yₖ|
 * }</pre>
 *
 * <p>The {@code τ} of the part with the highest {@code Q} divides it, and the search goes on, as long as Student's t
 * test of the two sides, of the whole part and not of {@code X} and {@code Y}, gives at most ten times the p-value
 * asked for. Such points are weak. They are then tested between their neighbours in the whole series, and merged: the
 * one with the highest p-value goes, and where all are below the p-value asked for, that of the least magnitude, until
 * all are below and larger.
 *
 * <p>Kept as they are there: the standard deviation has the divisor {@code n} where the test expects {@code n − 1}, so
 * that p-values are too small, most of all on few values; the p-value is not corrected for the choice of the best of
 * many splits; and when a point is merged, the point before it keeps the means and the p-value it had.
 *
 * <p>Sources: D. S. Matteson and N. A. James (2014), A nonparametric approach for multiple change point analysis of
 * multivariate data, <i>Journal of the American Statistical Association</i> 109(505), 334–345; M. Fleming and others
 * (2023), Hunter: using change point detection to hunt for performance regressions, <i>ICPE ’23</i>,
 * doi:10.1145/3578244.3583719; what Apache Otava (incubating) does.
 */
final class EnergyDivision {
    /** A part of the series, and where it is best divided. */
    record Division(int from, int index, int to, double energy) {}

    private final LevelSearch search;
    private final double[] values;

    EnergyDivision(LevelSearch search, double[] values) {
        this.search = search;
        this.values = values;
    }

    List<LevelChange> changes() {
        List<LevelChange> changes = tested(weak());
        while (!changes.isEmpty()) {
            // The first of equals, as there.
            LevelChange weakest = Collections.max(changes, Comparator.comparingDouble(LevelChange::p));
            if (weakest.p() < search.p()) {
                weakest = Collections.min(changes, Comparator.comparingDouble(LevelChange::magnitude));
                if (weakest.magnitude() > search.magnitude()) {
                    return changes;
                }
            }
            int next = changes.indexOf(weakest);
            changes.remove(next);
            if (next < changes.size()) {
                int from = next == 0 ? 0 : changes.get(next - 1).index();
                changes.set(next, tested(from, changes.get(next).index(), end(changes, next)));
            }
        }
        return changes;
    }

    private int end(List<LevelChange> changes, int i) {
        return i + 1 < changes.size() ? changes.get(i + 1).index() : values.length;
    }

    private double weakP() {
        double p = search.p();
        return p < .05 ? 10 * p : p < .5 ? 2 * p : p;
    }

    private TreeSet<Integer> weak() {
        TreeSet<Integer> weak = new TreeSet<>();
        int step = search.window() / 2;
        int start = 0;
        while (start < values.length) {
            TreeSet<Integer> found = divided(start, Math.min(start + search.window(), values.length));
            weak.addAll(found);
            start = Math.max(found.isEmpty() ? 0 : found.last(), start + step);
        }
        return weak;
    }

    private TreeSet<Integer> divided(int start, int end) {
        TreeSet<Integer> found = new TreeSet<>();
        List<Division> parts = new ArrayList<>();
        addIfDivisible(parts, 0, start, end);
        while (!parts.isEmpty()) {
            Division best = Collections.max(parts, Comparator.comparingDouble(Division::energy));
            if (tested(best.from(), best.index(), best.to()).p() > weakP()) {
                break;
            }
            found.add(best.index());
            int place = parts.indexOf(best);
            parts.remove(place);
            addIfDivisible(parts, place, best.index(), best.to());
            addIfDivisible(parts, place, best.from(), best.index());
        }
        return found;
    }

    private void addIfDivisible(List<Division> parts, int place, int from, int to) {
        if (to - from > 1) {
            parts.add(place, best(from, to));
        }
    }

    /** The best division of the values from one up to another, exclusive; of equal ones the first. */
    Division best(int from, int to) {
        int n = to - from;
        // column[c][r]: the distances of value c from those from r on that stand before it.
        double[][] column = new double[n][];
        double[] within = new double[n + 1];
        for (int c = 0; c < n; c++) {
            double[] sums = new double[c + 1];
            for (int r = c - 1; r >= 0; r--) {
                sums[r] = sums[r + 1] + Math.abs(values[from + r] - values[from + c]);
            }
            column[c] = sums;
            within[c + 1] = within[c] + sums[0];
        }
        double most = Double.NEGATIVE_INFINITY;
        int index = 1;
        for (int tau = 1; tau < n; tau++) {
            double right = 0;
            for (int kappa = tau + 1; kappa <= n; kappa++) {
                right += column[kappa - 1][tau];
                int m = kappa - tau;
                double energy = 2.0 / kappa * (within[kappa] - within[tau] - right);
                if (tau > 1) {
                    energy -= 2.0 * m / kappa / (tau - 1) * within[tau];
                }
                if (m > 1) {
                    energy -= 2.0 * tau / kappa / (m - 1) * right;
                }
                if (energy > most) {
                    most = energy;
                    index = tau;
                }
            }
        }
        return new Division(from, from + index, to, most);
    }

    private List<LevelChange> tested(TreeSet<Integer> indexes) {
        List<LevelChange> changes = new ArrayList<>();
        for (int index : indexes) {
            Integer before = indexes.lower(index);
            Integer after = indexes.higher(index);
            changes.add(tested(before == null ? 0 : before, index, after == null ? values.length : after));
        }
        return changes;
    }

    /** Student's t test with equal variances, fed with variances of divisor n. */
    private LevelChange tested(int from, int index, int to) {
        int n = index - from;
        int m = to - index;
        double before = mean(from, index);
        double after = mean(index, to);
        int freedom = n + m - 2;
        double pooled = ((n - 1) * variance(from, index, before) + (m - 1) * variance(index, to, after)) / freedom;
        double t = (before - after) / Math.sqrt(pooled * (1.0 / n + 1.0 / m));
        double p = freedom == 0 || Double.isNaN(t)
                ? 1
                : 2 * TDistribution.of(freedom).survivalProbability(Math.abs(t));
        return new LevelChange(index, from, to, before, after, p);
    }

    private double mean(int from, int to) {
        return Arrays.stream(values, from, to).sum() / (to - from);
    }

    private double variance(int from, int to, double mean) {
        return Arrays.stream(values, from, to).map(x -> (x - mean) * (x - mean)).sum() / (to - from);
    }
}
