package flowbench.scenario;

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
    private long zero;

    /** Of a number of workers. */
    public OperationLog(int workers) {
        for (int worker = 0; worker <= workers; worker++) {
            lanes.add(new Lane());
        }
    }

    /** Forgets everything and begins an iteration at a time of {@link System#nanoTime}. */
    public void begin(long nanoTime) {
        zero = nanoTime;
        lanes.forEach(Lane::clear);
    }

    /** The lane of a worker, from 1; 0 is the lane of the thread that leads the iteration. */
    public Lane lane(int worker) {
        return lanes.get(worker);
    }

    /** Every call since {@link #begin}, lane by lane, as rows of an iteration. */
    public List<Operation> drain(int fork, int iteration, Kind kind) {
        List<Operation> all = new ArrayList<>();
        for (int worker = 0; worker < lanes.size(); worker++) {
            lanes.get(worker).drain(all, fork, iteration, kind, worker, zero);
        }
        return all;
    }

    /** How a call ended. */
    enum Outcome {
        OK,
        /** A claim that found no task. */
        EMPTY,
        ERROR;

        private final String word = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The calls of one thread. */
    public static final class Lane {
        private static final int FIRST_CAPACITY = 1024;

        private Phase phase = Phase.SETUP;
        private int size;
        private Phase[] phases = new Phase[FIRST_CAPACITY];
        private String[] names = new String[FIRST_CAPACITY];
        private Outcome[] outcomes = new Outcome[FIRST_CAPACITY];
        private String[] sqlStates = new String[FIRST_CAPACITY];
        private long[] started = new long[FIRST_CAPACITY];
        private long[] acquired = new long[FIRST_CAPACITY];
        private long[] ended = new long[FIRST_CAPACITY];

        private Lane() {}

        /** The phase that the following calls belong to. */
        void enter(Phase next) {
            phase = next;
        }

        /** Adds a call; times are of {@link System#nanoTime}. */
        void add(String name, long startedAt, long acquiredAt, long endedAt, Outcome outcome, String sqlState) {
            if (size == names.length) {
                grow();
            }
            phases[size] = phase;
            names[size] = name;
            outcomes[size] = outcome;
            sqlStates[size] = sqlState;
            started[size] = startedAt;
            acquired[size] = acquiredAt;
            ended[size] = endedAt;
            size++;
        }

        private void grow() {
            int capacity = 2 * names.length;
            phases = Arrays.copyOf(phases, capacity);
            names = Arrays.copyOf(names, capacity);
            outcomes = Arrays.copyOf(outcomes, capacity);
            sqlStates = Arrays.copyOf(sqlStates, capacity);
            started = Arrays.copyOf(started, capacity);
            acquired = Arrays.copyOf(acquired, capacity);
            ended = Arrays.copyOf(ended, capacity);
        }

        private void clear() {
            size = 0;
        }

        private void drain(List<Operation> all, int fork, int iteration, Kind kind, int worker, long zero) {
            for (int i = 0; i < size; i++) {
                long start = started[i] - zero;
                all.add(new Operation(
                        fork,
                        iteration,
                        kind,
                        phases[i],
                        names[i],
                        worker,
                        start,
                        start,
                        acquired[i] - started[i],
                        ended[i] - acquired[i],
                        outcomes[i].word,
                        sqlStates[i]));
            }
        }
    }
}
