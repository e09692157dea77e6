package flowbench.settings;

/**
 * Something the person at the keyboard can mend. The message is the whole sentence to show: what is wrong, where, and what
 * to do about it. Everything that is not one of these is a bug of Flowbench.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean whileMeasuring;

    /** Of one sentence that needs no cause to be understood. */
    public UserException(String sentence) {
        this(sentence, null);
    }

    /** Of one sentence, with the exception that led to it for those who ask for a trace. */
    public UserException(String sentence, Throwable cause) {
        this(sentence, cause, false);
    }

    private UserException(String sentence, Throwable cause, boolean whileMeasuring) {
        super(sentence, cause);
        this.whileMeasuring = whileMeasuring;
    }

    /** Of what went wrong after the input had been found good: a measurement that failed. */
    public static UserException whileMeasuring(String sentence, Throwable cause) {
        return new UserException(sentence, cause, true);
    }

    /** Whether a measurement failed, where otherwise an argument, a setting or a file is wrong. */
    public boolean isWhileMeasuring() {
        return whileMeasuring;
    }
}
