package flowbench.engines;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Types;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.UUID;
import org.postgresql.jdbc.PgConnection;

/**
 * One statement of an engine. What the server warned of meanwhile would be lost with the statement, so closing hands it on to
 * the connection: whoever makes the call reads {@link Connection#getWarnings()} after it.
 */
final class Call implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement statement;

    /**
     * Prepares the statement.
     *
     * @param parameters texts, numbers and UUIDs; collections of texts, numbers or UUIDs are arrays
     */
    Call(Connection connection, String sql, Object... parameters) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                set(i + 1, parameters[i]);
            }
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private void set(int index, Object value) throws SQLException {
        if (value instanceof OptionalInt number) {
            if (number.isPresent()) {
                statement.setInt(index, number.getAsInt());
            } else {
                statement.setNull(index, Types.INTEGER);
            }
        } else if (value instanceof Collection<?> many) {
            statement.setArray(index, connection.createArrayOf(arrayType(many), many.toArray()));
        } else {
            statement.setObject(index, value);
        }
    }

    private static String arrayType(Collection<?> values) {
        Object first = values.isEmpty() ? "" : values.iterator().next();
        return first instanceof UUID
                ? "uuid"
                : first instanceof Long ? "bigint" : first instanceof Integer ? "integer" : "text";
    }

    /** Makes the call; its rows are closed with it. */
    ResultSet query() throws SQLException {
        return statement.executeQuery();
    }

    /** Makes a call whose rows nobody wants. */
    static void make(Connection connection, String sql, Object... parameters) throws SQLException {
        try (Call call = new Call(connection, sql, parameters)) {
            call.statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        SQLWarning warning = statement.getWarnings();
        if (warning != null) {
            connection.unwrap(PgConnection.class).addWarning(warning);
        }
        statement.close();
    }
}
