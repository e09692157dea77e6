package flowbench.settings;

/**
 * Something the person at the keyboard can mend. The message is the whole sentence to show: what is wrong, where, and what
 * to do about it. Everything that is not one of these is a bug of Flowbench.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of one sentence that needs no cause to be understood. */
    public UserException(String sentence) {
        super(sentence);
    }

    /** Of one sentence, with the exception that led to it for those who ask for a trace. */
    public UserException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
