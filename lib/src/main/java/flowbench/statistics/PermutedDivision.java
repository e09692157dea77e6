package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The corrected mode of {@link LevelSearch}: divides where rearranged values would seldom divide as clearly. */
final class PermutedDivision {
    private static final int LEAST_PERMUTATIONS = 999;

    /** Shorter ones say too little of how values depend on those before. */
    private static final int SHORTEST_STRETCH = 4 * LevelSearch.SMALLEST_LEVEL;

    /** Of sums in another order, and of products of two decimal fractions. */
    private static final double ROUNDING = 1e-9;

    private record Test(int from, int to) {}

    /**
     * What a test found.
     *
     * @param indexes where the values divide most clearly, in two or in three
     * @param between where they divide in two
     * @param p how often chance divides as clearly
     */
    private record Outcome(List<Integer> indexes, int between, double p) {}

    private final LevelSearch search;
    private final double[] values;
    private final int permutations;
    private final Map<Test, Outcome> outcomes = new HashMap<>();

    PermutedDivision(LevelSearch search, double[] values) {
        this.search = search;
        this.values = values;
        this.permutations = permutations(search.p());
    }

    /** So many that the p-value asked for is told ten times over. */
    static int permutations(double p) {
        return Math.max(LEAST_PERMUTATIONS, (int) Math.round(10 / p) - 1);
    }

    /** The fewest values of which two levels without any overlap reach a p-value. */
    static int needed(double p) {
        int n = 2 * LevelSearch.SMALLEST_LEVEL;
        while (2 / choose(n, n / 2) > p) {
            n++;
        }
        return n;
    }

    private static double choose(int n, int k) {
        return IntStream.rangeClosed(1, k)
                .mapToDouble(i -> (n - k + i) / (double) i)
                .reduce(1, (a, b) -> a * b);
    }

    List<LevelChange> changes() {
        TreeSet<Integer> found = new TreeSet<>();
        divide(0, values.length, found);
        List<Integer> indexes = new ArrayList<>(found);
        while (true) {
            List<LevelChange> changes = settled(indexes);
            OptionalInt weakest = weakest(changes);
            if (weakest.isEmpty()) {
                return changes;
            }
            indexes.remove(weakest.getAsInt());
        }
    }

    private void divide(int from, int to, TreeSet<Integer> found) {
        Outcome outcome = outcome(from, to);
        if (outcome.p() <= search.p()) {
            int begin = from;
            for (int index : outcome.indexes()) {
                found.add(index);
                divide(begin, index, found);
                begin = index;
            }
            divide(begin, to, found);
        }
    }

    /** Each change, again, where the values between its neighbours divide in two: a first division may lie anywhere. */
    private List<LevelChange> settled(List<Integer> indexes) {
        double[] ps = new double[indexes.size()];
        for (int i = 0; i < ps.length; i++) {
            Outcome outcome = outcome(i == 0 ? 0 : indexes.get(i - 1), end(indexes, i));
            ps[i] = outcome.p();
            if (outcome.p() <= search.p()) {
                indexes.set(i, outcome.between());
            }
        }
        List<LevelChange> changes = new ArrayList<>();
        for (int i = 0; i < ps.length; i++) {
            int from = i == 0 ? 0 : indexes.get(i - 1);
            int index = indexes.get(i);
            int to = end(indexes, i);
            changes.add(new LevelChange(index, from, to, mean(from, index), mean(index, to), ps[i]));
        }
        return changes;
    }

    private int end(List<Integer> indexes, int i) {
        return i + 1 < indexes.size() ? indexes.get(i + 1) : values.length;
    }

    /** The change that has to go next: the least significant, or where all are, the smallest. */
    private OptionalInt weakest(List<LevelChange> changes) {
        return IntStream.range(0, changes.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> changes.get(i).p()))
                .filter(i -> changes.get(i).p() > search.p())
                .or(() -> IntStream.range(0, changes.size())
                        .boxed()
                        .min(Comparator.comparingDouble(i -> changes.get(i).magnitude()))
                        .filter(i -> changes.get(i).magnitude() <= search.magnitude()))
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    private Outcome outcome(int from, int to) {
        return outcomes.computeIfAbsent(new Test(from, to), this::outcome);
    }

    private Outcome outcome(Test test) {
        int n = test.to() - test.from();
        if (n < 2 * LevelSearch.SMALLEST_LEVEL) {
            return new Outcome(List.of(), test.from(), 1);
        }
        double[] clamped = ClampedValues.of(Arrays.copyOfRange(values, test.from(), test.to()));
        ClearestSplit split = new ClearestSplit(LevelSearch.SMALLEST_LEVEL, stretches(n), n);
        double clear = split.of(clamped) * (1 - ROUNDING);
        if (clear <= 0) {
            return new Outcome(List.of(), test.from(), 1);
        }
        int between = test.from() + split.ofTheWhole();
        List<Integer> indexes = IntStream.of(split.index(), split.second())
                .filter(index -> index > 0)
                .mapToObj(index -> test.from() + index)
                .toList();
        // From the values: the same ones have the same p-value always, and no two series share their luck.
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(clamped));
        int mostAsClear = (int) Math.floor(search.p() * (permutations + 1) + ROUNDING);
        int asClear = 0;
        for (int i = 1; i <= permutations; i++) {
            shuffle(clamped, random);
            if (split.of(clamped) >= clear && ++asClear >= mostAsClear) {
                // Beyond what was asked for: the share so far is good enough.
                return new Outcome(
                        indexes, between, Math.max((double) asClear / i, (asClear + 1.0) / (permutations + 1)));
            }
        }
        return new Outcome(indexes, between, (asClear + 1.0) / (permutations + 1));
    }

    private static void shuffle(double[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double other = values[j];
            values[j] = values[i];
            values[i] = other;
        }
    }

    /**
     * The whole, and overlapping stretches of a half, a quarter and so on: a short-lived level shows more clearly
     * within one of them. The newest values end a stretch of each length.
     */
    private static List<int[]> stretches(int n) {
        List<int[]> stretches = new ArrayList<>();
        for (int length = n; length == n || length >= SHORTEST_STRETCH; length = (length + 1) / 2) {
            int end = n;
            while (end > length) {
                stretches.add(new int[] {end - length, end});
                end -= length / 2;
            }
            stretches.add(new int[] {0, length});
        }
        return stretches;
    }

    private double mean(int from, int to) {
        return Arrays.stream(values, from, to).sum() / (to - from);
    }
}
