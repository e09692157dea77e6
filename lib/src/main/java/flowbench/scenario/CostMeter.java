package flowbench.scenario;

import flowbench.database.Database;
import flowbench.database.ServerCost;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.scenario.Work.Reading;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the execute phase of an iteration costs the server. Says nothing where it was not begun, not settled, or where the server
 * does not let it be read, as some managed ones do not.
 */
final class CostMeter {
    private final Database database;
    private final Consumer<String> warnings;
    private Optional<ServerCost> cost = Optional.empty();
    private Optional<ServerCost.Spent> spent = Optional.empty();

    CostMeter(Database database, Consumer<String> warnings) {
        this.database = database;
        this.warnings = warnings;
    }

    /** Right before the execute phase. */
    void begin() throws SQLException {
        try {
            cost = Optional.of(ServerCost.begin(database));
        } catch (SQLException e) {
            if (!ServerCost.isNotToBeRead(e)) {
                throw e;
            }
            warnings.accept("The server does not let be read what work costs it, WAL and dead tuples (" + e.getMessage()
                    + ").");
        }
    }

    /** When the last worker has come back, before anything else is written. */
    void workEnded() throws SQLException {
        if (cost.isPresent()) {
            cost.get().workEnded();
        }
    }

    /** After the drain phase, while the tables are still there. */
    void settle() throws SQLException {
        if (cost.isPresent()) {
            spent = Optional.of(cost.get().spent());
        }
    }

    /** The values for each of so many units of work, under the metrics of that unit. */
    List<Reading> readings(int units, Metric walBytes, Metric deadTuples) {
        List<Reading> readings = new ArrayList<>();
        spent.ifPresent(s -> {
            add(readings, walBytes, (double) s.walBytes() / units);
            add(readings, deadTuples, (double) s.deadTuples() / units);
            s.hotShare().ifPresent(share -> add(readings, Metric.HOT_UPDATE_SHARE, 100 * share));
        });
        return readings;
    }

    private static void add(List<Reading> readings, Metric metric, double value) {
        readings.add(new Reading(Phase.EXECUTE, metric, value));
    }
}
