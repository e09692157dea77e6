package flowbench.settings;

/**
 * Something the person at the keyboard can mend. The message is the whole sentence to show: what is wrong, where, and what
 * to do about it. Everything that is not one of these is a bug of Flowbench.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /** Of one sentence that needs no cause to be understood. */
    public UserException(String sentence) {
        this(sentence, null);
    }

    /** Of one sentence, with the exception that led to it for those who ask for a trace. */
    public UserException(String sentence, Throwable cause) {
        this(sentence, cause, ExitCode.USAGE);
    }

    private UserException(String sentence, Throwable cause, ExitCode exitCode) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** Of what went wrong after the input had been found good: a measurement that failed. */
    public static UserException whileMeasuring(String sentence, Throwable cause) {
        return new UserException(sentence, cause, ExitCode.FAILED);
    }

    /** Of a run that delivered too few events. */
    public static UserException tooFewDelivered(String sentence) {
        return new UserException(sentence, null, ExitCode.UNDELIVERED);
    }

    /** Of runs, or parts of them, in which nothing was measured. */
    public static UserException nothingMeasured(String sentence) {
        return new UserException(sentence, null, ExitCode.NOTHING_MEASURED);
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
