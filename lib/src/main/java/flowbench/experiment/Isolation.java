package flowbench.experiment;

import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;

/** What keeps an iteration apart from all that was on the database before it. */
final class Isolation {
    private final Database database;
    private final FlowEngine engine;
    private final Consumer<String> warnings;

    /**
     * On a database.
     *
     * @param warnings takes what a reader of the numbers must know
     */
    Isolation(Database database, FlowEngine engine, Consumer<String> warnings) {
        this.database = database;
        this.engine = engine;
        this.warnings = warnings;
    }

    /**
     * What a run left that was killed on this database, or an iteration that failed; none is at work on it, since a run holds the
     * database alone. Queues last, once no flow is left that might have one of their names.
     */
    void deleteAbandoned() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String flow : engine.flows(connection)) {
                engine.deleteFlow(connection, flow);
            }
            engine.deleteOrphans(connection);
            for (String queue : engine.queue().queues(connection)) {
                engine.queue().drop(connection, queue);
            }
        }
    }

    /**
     * Leaves the next iteration nothing of the last one: no dead tuple, no dirty page, no row.
     *
     * @throws UserException if there are rows in the engine's tables
     */
    void restore() throws SQLException {
        database.settle(engine.tables()).forEach(warnings);
        try (Connection connection = database.pool().getConnection()) {
            Map<String, Long> left = engine.leftovers(connection);
            if (!left.isEmpty()) {
                throw new UserException("The engine's tables must be empty between iterations, but hold rows: " + left
                        + "; is somebody else at work in this database? If not, delete what is left, or, for the reference"
                        + " engine, drop schema flowbench and apply setup.sql again.");
            }
        }
    }
}
