package flowbench.notebook;

/** Prints what a notebook displays. */
interface Printer {
    /** Prints what {@link Display#display} was given. */
    void print(Object object);

    /** Prints the value of the last expression of a cell. */
    default void printValue(Object value) {
        print(value);
    }
}
