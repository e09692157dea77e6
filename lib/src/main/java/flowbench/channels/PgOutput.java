package flowbench.channels;

import flowbench.engine.WrittenEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Decodes what the output plugin {@code pgoutput} sends of inserted rows, in version 1 of its protocol (PostgreSQL
 * documentation, Logical Replication Message Formats). Messages of other kinds are passed over.
 */
final class PgOutput {
    private final Function<UnaryOperator<String>, WrittenEvent> row;
    private final Map<Integer, List<String>> columns = new HashMap<>();
    private List<WrittenEvent> written = new ArrayList<>();
    private boolean inTransaction;

    /**
     * Of rows that an outbox understands.
     *
     * @param row makes an event of the texts of named columns
     */
    PgOutput(Function<UnaryOperator<String>, WrittenEvent> row) {
        this.row = row;
    }

    /** Takes one message in, and gives the events of the transaction whose commit it is; none for any other message. */
    List<WrittenEvent> decode(ByteBuffer message) {
        byte kind = message.get();
        switch (kind) {
            case 'B' -> inTransaction = true;
            case 'R' -> relation(message);
            case 'I' -> insert(message);
            case 'C' -> {
                List<WrittenEvent> committed = written;
                written = new ArrayList<>();
                inTransaction = false;
                return committed;
            }
            default -> {
                // Origins and types of columns tell nothing of a row; updates and deletes are not published.
            }
        }
        return List.of();
    }

    /** Whether a transaction has begun to arrive, and its commit has not. */
    boolean isInTransaction() {
        return inTransaction;
    }

    private void relation(ByteBuffer message) {
        int id = message.getInt();
        text(message); // schema
        text(message); // table
        message.get(); // replica identity
        List<String> names = new ArrayList<>();
        for (int left = message.getShort(); left > 0; left--) {
            message.get(); // flags
            names.add(text(message));
            message.getInt(); // type
            message.getInt(); // modifier of the type
        }
        // Sent again when the table has changed.
        columns.put(id, names);
    }

    private void insert(ByteBuffer message) {
        List<String> names = columns.get(message.getInt());
        message.get(); // the letter of a new row
        Map<String, ByteBuffer> values = new HashMap<>();
        int count = message.getShort();
        for (int i = 0; i < count; i++) {
            // A null has no length and no value.
            if (message.get() == 't') {
                int length = message.getInt();
                values.put(names.get(i), message.slice(message.position(), length));
                message.position(message.position() + length);
            }
        }
        // Text is made of those columns alone that are asked for: the payload may be large, and is not.
        written.add(row.apply(name ->
                StandardCharsets.UTF_8.decode(values.get(name).duplicate()).toString()));
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            // Up to the zero that ends it.
        }
        return StandardCharsets.UTF_8
                .decode(message.slice(start, message.position() - 1 - start))
                .toString();
    }
}
