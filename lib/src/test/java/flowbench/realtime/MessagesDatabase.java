package flowbench.realtime;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.settings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * A database of its own on the shared server, with {@code realtime.messages} in it; nothing is left of it
 * afterwards.
 */
public final class MessagesDatabase implements AutoCloseable {
    static final String PUBLICATION = "supabase_realtime_messages_publication";

    private static final List<String> ROLES = List.of("anon", "authenticated", "service_role");

    private final String name = "realtime_" + UUID.randomUUID().toString().replace('-', '_');
    private final List<String> rolesOfItsOwn = new ArrayList<>(ROLES);
    private final Connection connection;

    public MessagesDatabase() throws SQLException {
        try (Connection server = TestServer.database().connect();
                Statement statement = server.createStatement()) {
            try (var roles = statement.executeQuery("select rolname from pg_roles")) {
                while (roles.next()) {
                    rolesOfItsOwn.remove(roles.getString(1));
                }
            }
            statement.execute("create database " + name);
        }
        connection = connect();
        try (Statement statement = connection.createStatement();
                InputStream sql = ReferenceEngine.class.getResourceAsStream("realtime.sql")) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
            // What pgflow would say of runs when it is asked: it knows of none.
            statement.execute("create schema pgflow");
            statement.execute("create table pgflow.runs (run_id uuid, status text)");
            statement.execute("create table pgflow.step_states (run_id uuid, step_slug text, status text)");
            // Rows of partitions are published as rows of the table that they are partitions of.
            statement.execute("create publication " + PUBLICATION
                    + " for table realtime.messages with (publish = 'insert', publish_via_partition_root = true)");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        new ReferenceEngine().install(connection);
    }

    /** As whoever measures it would be given it. Its user closes it. */
    public Database open() throws SQLException {
        return Database.open(TestServer.settings()
                .with(Setting.DATABASE_URL, TestServer.url(TestServer.database(), name))
                .with(Setting.POOL_SIZE, 3));
    }

    /** Its user closes it. */
    public Connection connect() throws SQLException {
        return connect(new Properties());
    }

    Connection connectForReplication() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "14");
        return connect(properties);
    }

    private Connection connect(Properties properties) throws SQLException {
        String url = TestServer.url(TestServer.database(), name);
        properties.setProperty("user", "postgres");
        return DriverManager.getConnection("jdbc:" + url.replace("postgres@", ""), properties);
    }

    /** Sends as pgflow does. */
    public void send(String topic, String event, String payload) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select realtime.send(?::jsonb, ?, ?, false)")) {
            statement.setString(1, payload);
            statement.setString(2, event);
            statement.setString(3, topic);
            statement.execute();
        }
    }

    public void send(UUID flowRun, String event) throws SQLException {
        send("pgflow:run:" + flowRun, event, "{}");
    }

    private void awaitNoSlot(Statement statement) {
        try {
            Await.until("no slot is left", () -> {
                try (var slots = statement.executeQuery("select pg_terminate_backend(active_pid)"
                        + " from pg_replication_slots where database = '" + name + "' and active")) {
                    return !slots.next();
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        try (Connection server = TestServer.database().connect();
                Statement statement = server.createStatement()) {
            // A replication slot is in use until the process of its connection has ended, which is told to stop here.
            awaitNoSlot(statement);
            statement.execute("drop database " + name + " with (force)");
            for (String role : rolesOfItsOwn) {
                statement.execute("drop role " + role);
            }
        }
    }
}
