package flowbench.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/**
 * That the server ended a connection, or that there is none to be had: what may pass by itself, as a restart of the server does,
 * and says nothing against the call that it befell.
 *
 * @param cause what happened, with the SQLSTATE where there is one: a sentence without its full stop
 */
public record ConnectionFault(String cause) {
    private static final Set<String> ENDED_BY_THE_SERVER =
            Set.of(SqlStates.ADMIN_SHUTDOWN, SqlStates.CRASH_SHUTDOWN, SqlStates.IDLE_SESSION_TIMEOUT);

    /** Of an error of the driver or of the pool; nothing where the server refused the call. */
    public static Optional<ConnectionFault> of(Exception error) {
        if (error instanceof SQLTransientConnectionException timeout) {
            // Only the pool throws it, when its time limit is over. What the server last answered it may be with it.
            String reason = timeout.getCause() instanceof SQLException cause ? told(cause) : "";
            return Optional.of(
                    new ConnectionFault("the pool had no connection to give within its time limit" + reason));
        }
        return error instanceof SQLException refused && isState(refused.getSQLState())
                ? Optional.of(new ConnectionFault(happened(refused.getSQLState()) + told(refused)))
                : Optional.empty();
    }

    /** Whether an operation with this SQLSTATE ended with a connection error: class 08, 57P01, 57P02, 57P03 or 57P05. */
    public static boolean isState(String sqlState) {
        return SqlStates.isConnectionFailure(sqlState)
                || SqlStates.CANNOT_CONNECT_NOW.equals(sqlState)
                || sqlState != null && ENDED_BY_THE_SERVER.contains(sqlState);
    }

    private static String happened(String sqlState) {
        if (ENDED_BY_THE_SERVER.contains(sqlState)) {
            return "the server ended the connection";
        }
        boolean isAway = sqlState.equals(SqlStates.CANNOT_CONNECT) || sqlState.equals(SqlStates.CANNOT_CONNECT_NOW);
        return isAway ? "the server took no connection" : "the connection broke";
    }

    /** The code and the first line of what was said, without the severity, which is in the language of the server. */
    private static String told(SQLException error) {
        String line = String.valueOf(error.getMessage()).lines().findFirst().orElse("no reason given");
        String reason = line.replaceFirst("^\\p{Lu}+: ", "").replaceFirst("\\.$", "");
        return " (" + (error.getSQLState() == null ? "" : error.getSQLState() + ": ") + reason + ")";
    }
}
