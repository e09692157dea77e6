package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When something was completed within the execute phases of a run's measured iterations: how fast it went from its first call to
 * its last completion. Instants are those at which the call that completed had returned, known to the millisecond, or to a
 * twenty-thousandth of a longer iteration. {@link Operations} finds them.
 */
public final class Completions {
    private static final List<String> CALLS = List.of("complete_task", "complete_tasks", "finish");
    private static final String OK = "ok";
    private static final double SECOND_NS = 1e9;

    /**
     * The rate in a span of time.
     *
     * @param from seconds since the first call of the execute phase
     * @param to the same
     * @param perSecond calls a second that completed something
     */
    public record Rate(double from, double to, double perSecond) {}

    /** A measured iteration. */
    public static final class Iteration {
        private final int fork;
        private final int number;
        private final TimeCounts counts = new TimeCounts();
        private long startNs = Long.MAX_VALUE;
        private long endNs;
        private int n;

        private Iteration(int fork, int number) {
            this.fork = fork;
            this.number = number;
        }

        /** From 1. */
        public int fork() {
            return fork;
        }

        /** Within its fork, from 1, warm-up counted. */
        public int number() {
            return number;
        }

        /** Calls that completed something. */
        public int count() {
            return n;
        }

        /** From the first call to the last completion, s. */
        public double seconds() {
            return (endNs - startNs) / SECOND_NS;
        }

        /** The shortest span that {@link #rates} can tell from others, s. */
        public double shortest() {
            return counts.spanNs() / SECOND_NS;
        }

        /**
         * Its rates in equal spans of time, one after the other from the first call on. The last ends with the last completion;
         * what would be shorter than half a span is part of the one before it.
         *
         * @param width how long a span is, s; a multiple of the shortest
         */
        public List<Rate> rates(double width) {
            long step = Math.max(1, Math.round(width / shortest()));
            long first = startNs / counts.spanNs();
            int spans = (int) Math.max(1, Math.round(seconds() / width));
            List<Rate> rates = new ArrayList<>();
            for (int i = 0; i < spans; i++) {
                boolean last = i == spans - 1;
                double from = i * width;
                double to = last ? seconds() : from + width;
                int completed = counts.between(first + i * step, last ? Long.MAX_VALUE : first + (i + 1) * step);
                rates.add(new Rate(from, to, completed / (to - from)));
            }
            return rates;
        }
    }

    /** Takes the calls of a run one by one. */
    static final class Builder {
        private final SortedMap<Integer, SortedMap<Integer, Iteration>> forks = new TreeMap<>();
        private String call = "";

        void add(
                Kind kind,
                Phase phase,
                int fork,
                int iteration,
                String operation,
                String outcome,
                long startNs,
                long endNs) {
            if (kind != Kind.MEASURED || phase != Phase.EXECUTE) {
                return;
            }
            Iteration one = forks.computeIfAbsent(fork, key -> new TreeMap<>())
                    .computeIfAbsent(iteration, key -> new Iteration(fork, iteration));
            one.startNs = Math.min(one.startNs, startNs);
            if (CALLS.contains(operation) && outcome.equals(OK)) {
                call = operation;
                one.endNs = Math.max(one.endNs, endNs);
                one.counts.add(endNs);
                one.n++;
            }
        }

        Optional<Completions> build() {
            List<Iteration> some = forks.values().stream()
                    .flatMap(fork -> fork.values().stream())
                    .filter(iteration -> iteration.n > 0 && iteration.endNs > iteration.startNs)
                    .toList();
            return some.isEmpty() ? Optional.empty() : Optional.of(new Completions(call, some));
        }
    }

    private final String call;
    private final List<Iteration> iterations;

    private Completions(String call, List<Iteration> iterations) {
        this.call = call;
        this.iterations = iterations;
    }

    /** The call that is counted: {@code complete_task}, {@code complete_tasks}, which completes several, or {@code finish}. */
    public String call() {
        return call;
    }

    /** The measured iterations that completed something, by fork and number. */
    public List<Iteration> iterations() {
        return iterations;
    }
}
