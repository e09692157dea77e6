package flowbench.scenario;

import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.SQLException;

/** The workers of one iteration and the flow runs that they share. */
final class Workers {
    private final FlowRuns runs;
    private final StartLine line;

    private Workers(FlowRuns runs, StartLine line) {
        this.runs = runs;
        this.line = line;
    }

    /** Starts the threads and waits until each stands at the signal. */
    static Workers ready(FlowRuns runs, TestBed bed, Worker.Once afterLastStart) {
        StartLine line = StartLine.ready(
                bed.threads(),
                "worker",
                bed.settings().number(Setting.WORKERS),
                number -> {
                    bed.log().lane(number).enter(Phase.EXECUTE);
                    return new Worker(number, runs, bed, afterLastStart)::work;
                },
                runs::failed);
        return new Workers(runs, line);
    }

    /**
     * Gives the signal and waits until the last step is completed.
     *
     * @return false if that takes longer than the limit
     * @throws SQLException if the server refused a worker's call
     */
    boolean work(long limitMs) throws SQLException {
        line.giveSignal();
        try {
            boolean inTime = runs.awaitEnd(limitMs);
            if (inTime && runs.failure() != null) {
                join();
            }
            return inTime;
        } catch (InterruptedException e) {
            throw line.interrupted(e);
        }
    }

    /**
     * Waits for the workers that are still in a call.
     *
     * @throws SQLException if the server refused a worker's call
     * @throws UserException if a worker failed, or does not come back from its call
     */
    void join() throws SQLException {
        line.join();
        StartLine.rethrow(runs.failure());
    }

    /** Sends home those that still stand at the signal. */
    void dismiss() {
        line.dismiss();
    }
}
