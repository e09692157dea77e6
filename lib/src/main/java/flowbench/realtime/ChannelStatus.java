package flowbench.realtime;

/** Where the channel of a topic stands, in the words of the published client. */
public enum ChannelStatus {
    /** Asked for, and not answered yet. */
    JOINING,
    /** The server has taken the join. */
    SUBSCRIBED,
    /** The server refused the join, or its channel has crashed. */
    CHANNEL_ERROR,
    /** The server did not answer the join in time. */
    TIMED_OUT,
    /** The server has closed the channel, or its connection is gone. */
    CLOSED
}
