package flowbench.scenario;

import flowbench.database.ServerWarning;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The timed calls of one iteration, a lane for each worker and one for the thread that leads. A lane belongs to one thread;
 * it fills arrays that are read only after the measured window, so that recording neither waits nor, once the arrays have
 * grown in warm-up, allocates.
 */
public final class OperationLog {
    private final List<Lane> lanes = new ArrayList<>();
    private final List<ServerWarnings.Told> aside = new ArrayList<>();
    private volatile Phase phase = Phase.SETUP;
    private IterationStart start = new IterationStart(0, 0, Kind.WARMUP, 0);

    /** Of a number of workers. */
    public OperationLog(int workers) {
        for (int worker = 0; worker <= workers; worker++) {
            lanes.add(new Lane());
        }
    }

    /** Forgets everything and begins an iteration. */
    public void begin(IterationStart iteration) {
        start = iteration;
        lanes.forEach(Lane::clear);
        synchronized (aside) {
            aside.clear();
        }
    }

    /** Marks the calls since {@link #begin} as those of an iteration that failed. */
    public void fail() {
        start = start.failed();
    }

    /** Which iteration it is. */
    IterationStart start() {
        return start;
    }

    /** The phase that follows, for the thread that leads the iteration and for whatever is done beside the work. */
    void enter(Phase next) {
        phase = next;
        lane(0).enter(next);
    }

    /** Adds a warning that came with a call beside the work, in any thread. */
    void warned(String call, ServerWarning warning) {
        synchronized (aside) {
            aside.add(told(phase, call, warning));
        }
    }

    private static ServerWarnings.Told told(Phase phase, String operation, ServerWarning warning) {
        return new ServerWarnings.Told(phase, operation, warning.sqlState(), warning.message());
    }

    /** The lane of a worker, from 1; 0 is the lane of the thread that leads the iteration. */
    public Lane lane(int worker) {
        return lanes.get(worker);
    }

    /** Every call since {@link #begin}, lane by lane, as rows of the iteration. */
    public List<Operation> drain() {
        List<Operation> all = new ArrayList<>();
        for (int worker = 0; worker < lanes.size(); worker++) {
            lanes.get(worker).drain(all, start, worker);
        }
        return all;
    }

    /** What the server warned of since {@link #begin}. */
    public ServerWarnings serverWarnings() {
        List<ServerWarnings.Told> all = new ArrayList<>();
        lanes.forEach(lane -> all.addAll(lane.warnings));
        synchronized (aside) {
            all.addAll(aside);
        }
        return new ServerWarnings(all);
    }

    /** How a call ended. */
    enum Outcome {
        OK,
        /** A claim that found no task. */
        EMPTY,
        ERROR,
        /** As {@link flowbench.engine.Outcome} has them: what a completion was answered instead of completed. */
        RETRYING,
        FAILED,
        NOT_CLAIMED,
        ALREADY_COMPLETED,
        RUN_FAILED,
        STALE,
        UNKNOWN;

        private final String word = name().toLowerCase(java.util.Locale.ROOT);

        /** Of what the engine answered when it was told that a task has completed. */
        static Outcome of(flowbench.engine.Outcome answer) {
            return switch (answer) {
                case COMPLETED -> OK;
                case RETRYING -> RETRYING;
                case FAILED -> FAILED;
                case NOT_CLAIMED -> NOT_CLAIMED;
                case ALREADY_COMPLETED -> ALREADY_COMPLETED;
                case RUN_FAILED -> RUN_FAILED;
                case STALE -> STALE;
                case UNKNOWN -> UNKNOWN;
            };
        }
    }

    /** The calls of one thread. */
    public static final class Lane {
        private static final int FIRST_CAPACITY = 1024;

        private final List<ServerWarnings.Told> warnings = new ArrayList<>();
        private Phase phase = Phase.SETUP;
        private int size;
        private Phase[] phases = new Phase[FIRST_CAPACITY];
        private String[] names = new String[FIRST_CAPACITY];
        private Outcome[] outcomes = new Outcome[FIRST_CAPACITY];
        private String[] sqlStates = new String[FIRST_CAPACITY];
        private long[] intended = new long[FIRST_CAPACITY];
        private long[] started = new long[FIRST_CAPACITY];
        private long[] acquired = new long[FIRST_CAPACITY];
        private long[] ended = new long[FIRST_CAPACITY];

        private Lane() {}

        /** The phase that the following calls belong to. */
        void enter(Phase next) {
            phase = next;
        }

        /** Adds a call; times are of {@link System#nanoTime}. */
        void add(
                String name,
                long intendedAt,
                long startedAt,
                long acquiredAt,
                long endedAt,
                Outcome outcome,
                String sqlState) {
            if (size == names.length) {
                grow();
            }
            phases[size] = phase;
            names[size] = name;
            outcomes[size] = outcome;
            sqlStates[size] = sqlState;
            intended[size] = intendedAt;
            started[size] = startedAt;
            acquired[size] = acquiredAt;
            ended[size] = endedAt;
            size++;
        }

        /** Adds a warning that came with the answer to a call. */
        void warned(String operation, ServerWarning warning) {
            warnings.add(told(phase, operation, warning));
        }

        private void grow() {
            int capacity = 2 * names.length;
            phases = Arrays.copyOf(phases, capacity);
            names = Arrays.copyOf(names, capacity);
            outcomes = Arrays.copyOf(outcomes, capacity);
            sqlStates = Arrays.copyOf(sqlStates, capacity);
            intended = Arrays.copyOf(intended, capacity);
            started = Arrays.copyOf(started, capacity);
            acquired = Arrays.copyOf(acquired, capacity);
            ended = Arrays.copyOf(ended, capacity);
        }

        private void clear() {
            size = 0;
            warnings.clear();
        }

        private void drain(List<Operation> all, IterationStart iteration, int worker) {
            for (int i = 0; i < size; i++) {
                all.add(new Operation(
                        iteration.fork(),
                        iteration.iteration(),
                        iteration.kind(),
                        phases[i],
                        names[i],
                        worker,
                        intended[i] - iteration.nanoTime(),
                        started[i] - iteration.nanoTime(),
                        acquired[i] - started[i],
                        ended[i] - acquired[i],
                        outcomes[i].word,
                        sqlStates[i]));
            }
        }
    }
}
