package flowbench.realtime;

/**
 * How much a client asks of a server, and how long it waits.
 *
 * @param channelsPerConnection most topics that are joined on one connection; servers allow 100 by default
 * @param joinsPerSecond most joins in a second, on all connections together; servers allow 100 by default
 * @param broadcasts most broadcasts that may wait to be received
 * @param answerMs how long a server may take to answer a connect, a join or a question
 * @param heartbeatMs between two heartbeats; one that is unanswered when the next is due ends the connection
 */
public record Limits(int channelsPerConnection, int joinsPerSecond, int broadcasts, long answerMs, long heartbeatMs) {
    /** The times are those of the published client; the joins leave a fifth of what is allowed to others. */
    public static final Limits DEFAULT = new Limits(100, 80, 100_000, 10_000, 25_000);
}
