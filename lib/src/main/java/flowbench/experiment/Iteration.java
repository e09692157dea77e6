package flowbench.experiment;

import flowbench.database.PoolUse;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Phase;
import flowbench.scenario.Work;
import flowbench.telemetry.Sampling;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** One iteration while it goes on: its phases, each timed apart. */
final class Iteration {
    private final IterationStart start;
    private final Instant startedAt;
    private final PoolUse before;
    private final Work work;
    private final Sampling sampling;
    private final Map<Phase, Long> durations = new EnumMap<>(Phase.class);
    private long executeBeginNs;
    private Phase phase = Phase.SETUP;

    /**
     * One that begins.
     *
     * @param startedAt its start by the calendar
     * @param before how the pool had been used until then
     */
    Iteration(IterationStart start, Instant startedAt, PoolUse before, Work work, Sampling sampling) {
        this.start = start;
        this.startedAt = startedAt;
        this.before = before;
        this.work = work;
        this.sampling = sampling;
    }

    /**
     * Runs its phases.
     *
     * @param entered is told of each before it begins
     */
    void run(Consumer<Phase> entered) throws SQLException {
        for (Phase next : Phase.values()) {
            phase = next;
            entered.accept(next);
            durations.put(next, timed(next));
            if (next == Phase.SUBSCRIBE) {
                work.ready();
            } else if (next == Phase.DRAIN) {
                work.verify();
            }
        }
    }

    /** How long a phase takes, ns. */
    private long timed(Phase next) throws SQLException {
        sampling.begins(next);
        long begin = System.nanoTime();
        if (next == Phase.EXECUTE) {
            executeBeginNs = begin - start.nanoTime();
        }
        work.run(next);
        long end = System.nanoTime();
        sampling.ended(next, end);
        return end - begin;
    }

    /** One that failed leaves no flows behind either, where the server still lets it. */
    void cleanUpAfter(Exception failure) {
        try {
            work.run(Phase.CLEANUP);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    IterationStart start() {
        return start;
    }

    Instant startedAt() {
        return startedAt;
    }

    PoolUse before() {
        return before;
    }

    Work work() {
        return work;
    }

    Sampling sampling() {
        return sampling;
    }

    /** The phase that it is in, or ended in. */
    Phase phase() {
        return phase;
    }

    /** Wall time of each phase that ended, ns. */
    Map<Phase, Long> durations() {
        return Collections.unmodifiableMap(durations);
    }

    /** When the execute phase began, ns since the start. */
    long executeBeginNs() {
        return executeBeginNs;
    }
}
