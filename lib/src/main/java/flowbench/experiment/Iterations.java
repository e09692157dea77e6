package flowbench.experiment;

import flowbench.database.ConnectionFault;
import flowbench.database.Database;
import flowbench.experiment.ForkMessage.Warning;
import flowbench.runfolder.Kind;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** The iterations of one fork, one after the other: each is written, and nothing is left of it, before the next one begins. */
final class Iterations {
    /** A server that loses connections this often is in no state to be measured. */
    private static final int MOST_FAILED_IN_A_ROW = 3;

    private final Settings settings;
    private final int fork;
    private final Database database;
    private final Reconnection reconnection;
    private final Isolation isolation;
    private final IterationRunner runner;
    private final Consumer<ForkMessage> report;

    Iterations(Scenario scenario, int fork, Equipment equipment, RunFolder folder, Consumer<ForkMessage> report) {
        this.settings = scenario.settings();
        this.fork = fork;
        this.database = equipment.database();
        this.reconnection = equipment.reconnection();
        this.isolation = new Isolation(database, equipment.engine(), sentence -> report.accept(new Warning(sentence)));
        this.runner = new IterationRunner(scenario, fork, equipment, isolation, folder, report);
        this.report = report;
    }

    /**
     * Runs the warm-up and the measured iterations. One in which a connection is lost has failed, and is not repeated.
     *
     * @throws SQLException if the server refuses a call
     * @throws UserException if a limit is exceeded, several iterations in a row fail, or the server does not come back
     */
    void runAll() throws SQLException {
        int warmups = settings.number(Setting.WARMUP_ITERATIONS);
        int all = warmups + settings.number(Setting.MEASURED_ITERATIONS);
        isolation.deleteAbandoned();
        isolation.restore();
        int failedInARow = 0;
        for (int iteration = 1; iteration <= all; iteration++) {
            Optional<ConnectionFault> fault = runner.run(iteration, iteration <= warmups ? Kind.WARMUP : Kind.MEASURED);
            failedInARow = fault.isPresent() ? failedInARow + 1 : 0;
            if (failedInARow == MOST_FAILED_IN_A_ROW) {
                throw new UserException(failedInARow + " iterations in a row failed, the last one because "
                        + fault.get().cause() + database.whereToLook() + ".");
            }
            isolateAfter(iteration);
        }
    }

    /** A server that goes away between two iterations is waited for, and none has failed. */
    private void isolateAfter(int iteration) throws SQLException {
        String after = "Fork " + fork + ", after iteration " + iteration + ": ";
        reconnection.insistOn(
                isolation::restore,
                lost -> report.accept(
                        new Warning(after + lost.cause() + "; the run goes on with a fresh connection.")));
    }
}
