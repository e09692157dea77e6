package flowbench.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An engine that runs flows on PostgreSQL. Implementations hold no state: any thread may call, each with a connection of its
 * own, so that waiting for a connection can be timed apart from the call. The calls that are measured are one round trip and
 * one transaction on a connection in auto-commit, but where an engine's own client makes several. What the server refuses is an
 * {@link SQLException} with its SQLSTATE.
 */
public interface FlowEngine {
    /** The name in CSV files, such as {@code reference}. */
    String name();

    /** The version that is installed in this database. */
    String version(Connection connection) throws SQLException;

    /**
     * Brings the engine into the database; changes nothing where it is already.
     *
     * @throws flowbench.settings.UserException if another version of it is installed
     */
    void install(Connection connection) throws SQLException;

    /** Makes workers known, where the engine asks for that, so that they may claim tasks. */
    default void register(Connection connection, Collection<UUID> workers) throws SQLException {}

    /** Takes back {@link #register}; the tasks that they claimed must be gone. */
    default void unregister(Connection connection, Collection<UUID> workers) throws SQLException {}

    /** Creates a flow with the default options; changes nothing if there is one with this slug. */
    void createFlow(Connection connection, String flow) throws SQLException;

    /** Adds one step; the steps it waits for must be there. Changes nothing if the flow has one with this slug. */
    void addStep(Connection connection, String flow, Step step) throws SQLException;

    /** Creates a flow and adds its steps, one call each. */
    default void define(Connection connection, FlowDefinition definition) throws SQLException {
        createFlow(connection, definition.flow());
        for (Step step : definition.steps()) {
            addStep(connection, definition.flow(), step);
        }
    }

    /**
     * Starts a run of a flow and queues the tasks of the steps that wait for nothing.
     *
     * @param flowRun what the run is to be known by: chosen by the caller, who can so expect its events before it is there
     */
    void startFlow(Connection connection, String flow, UUID flowRun, String inputJson) throws SQLException;

    /**
     * Claims the oldest visible tasks of a flow and hides them from others until the timeout of their steps. Never waits.
     *
     * @param most tasks to claim, at least 1
     * @param worker who claims
     * @return up to so many; empty if none is visible
     */
    List<Task> claim(Connection connection, String flow, int most, UUID worker) throws SQLException;

    /** Completes a claimed task; see {@link Outcome} for a task that is not, or no longer, the caller's. */
    Outcome completeTask(Connection connection, Task task, String outputJson) throws SQLException;

    /**
     * Completes claimed tasks in one transaction.
     *
     * @param outputsJson one for each task
     * @return how each ended, in the order of the tasks
     */
    List<Outcome> completeTasks(Connection connection, List<Task> tasks, List<String> outputsJson) throws SQLException;

    /** Fails a claimed task: it is tried again after a delay, or for good, which fails the run. */
    Outcome failTask(Connection connection, Task task, String error) throws SQLException;

    /**
     * Reads where a run stands.
     *
     * @throws IllegalArgumentException if there is no such run
     */
    RunState readRun(Connection connection, UUID flowRun) throws SQLException;

    /**
     * What the state of some runs says must have been announced: of each step that completed or failed, and of each run that
     * did, its event. This is what a reader who missed an event can still find out.
     */
    List<EventKey> endings(Connection connection, Collection<UUID> flowRuns) throws SQLException;

    /** Where the events are written. */
    Outbox outbox();

    /** The queue that it is built on, bare. */
    MessageQueue queue();

    /** The flows that Flowbench made, by {@link FlowNames#SHAPE}, in the order of their names. */
    List<String> flows(Connection connection) throws SQLException;

    /** Removes a flow and all it left: definition, runs, tasks, messages, events. Stop its workers first. */
    void deleteFlow(Connection connection, String flow) throws SQLException;

    /** Removes what belongs to no flow and was left by somebody who was killed. */
    default void deleteOrphans(Connection connection) throws SQLException {
        outbox().deleteOrphans(connection);
    }

    /** The tables of the engine that have rows of Flowbench in them, with how many; empty when everything was cleaned. */
    Map<String, Long> leftovers(Connection connection) throws SQLException;

    /** The tables of the engine that fill and empty while flows run, qualified, for {@code VACUUM}. */
    List<String> tables();
}
