package flowbench.settings;

/** What the command line says to its caller when it ends. A notebook may choose another number with {@code /exit}. */
public enum ExitCode {
    /** Everything was done. */
    OK(0, "everything was done"),
    /** A notebook failed or measured badly, or Flowbench has a bug. */
    FAILED(1, "a notebook or a measurement failed"),
    /** A wrong argument, setting or input: something the caller can mend. */
    USAGE(2, "a wrong argument, setting or input; the message says what to do"),
    /** A run delivered too few events. */
    UNDELIVERED(3, "fewer events were delivered than MIN_EVENT_DELIVERY asks for; the run is kept"),
    /** A comparison or a history found something worse. */
    WORSE(4, "something became worse"),
    /** A comparison could not tell, and was asked to fail then. */
    INCONCLUSIVE(5, "a comparison could not tell, and FAIL_ON=inconclusive asks to fail then"),
    /** There was nothing to compare. */
    NOTHING_MEASURED(6, "nothing was measured in what is to be looked at"),
    /** Ended by Ctrl-C; the Java machine gives this code by itself. */
    INTERRUPTED(130, "interrupted; what was measured until then is kept"),
    /** Ended by SIGTERM; the Java machine gives this code by itself. */
    TERMINATED(143, "told to end; what was measured until then is kept");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    public int number() {
        return number;
    }

    /** What the number means, for the help. */
    public String meaning() {
        return meaning;
    }
}
