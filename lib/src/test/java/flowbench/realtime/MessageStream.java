package flowbench.realtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads the rows of {@code realtime.messages} as a Realtime server does: pgoutput, on a temporary slot of its
 * own.
 */
final class MessageStream implements AutoCloseable {
    private final MessagesDatabase database;
    private final CountDownLatch permission;
    private final Runnable ready;
    private final Consumer<Map<String, String>> rows;
    private final Map<Integer, List<String>> columns = new HashMap<>();
    private final Thread thread = new Thread(this::read, "message-stream");
    private volatile boolean closed;

    /**
     * Starts to read.
     *
     * @param permission comes before there is a slot
     * @param ready is told when there is one
     * @param rows takes each row, by the names of its columns
     */
    MessageStream(
            MessagesDatabase database, CountDownLatch permission, Runnable ready, Consumer<Map<String, String>> rows) {
        this.database = database;
        this.permission = permission;
        this.ready = ready;
        this.rows = rows;
        thread.start();
    }

    private void read() {
        try {
            permission.await();
            readOn();
        } catch (InterruptedException | SQLException e) {
            if (!closed) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void readOn() throws SQLException {
        try (Connection connection = database.connectForReplication()) {
            var api = connection.unwrap(PGConnection.class).getReplicationAPI();
            String slot = "supabase_realtime_messages_replication_slot_"
                    + UUID.randomUUID().toString().substring(0, 8);
            api.createReplicationSlot()
                    .logical()
                    .withSlotName(slot)
                    .withTemporaryOption()
                    .withOutputPlugin("pgoutput")
                    .make();
            PGReplicationStream stream = api.replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withSlotOption("proto_version", 2)
                    .withSlotOption("publication_names", MessagesDatabase.PUBLICATION)
                    .withStatusInterval(1, TimeUnit.SECONDS)
                    .start();
            ready.run();
            while (!closed) {
                ByteBuffer message = stream.readPending();
                if (message != null) {
                    decode(message);
                }
            }
        }
    }

    private void decode(ByteBuffer message) {
        char kind = (char) message.get();
        if (kind == 'R') {
            int relation = message.getInt();
            text(message);
            text(message);
            message.get();
            List<String> names = new ArrayList<>();
            for (int left = message.getShort(); left > 0; left--) {
                message.get();
                names.add(text(message));
                message.getLong();
            }
            columns.put(relation, names);
        } else if (kind == 'I') {
            List<String> names = columns.get(message.getInt());
            message.get();
            Map<String, String> row = new HashMap<>();
            int count = message.getShort();
            for (int i = 0; i < count; i++) {
                if (message.get() == 't') {
                    byte[] value = new byte[message.getInt()];
                    message.get(value);
                    row.put(names.get(i), new String(value, StandardCharsets.UTF_8));
                }
            }
            rows.accept(row);
        }
    }

    private static String text(ByteBuffer message) {
        StringBuilder text = new StringBuilder();
        for (byte letter = message.get(); letter != 0; letter = message.get()) {
            text.append((char) letter);
        }
        return text.toString();
    }

    @Override
    public void close() {
        closed = true;
        if (permission.getCount() > 0) {
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
