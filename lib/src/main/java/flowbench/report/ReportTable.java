package flowbench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of a report.
 *
 * @param caption what it holds
 * @param columns the headers
 * @param rows a cell for each column
 * @param notes what must be known to read it, a sentence each
 */
record ReportTable(String caption, List<Column> columns, List<List<Cell>> rows, List<String> notes) {
    /**
     * A header.
     *
     * @param name what stands in it
     * @param number whether the cells below are numbers, which stand to the right
     */
    record Column(String name, boolean number) {}

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A table under construction: words to the left, numbers to the right. */
    static final class Builder {
        private final String caption;
        private final List<Column> columns = new ArrayList<>();
        private final List<List<Cell>> rows = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Builder(String caption) {
            this.caption = caption;
        }

        Builder words(String... names) {
            Arrays.stream(names).forEach(name -> columns.add(new Column(name, false)));
            return this;
        }

        Builder numbers(String... names) {
            Arrays.stream(names).forEach(name -> columns.add(new Column(name, true)));
            return this;
        }

        Builder row(List<Cell> cells) {
            rows.add(List.copyOf(cells));
            return this;
        }

        Builder note(String sentence) {
            notes.add(sentence);
            return this;
        }

        ReportTable build() {
            return new ReportTable(caption, List.copyOf(columns), List.copyOf(rows), List.copyOf(notes));
        }
    }
}
