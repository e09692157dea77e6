package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of events, announced by {@code NOTIFY} from a trigger {@code announce_events} that is off until somebody listens.
 *
 * @param table the table that has the trigger, qualified
 */
record Announced(String table) {
    static final String CHANNEL = "flowbench_events";

    private static final String IS_ON = """
            select tgenabled <> 'D'
            from pg_trigger
            where tgrelid = ?::regclass and tgname = 'announce_events'
            """;
    /** Number, flow run, name. */
    private static final Pattern KEY =
            Pattern.compile("(\\d{1,18}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (.+)");

    /** The flow run of what somebody else announces on the same channel. */
    private static final UUID NOBODY = new UUID(0, 0);

    /** Turns the trigger on or off; only where that changes something: it waits for all who write, and makes every session plan anew. */
    void turn(Connection connection, boolean on) throws SQLException {
        boolean isOn;
        try (Call call = new Call(connection, IS_ON, table);
                ResultSet row = call.query()) {
            row.next();
            isOn = row.getBoolean(1);
        }
        if (isOn != on) {
            Call.make(connection, "alter table " + table + (on ? " enable" : " disable") + " trigger announce_events");
        }
    }

    /** The event of a key; of type {@code OTHER} and no flow run where it is none of ours. */
    static WrittenEvent event(String key) {
        Matcher parts = KEY.matcher(key);
        return parts.matches()
                ? SequencedTable.event(Long.parseLong(parts.group(1)), UUID.fromString(parts.group(2)), parts.group(3))
                : new WrittenEvent(0, new EventKey(NOBODY, "", EventType.OTHER));
    }
}
