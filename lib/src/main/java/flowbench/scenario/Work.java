package flowbench.scenario;

import flowbench.runfolder.Event;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The work of one iteration. The phases are called once each, in their order, and timed by whoever calls. */
public interface Work {
    /**
     * Does the work of a phase.
     *
     * @throws SQLException if the server refused a call
     * @throws flowbench.settings.UserException if a limit was exceeded
     */
    void run(Phase phase) throws SQLException;

    /** Looks at the server as it is before the work. Called between subscribe and execute, and not timed. */
    default void ready() throws SQLException {}

    /**
     * Checks that the work was done, and settles what became of its events. Called between drain and cleanup, and not timed.
     *
     * @throws flowbench.settings.UserException if it was not
     */
    void verify() throws SQLException;

    /**
     * What came of the work, apart from the durations themselves. Asked for after the last phase.
     *
     * @param durations wall time of each phase, ns
     */
    List<Reading> readings(Map<Phase, Long> durations);

    /** How much was done of what throughput counts: steps, messages or events. Asked for after the last phase. */
    long units();

    /** What became of the events that the work had announced. Asked for after the last phase; none without a channel. */
    List<Event> events();

    /** A value of a metric that belongs to a phase. */
    record Reading(Phase phase, Metric metric, double value) {}
}
