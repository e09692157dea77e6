package flowbench.settings;

/**
 * Something the person at the keyboard can mend. The message is the whole sentence to show: what is wrong, where, and what
 * to do about it. Everything that is not one of these is a bug of Flowbench.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a sentence is about, which decides what the process ends with. */
    public enum Type {
        /** An argument, a setting or a file is wrong. */
        INPUT,
        /** A measurement failed after the input had been found good. */
        MEASUREMENT,
        /** Fewer events were delivered than {@link Setting#MIN_EVENT_DELIVERY} asks for. */
        DELIVERY
    }

    private final Type type;

    /** Of one sentence that needs no cause to be understood. */
    public UserException(String sentence) {
        this(sentence, null);
    }

    /** Of one sentence, with the exception that led to it for those who ask for a trace. */
    public UserException(String sentence, Throwable cause) {
        this(sentence, cause, Type.INPUT);
    }

    private UserException(String sentence, Throwable cause, Type type) {
        super(sentence, cause);
        this.type = type;
    }

    /** Of what went wrong after the input had been found good: a measurement that failed. */
    public static UserException whileMeasuring(String sentence, Throwable cause) {
        return new UserException(sentence, cause, Type.MEASUREMENT);
    }

    /** Of a run that delivered too few events. */
    public static UserException tooFewDelivered(String sentence) {
        return new UserException(sentence, null, Type.DELIVERY);
    }

    /** What it is about. */
    public Type type() {
        return type;
    }
}
