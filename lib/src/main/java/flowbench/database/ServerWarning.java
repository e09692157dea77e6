package flowbench.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLWarning;

/**
 * What the server warned of beside an answer: of something that it did not do after all, an event that it could not write for
 * example, before it said "done".
 *
 * @param sqlState its code, such as {@code 01000}
 * @param message what it says
 */
public record ServerWarning(String sqlState, String message) {
    private static final String SUCCESS = "00";
    private static final String WARNING = "01";

    /** Takes the warnings that wait on a connection, which is where the statements of engines leave them. */
    public static List<ServerWarning> take(Connection connection) throws SQLException {
        SQLWarning first = connection.getWarnings();
        if (first == null) {
            return List.of();
        }
        connection.clearWarnings();
        return in(first);
    }

    /** Takes the warnings of the last execution of a statement. */
    public static List<ServerWarning> take(Statement statement) throws SQLException {
        SQLWarning first = statement.getWarnings();
        if (first == null) {
            return List.of();
        }
        statement.clearWarnings();
        return in(first);
    }

    /** The warnings of the server in a chain. A notice is none, and comes the same way. */
    static List<ServerWarning> in(SQLWarning first) {
        List<ServerWarning> warnings = new ArrayList<>();
        for (SQLWarning each = first; each != null; each = each.getNextWarning()) {
            if (each instanceof PSQLWarning told) {
                String code = told.getSQLState() == null ? "" : told.getSQLState();
                if (isWarning(code, told)) {
                    warnings.add(new ServerWarning(code, told.getMessage()));
                }
            }
        }
        return warnings;
    }

    /**
     * The server tells the severity in its own language, and the driver does not give out the field that is never translated.
     * So the code decides: a warning that is given none is 01000, a notice 00000 (PostgreSQL's elog.c). Either may be given the
     * code of an error, as in "already exists, skipping"; these are told apart by the word, where the server speaks English.
     */
    private static boolean isWarning(String code, PSQLWarning told) {
        return code.startsWith(WARNING)
                || !code.startsWith(SUCCESS)
                        && "WARNING".equals(told.getServerErrorMessage().getSeverity());
    }
}
