package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.MessageQueue.Message;
import flowbench.engine.RunState;
import flowbench.runfolder.EventType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What the rows of a query say; the engines differ in the query. */
final class Rows {
    private Rows() {}

    /** Of one run: its status, and how many of its steps remain. */
    static RunState run(Connection connection, String query, UUID flowRun) throws SQLException {
        try (Call call = new Call(connection, query, flowRun);
                ResultSet row = call.query()) {
            if (!row.next()) {
                throw new IllegalArgumentException("There is no run " + flowRun + ".");
            }
            return new RunState(RunState.Status.valueOf(row.getString(1).toUpperCase(Locale.ROOT)), row.getInt(2));
        }
    }

    /** Of some runs, given twice: run, step or nothing, and the word of what has happened to it. */
    static List<EventKey> endings(Connection connection, String query, Collection<UUID> flowRuns) throws SQLException {
        try (Call call = new Call(connection, query, flowRuns, flowRuns);
                ResultSet row = call.query()) {
            List<EventKey> endings = new ArrayList<>();
            while (row.next()) {
                endings.add(new EventKey(
                        row.getObject(1, UUID.class), row.getString(2), EventType.named(row.getString(3))));
            }
            return endings;
        }
    }

    /** Messages: number and body. */
    static List<Message> messages(Connection connection, String query, Object... parameters) throws SQLException {
        try (Call call = new Call(connection, query, parameters);
                ResultSet row = call.query()) {
            List<Message> messages = new ArrayList<>();
            while (row.next()) {
                messages.add(new Message(row.getLong(1), row.getString(2)));
            }
            return messages;
        }
    }

    /** The one value of the one row. */
    static boolean isTrue(Connection connection, String query, Object... parameters) throws SQLException {
        try (Call call = new Call(connection, query, parameters);
                ResultSet row = call.query()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** The first column. */
    static List<String> texts(Connection connection, String query, Object... parameters) throws SQLException {
        try (Call call = new Call(connection, query, parameters);
                ResultSet row = call.query()) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    /** Names, each with a count, in the order of the rows. */
    static Map<String, Long> counts(Connection connection, String query, Object... parameters) throws SQLException {
        try (Call call = new Call(connection, query, parameters);
                ResultSet row = call.query()) {
            Map<String, Long> counts = new LinkedHashMap<>();
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
            return counts;
        }
    }
}
