package flowbench.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The table that an engine writes its events to, in the transaction that they tell of. Like the engine it holds no state; each
 * call is one round trip on the connection it is given.
 */
public interface Outbox {
    /** The table, qualified: what a publication names. */
    String table();

    /** The names of the channels that can listen to it. */
    List<String> channels();

    /** The events of some flow runs, by sequence. */
    List<WrittenEvent> read(Connection connection, Collection<UUID> flowRuns) throws SQLException;

    /**
     * Where a reader begins who wants what is committed from now on: an event that is not committed yet has a higher number,
     * be it one that its transaction has drawn already. Events above it that are committed may be there too.
     */
    long end(Connection connection) throws SQLException;

    /**
     * What a reader sees that follows the sequence. Numbers are given before transactions commit, so one that is missing below
     * the highest may still come: the reader asks for it again, until no transaction is left that could bring it.
     *
     * @param sequence everything after it is wanted
     * @param missing lower numbers that are wanted too
     */
    Look look(Connection connection, long sequence, List<Numbers> missing) throws SQLException;

    /** Sequence numbers from the first to the last, both included. */
    record Numbers(long first, long last) {}

    /**
     * One look at the outbox.
     *
     * @param events by sequence
     * @param oldestRunning every transaction with a lower id had ended when this was read
     * @param nextTransaction every transaction that had drawn a number below the highest that was seen had a lower id; 0 where
     *     no number after the sequence is missing
     */
    record Look(List<WrittenEvent> events, long oldestRunning, long nextTransaction) {}

    /**
     * Writes an event that nothing led to, to see it come back. Its type is {@code OTHER}, and its step is the number.
     *
     * @param flowRun of no flow: what tells the sentinels of one reader from all else
     * @param number tells one from the other
     */
    void writeSentinel(Connection connection, UUID flowRun, long number) throws SQLException;

    /** Removes every sentinel of a reader. */
    default void deleteSentinels(Connection connection, UUID flowRun) throws SQLException {
        deleteRuns(connection, List.of(flowRun));
    }

    /** Removes the events of no flow run: what somebody left who was killed. */
    void deleteOrphans(Connection connection) throws SQLException;

    /**
     * Writes the events of a flow run that nobody made, in one statement and one transaction: those of a run that completes, in
     * an order in which they could happen, like the engine's in names and payload. No other table knows of the run.
     */
    void writeRun(Connection connection, UUID flowRun, FlowDefinition flow) throws SQLException;

    /** Removes the events of such runs. */
    void deleteRuns(Connection connection, Collection<UUID> flowRuns) throws SQLException;

    /** Has the key of every event that is written from now on announced by {@code NOTIFY}, or no longer. */
    void announce(Connection connection, boolean byNotify) throws SQLException;

    /** The channel of {@code NOTIFY} that keys are announced on. */
    String notifyChannel();

    /** The event of a key that was announced; of type {@code OTHER} and no flow run where it is not of this outbox. */
    WrittenEvent ofKey(String key);

    /** The event of a row, from the text of its columns. */
    WrittenEvent ofRow(UnaryOperator<String> column);
}
