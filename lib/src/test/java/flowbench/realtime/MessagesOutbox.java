package flowbench.realtime;

import flowbench.engine.EventKey;
import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outbox;
import flowbench.engine.Step;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * {@code realtime.messages} as far as these tests need an outbox; they poll nothing and listen to no {@code
 * NOTIFY}.
 */
public final class MessagesOutbox implements Outbox {
    private static final String FLOW_RUN = "pgflow:run:";

    /** An engine that has this outbox, and is asked for nothing else. */
    public FlowEngine engine() {
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(),
                new Class<?>[] {FlowEngine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "outbox" -> this;
                    case "endings" -> List.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public String table() {
        return "realtime.messages";
    }

    @Override
    public List<WrittenEvent> read(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select sequence, topic, event from realtime.messages where topic = any (?) order by sequence")) {
            statement.setArray(1, topics(connection, flowRuns));
            try (ResultSet row = statement.executeQuery()) {
                List<WrittenEvent> events = new ArrayList<>();
                while (row.next()) {
                    events.add(ofRow(column -> {
                        try {
                            return row.getString(column);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }));
                }
                return events;
            }
        }
    }

    private static java.sql.Array topics(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        return connection.createArrayOf(
                "text", flowRuns.stream().map(id -> FLOW_RUN + id).toArray());
    }

    @Override
    public void writeSentinel(Connection connection, UUID flowRun, long number) throws SQLException {
        send(connection, flowRun, "flowbench:" + number + ":sentinel");
    }

    private static void send(Connection connection, UUID flowRun, String... events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select realtime.send('{}', e.event, ?, false)
                from unnest(?::text[]) with ordinality e (event, place)
                order by e.place
                """)) {
            statement.setString(1, FLOW_RUN + flowRun);
            statement.setArray(2, connection.createArrayOf("text", events));
            statement.execute();
        }
    }

    @Override
    public void deleteSentinels(Connection connection, UUID flowRun) throws SQLException {
        deleteRuns(connection, List.of(flowRun));
    }

    @Override
    public void writeRun(Connection connection, UUID flowRun, FlowDefinition flow) throws SQLException {
        List<String> events = new ArrayList<>(List.of("run:started"));
        flow.steps().stream().map(Step::slug).forEach(step -> events.add("step:" + step + ":started"));
        flow.steps().stream().map(Step::slug).forEach(step -> events.add("step:" + step + ":completed"));
        events.add("run:completed");
        send(connection, flowRun, events.toArray(String[]::new));
    }

    @Override
    public void deleteRuns(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from realtime.messages where topic = any (?)")) {
            statement.setArray(1, topics(connection, flowRuns));
            statement.execute();
        }
    }

    @Override
    public void announce(Connection connection, boolean byNotify) {
        // Nobody listens.
    }

    @Override
    public WrittenEvent ofRow(UnaryOperator<String> column) {
        String name = column.apply("event");
        int first = name.indexOf(':');
        int last = name.lastIndexOf(':');
        String step = first < last ? name.substring(first + 1, last) : "";
        String word = first < last ? name.substring(0, first) + name.substring(last) : name;
        UUID flowRun = UUID.fromString(column.apply("topic").substring(FLOW_RUN.length()));
        return new WrittenEvent(
                Long.parseLong(column.apply("sequence")), new EventKey(flowRun, step, EventType.named(word)));
    }

    @Override
    public long end(Connection connection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Look look(Connection connection, long sequence, List<Numbers> missing) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteOrphans(Connection connection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String notifyChannel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WrittenEvent ofKey(String key) {
        throw new UnsupportedOperationException();
    }
}
