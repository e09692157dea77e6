package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How many connections of the pool were busy at once in the execute phase of the measured iterations, and how many were wanted,
 * from the calls themselves: a call wants a connection from when it starts, and holds it from when it got it, until its answer was
 * here. Nothing is sampled: how long so many were busy is exact, but for the microseconds that handing a connection back takes.
 *
 * @param iterations measured iterations
 * @param mean connections busy, over the time from the first call of an iteration to the end of its last
 * @param p95 for 95 % of that time not more were busy
 * @param max the most
 * @param wanted the most calls at once that had a connection or waited for one
 * @param waitShare of the time that callers spent waiting for a connection and in the call, the part that was waiting
 */
public record Connections(int iterations, double mean, int p95, int max, int wanted, double waitShare) {
    private static final double MOST_OF_THE_TIME = .95;

    private record Iteration(int run, int fork, int iteration) {}

    /** When the calls of an iteration got their connection and when they ended. */
    private static final class Calls {
        private final LongStream.Builder started = LongStream.builder();
        private final LongStream.Builder got = LongStream.builder();
        private final LongStream.Builder ended = LongStream.builder();

        void add(long start, long acquire, long latency) {
            started.add(start);
            got.add(start + acquire);
            ended.add(start + acquire + latency);
        }
    }

    /** How long so many connections were busy, and what callers did with their time. */
    private static final class Busy {
        private final TreeMap<Integer, Long> nanos = new TreeMap<>();
        private long waited;
        private long called;
        private int iterations;
        private int wanted;
        private Optional<Iteration> current = Optional.empty();
        private Calls calls = new Calls();

        void add(Iteration iteration, long started, long acquire, long latency) {
            if (!current.equals(Optional.of(iteration))) {
                close();
                current = Optional.of(iteration);
            }
            waited += acquire;
            called += latency;
            calls.add(started, acquire, latency);
        }

        /** Counts the calls of an iteration; rows of an iteration follow one another, so that one is kept at a time. */
        void close() {
            if (current.isEmpty()) {
                return;
            }
            iterations++;
            long[] started = calls.started.build().sorted().toArray();
            long[] got = calls.got.build().sorted().toArray();
            long[] ended = calls.ended.build().sorted().toArray();
            long now = started[0];
            int busy = 0;
            int next = 0;
            int begun = 0;
            for (int over = 0; over < ended.length; over++) {
                long end = ended[over];
                // What begins when another ends may have its connection: not one more.
                for (; next < got.length && got[next] < end; next++) {
                    held(busy++, got[next] - now);
                    now = got[next];
                }
                held(busy--, end - now);
                now = end;
                while (begun < started.length && started[begun] < end) {
                    begun++;
                }
                wanted = Math.max(wanted, begun - over);
            }
            calls = new Calls();
        }

        private void held(int connections, long time) {
            nanos.merge(connections, time, Long::sum);
        }

        Optional<Connections> build() {
            close();
            long all = nanos.values().stream().mapToLong(time -> time).sum();
            if (all == 0) {
                return Optional.empty();
            }
            double mean = nanos.entrySet().stream()
                            .mapToDouble(entry -> (double) entry.getKey() * entry.getValue())
                            .sum()
                    / all;
            int p95 = 0;
            long until = 0;
            int max = 0;
            for (var entry : nanos.entrySet()) {
                p95 = until < MOST_OF_THE_TIME * all ? entry.getKey() : p95;
                until += entry.getValue();
                max = entry.getValue() > 0 ? entry.getKey() : max;
            }
            return Optional.of(
                    new Connections(iterations, mean, p95, max, wanted, (double) waited / (waited + called)));
        }
    }

    /**
     * Of the iterations of runs; absent where none has a call in its execute phase.
     *
     * @throws UserException if a row is bad
     */
    public static Optional<Connections> of(List<RunFolder> runs) {
        Busy busy = new Busy();
        for (int i = 0; i < runs.size(); i++) {
            int run = i;
            runs.get(run).operations().read(row -> {
                if (row.text(OperationColumn.PHASE).equals(Phase.EXECUTE.toString())
                        && row.text(OperationColumn.KIND).equals(Kind.MEASURED.toString())) {
                    busy.add(
                            new Iteration(run, row.count(OperationColumn.FORK), row.count(OperationColumn.ITERATION)),
                            row.duration(OperationColumn.STARTED_NS),
                            row.duration(OperationColumn.ACQUIRE_NS),
                            row.duration(OperationColumn.LATENCY_NS));
                }
            });
        }
        return busy.build();
    }

    /** Mean, p95 and maximum, and the share of waiting, in one line. */
    @Override
    public String toString() {
        return Scale.text("", mean) + " connections busy on average, " + p95 + " or fewer for 95 % of the time, " + max
                + " at most; " + Scale.percent(waitShare) + " of the callers' time waiting for one";
    }
}
