package flowbench.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Phase;

/** What a fork says on its standard output, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ForkMessage.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = ForkMessage.Entered.class, name = "entered"),
    @JsonSubTypes.Type(value = ForkMessage.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = ForkMessage.FailedIteration.class, name = "failed_iteration"),
    @JsonSubTypes.Type(value = ForkMessage.Disconnected.class, name = "disconnected"),
    @JsonSubTypes.Type(value = ForkMessage.Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = ForkMessage.Failed.class, name = "failed")
})
sealed interface ForkMessage {
    /** The database is there; the fork waits for a line before it measures, so that the manifest comes before the first sample. */
    record Ready(long pid, String engineVersion, Manifest.Server server, Manifest.Machine machine, long databaseStartNs)
            implements ForkMessage {}

    /** A phase has begun. */
    record Entered(int iteration, Kind kind, Phase phase) implements ForkMessage {}

    /** An iteration is on disk; its throughput in a unit such as {@code steps/s}. */
    record Finished(int iteration, Kind kind, double throughput, String unit) implements ForkMessage {}

    /**
     * A connection was lost in an iteration, whose calls are on disk; the run goes on without it.
     *
     * @param kind what it would have been
     * @param cause a sentence without its full stop
     */
    record FailedIteration(int iteration, Kind kind, Phase phase, String cause) implements ForkMessage {}

    /**
     * The server may be away, and whoever holds the database may hold it no longer; the fork waits for a line before it touches
     * what is there, so that the database is held again by then.
     */
    record Disconnected() implements ForkMessage {}

    /** Something that a reader of the numbers must know. */
    record Warning(String sentence) implements ForkMessage {}

    /** The fork ends, and the run with it. */
    record Failed(String sentence) implements ForkMessage {}

    /** Turns messages and plans into lines and back. */
    JsonMapper JSON = new JsonMapper();

    /** The line of this message. */
    default String line() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The message of a line. */
    static ForkMessage parse(String line) {
        try {
            return JSON.readValue(line, ForkMessage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A fork said: " + line, e);
        }
    }
}
