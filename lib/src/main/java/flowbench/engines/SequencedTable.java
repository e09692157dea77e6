package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.Outbox.Look;
import flowbench.engine.Outbox.Numbers;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Reads a table of events whose rows are numbered. Each query gives sequence, flow run and name, in this order.
 *
 * @param read the events of some flow runs; its parameter is an array of them
 * @param look what {@link flowbench.engine.Outbox#look} asks for, each row after the lowest transaction that runs; its
 *     parameters are the sequence, and the first and the last of the missing numbers
 */
record SequencedTable(String read, String look) {
    // The snapshot's own end is no such id: it follows the highest transaction that has ended, and one that is
    // running may be above it. An id that is drawn now is above all that were given before.
    private static final String NEXT_TRANSACTION = "select pg_current_xact_id()::text::bigint";

    /** The events of some flow runs, by sequence. */
    List<WrittenEvent> read(Connection connection, Collection<?> flowRuns) throws SQLException {
        try (Call call = new Call(connection, read, flowRuns);
                ResultSet row = call.query()) {
            List<WrittenEvent> events = new ArrayList<>();
            while (row.next()) {
                events.add(event(row.getLong(1), row.getObject(2, UUID.class), row.getString(3)));
            }
            return events;
        }
    }

    Look look(Connection connection, long sequence, List<Numbers> missing) throws SQLException {
        List<Long> first = missing.stream().map(Numbers::first).toList();
        List<Long> last = missing.stream().map(Numbers::last).toList();
        try (Call call = new Call(connection, look, sequence, first, last);
                ResultSet row = call.query()) {
            List<WrittenEvent> events = new ArrayList<>();
            long oldestRunning = 0;
            long highest = sequence;
            long above = 0;
            while (row.next()) {
                oldestRunning = row.getLong(1);
                UUID flowRun = row.getObject(3, UUID.class);
                if (flowRun != null) {
                    events.add(event(row.getLong(2), flowRun, row.getString(4)));
                    above += row.getLong(2) > sequence ? 1 : 0;
                    highest = Math.max(highest, row.getLong(2));
                }
            }
            // Only where a number was passed over: it costs an id.
            boolean complete = highest - sequence == above;
            return new Look(events, oldestRunning, complete ? 0 : nextTransaction(connection));
        }
    }

    private static long nextTransaction(Connection connection) throws SQLException {
        try (Call call = new Call(connection, NEXT_TRANSACTION);
                ResultSet row = call.query()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The names are {@code run:started}, {@code step:<slug>:completed} and so on; a slug holds no colon. */
    static WrittenEvent event(long sequence, UUID flowRun, String name) {
        int first = name.indexOf(':');
        int last = name.lastIndexOf(':');
        String step = first < last ? name.substring(first + 1, last) : "";
        String word = first < last ? name.substring(0, first) + name.substring(last) : name;
        return new WrittenEvent(sequence, new EventKey(flowRun, step, EventType.named(word)));
    }
}
