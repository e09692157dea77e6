package flowbench.analysis;

import flowbench.statistics.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A table for people, as all results print theirs: text in columns for a terminal of 120 columns, the first columns to
 * the left, numbers to the right.
 */
public final class Grid {
    /** What stands in a cell whose value is not defined. */
    public static final String NOTHING = "–";

    static final int WIDTH = 120;

    private final int textColumns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Without rows.
     *
     * @param textColumns how many columns, from the first, stand to the left
     * @param headers a name for each column
     */
    public Grid(int textColumns, String... headers) {
        this.textColumns = textColumns;
        rows.add(List.of(headers));
    }

    /**
     * The cells of both bounds of an interval, or of none.
     *
     * @param text how a bound is written
     */
    public static List<String> bounds(Optional<? extends ConfidenceInterval> interval, DoubleFunction<String> text) {
        return interval.map(i -> List.of(text.apply(i.low()), text.apply(i.high())))
                .orElse(List.of(NOTHING, NOTHING));
    }

    /** Adds a row, which has a cell for each column. */
    public void add(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /**
     * The rows, each ended by a line feed.
     *
     * @param expendable the columns to leave out, in this order, while the rows are too wide
     */
    public String text(String... expendable) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            shown.add(i);
        }
        for (String header : expendable) {
            if (width(shown) <= WIDTH) {
                break;
            }
            shown.remove(Integer.valueOf(rows.get(0).indexOf(header)));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column : shown) {
                String padding = " ".repeat(width(column) - row.get(column).length());
                line.append(line.isEmpty() ? "" : " ".repeat(column < textColumns ? 1 : gap(shown)))
                        .append(column < textColumns ? row.get(column) + padding : padding + row.get(column));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int gap(List<Integer> shown) {
        return width(shown) + shown.size() - textColumns <= WIDTH ? 2 : 1;
    }

    private int width(List<Integer> shown) {
        return shown.stream().mapToInt(column -> width(column) + 1).sum() - 1;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    /** A sentence broken into lines of at most 120 columns, the first after a mark such as {@code "! "}. */
    public static String wrapped(String mark, String sentence) {
        StringBuilder text = new StringBuilder(mark);
        int column = mark.length();
        for (String word : sentence.split(" ")) {
            if (column > mark.length() && column + 1 + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(mark.length()));
                column = mark.length();
            }
            if (column > mark.length()) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.append('\n').toString();
    }
}
