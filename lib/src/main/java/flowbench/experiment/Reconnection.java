package flowbench.experiment;

import flowbench.database.ConnectionFault;
import flowbench.database.Database;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.function.Consumer;

/** The way back to a server to which connections were lost. */
final class Reconnection {
    private static final int MOST_IN_A_ROW = 3;

    private final Database database;
    private final Runnable hold;

    /** Something that needs the server, and may be done again from its beginning. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    /**
     * To a database.
     *
     * @param hold comes back when the database is held for this run again
     */
    Reconnection(Database database, Runnable hold) {
        this.database = database;
        this.hold = hold;
    }

    /**
     * Waits until the server answers, the database is held, and the pool holds no broken connection.
     *
     * @throws UserException if the server does not come back
     */
    void await() {
        hold.run();
        database.awaitComeback();
    }

    /**
     * Runs a step, and runs it again when a connection is lost in it.
     *
     * @param told is told what was lost
     * @throws SQLException if the server refuses a call
     * @throws UserException if connections are lost again and again, or the server does not come back
     */
    void insistOn(Step step, Consumer<ConnectionFault> told) throws SQLException {
        for (int lost = 1; ; lost++) {
            try {
                step.run();
                return;
            } catch (SQLException e) {
                ConnectionFault fault = database.explained(ConnectionFault.of(e).orElseThrow(() -> e));
                if (lost == MOST_IN_A_ROW) {
                    throw new UserException(
                            "Connections to the server were lost " + lost + " times in a row, the last time because "
                                    + fault.cause() + database.whereToLook() + ".",
                            e);
                }
                told.accept(fault);
                await();
            }
        }
    }
}
