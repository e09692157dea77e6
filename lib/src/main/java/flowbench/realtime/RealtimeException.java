package flowbench.realtime;

/**
 * A connection or a channel cannot be had, or has ended. The message is a clause without a full stop, and holds
 * no key.
 */
public final class RealtimeException extends Exception {
    private static final long serialVersionUID = 1L;

    RealtimeException(String message) {
        super(message);
    }

    RealtimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
