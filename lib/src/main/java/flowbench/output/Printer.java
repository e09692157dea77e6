package flowbench.output;

/** Prints what a notebook displays. */
public interface Printer {
    /** Prints what {@code display} was given. */
    void print(Object object);

    /** Prints the value of the last expression of a cell. */
    default void printValue(Object value) {
        print(value);
    }
}
