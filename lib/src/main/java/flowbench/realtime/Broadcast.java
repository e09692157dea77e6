package flowbench.realtime;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message that the server sent to all who had joined a topic.
 *
 * @param topic as it was joined
 * @param event the name that its sender gave it
 * @param payload what its sender put in, and the {@code id} that the database added
 * @param arrivedNs when its last byte was here, of {@link System#nanoTime}: however long it waits to be received
 */
public record Broadcast(String topic, String event, JsonNode payload, long arrivedNs) {}
