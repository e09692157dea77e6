package flowbench.realtime;

/** A topic on one connection: which join is in force, and what became of it. Guarded by its connection. */
final class Membership {
    private final String topic;
    private String joinRef = "";
    private long askedNs;
    private ChannelStatus status = ChannelStatus.CLOSED;
    private String reason = "";

    Membership(String topic) {
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /** A join is on its way. */
    void asked(String ref) {
        joinRef = ref;
        askedNs = System.nanoTime();
        status = ChannelStatus.JOINING;
        reason = "";
    }

    String joinRef() {
        return joinRef;
    }

    long askedNs() {
        return askedNs;
    }

    /** Whether a frame belongs to the join in force; what an earlier one still brings is of no interest. */
    boolean isOf(Frame frame) {
        return frame.joinRef().isEmpty() || frame.joinRef().equals(joinRef);
    }

    ChannelStatus status() {
        return status;
    }

    /** Whether it is joined, or about to be. */
    boolean isWanted() {
        return status == ChannelStatus.JOINING || status == ChannelStatus.SUBSCRIBED;
    }

    void become(ChannelStatus now) {
        status = now;
    }

    /** What the server has said is wrong; the latest counts. */
    void complain(String why) {
        reason = why;
    }

    String reason() {
        return reason;
    }
}
