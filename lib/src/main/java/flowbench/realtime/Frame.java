package flowbench.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One message of the protocol, either way.
 *
 * @param topic whose channel it belongs to; {@code phoenix} for the connection itself
 * @param event what it is
 * @param payload depends on the event
 * @param ref tells which message it answers; empty where it answers none
 * @param joinRef the ref of the join that it belongs to; empty where it belongs to none
 */
record Frame(String topic, String event, JsonNode payload, String ref, String joinRef) {
    static final String CONNECTION = "phoenix";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Frame parse(String text) throws JsonProcessingException {
        JsonNode json = JSON.readTree(text);
        return new Frame(
                json.path("topic").asText(""),
                json.path("event").asText(""),
                json.path("payload"),
                json.path("ref").asText(""),
                json.path("join_ref").asText(""));
    }

    static Frame heartbeat(String ref) {
        return new Frame(CONNECTION, "heartbeat", JsonNodeFactory.instance.objectNode(), ref, "");
    }

    static Frame leave(String topic, String ref, String joinRef) {
        return new Frame(topic, "phx_leave", JsonNodeFactory.instance.objectNode(), ref, joinRef);
    }

    /**
     * Asks for the broadcasts of a topic and for nothing else, and to be told when those of the database are on
     * their way.
     */
    static Frame join(String topic, String ref, String key) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        ObjectNode config = payload.putObject("config");
        config.putObject("broadcast").put("ack", false).put("self", false).put("replication_ready", true);
        config.putObject("presence").put("key", "").put("enabled", false);
        config.putArray("postgres_changes");
        config.put("private", false);
        payload.put("access_token", key);
        return new Frame(topic, "phx_join", payload, ref, ref);
    }

    /** As it goes over the wire. */
    String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("topic", topic);
        json.put("event", event);
        json.set("payload", payload);
        json.put("ref", ref);
        json.put("join_ref", joinRef.isEmpty() ? null : joinRef);
        return json.toString();
    }
}
