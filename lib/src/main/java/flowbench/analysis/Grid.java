package flowbench.analysis;

import flowbench.statistics.ConfidenceInterval;
import flowbench.terminal.Emphasis;
import flowbench.terminal.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table for people, as all results print theirs: the first columns are text and stand to the left, numbers to the
 * right. It is never wider than standard output. Where it would be, long headers are written in several lines, what is the
 * same in all rows is said once below, columns that can be spared are left out and named, and long texts are written in
 * several lines; and where all of that does not make it fit, the columns stand in tables below each other that begin with
 * the same texts. Where these leave no room for a column beside them, the rows stand below each other, and in each its numbers.
 */
public final class Grid {
    /** What stands in a cell whose value is not defined. */
    public static final String NOTHING = "–";

    /** Longer lines of prose are hard to read, however wide the terminal is. */
    private static final int PROSE_COLUMNS = 120;

    /** A text is not written in a narrower column than this. */
    private static final int NARROWEST_TEXT = 12;

    /** A blank at which no line ends. */
    private static final char UNBROKEN = '\u00a0';

    private final int textColumns;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<String, Function<String, Optional<Emphasis>>> emphases = new HashMap<>();

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

    /** From now on the cells of a column are written with the emphasis that a function has for their text. */
    public void write(String header, Function<String, Optional<Emphasis>> emphasis) {
        emphases.put(header, emphasis);
    }

    /**
     * The rows, each ended by a line feed, as wide as standard output.
     *
     * @param expendable the columns to leave out, in this order, while the rows are too wide
     */
    public String text(String... expendable) {
        return text(Terminal.ofOutput().columns(), expendable);
    }

    /** The rows in a number of columns. */
    String text(int columns, String... expendable) {
        List<Integer> all = IntStream.range(0, headers().size()).boxed().toList();
        int[] widths = all.stream().mapToInt(column -> width(column, 0)).toArray();
        int[] narrowed = widths.clone();
        narrowHeaders(all, narrowed, columns);
        List<Integer> same = width(all, narrowed) > columns ? same(all) : List.of();
        List<Integer> differing = without(all, same);
        List<Integer> spared = new ArrayList<>();
        for (String header : expendable) {
            int column = headers().indexOf(header);
            if (!same.contains(column) && width(without(differing, spared), narrowed) > columns) {
                spared.add(column);
            }
        }
        List<Integer> shown = without(differing, spared);
        int[] fitted = widths.clone();
        narrowHeaders(shown, fitted, columns);
        narrowTexts(shown, fitted, columns);
        String beside = sameText(same, columns) + sparedText(spared, columns);
        if (width(shown, fitted) <= columns) {
            return text(shown, fitted, columns) + beside;
        }
        List<List<Integer>> blocks = blocks(differing, widths, columns);
        List<List<Integer>> fewer = blocks(shown, widths, columns);
        if (fewer.stream().anyMatch(block -> width(block, widths) > columns)) {
            return rowByRow(shown, columns) + beside;
        }
        return fewer.size() < blocks.size()
                ? below(fewer, widths, columns) + beside
                : below(blocks, widths, columns) + sameText(same, columns);
    }

    private static List<Integer> without(List<Integer> columns, List<Integer> others) {
        return columns.stream().filter(column -> !others.contains(column)).toList();
    }

    /** The columns of numbers that say the same in every row, and are no part of an interval. */
    private List<Integer> same(List<Integer> all) {
        return rows.size() < 3
                ? List.of()
                : together(all).stream()
                        .filter(group -> group.size() == 1)
                        .map(group -> group.get(0))
                        .filter(column -> rows.stream()
                                        .skip(1)
                                        .map(row -> row.get(column))
                                        .distinct()
                                        .count()
                                == 1)
                        .toList();
    }

    private String sameText(List<Integer> same, int columns) {
        return same.stream().allMatch(column -> headers().get(column).isEmpty())
                ? ""
                : wrapped(
                        "",
                        same.stream()
                                .filter(column -> !headers().get(column).isEmpty())
                                .map(column -> headers().get(column) + " "
                                        + (rows.get(1).get(column).isEmpty()
                                                ? "blank"
                                                : rows.get(1).get(column)))
                                .collect(Collectors.joining(", ", "(in all rows: ", ")")),
                        columns);
    }

    private String sparedText(List<Integer> spared, int columns) {
        return spared.isEmpty()
                ? ""
                : wrapped(
                        "",
                        spared.stream()
                                .map(headers()::get)
                                .collect(Collectors.joining(", ", "(" + columns + " columns are too few for: ", ")")),
                        columns);
    }

    private String below(List<List<Integer>> blocks, int[] widths, int columns) {
        return blocks.stream().map(block -> text(block, widths, columns)).collect(Collectors.joining("\n"));
    }

    private List<String> headers() {
        return rows.get(0);
    }

    /** The longest cell of a column from a row on. */
    private int width(int column, int fromRow) {
        return rows.stream()
                .skip(fromRow)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }

    private int width(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(column -> widths[column] + 1).sum() - 1;
    }

    /** Writes headers in several lines, those first that this makes narrowest, until the rows fit. */
    private void narrowHeaders(List<Integer> shown, int[] widths, int columns) {
        int[] narrow = IntStream.range(0, headers().size())
                .map(column -> Math.max(width(column, 1), longestWord(headers().get(column))))
                .toArray();
        while (width(shown, widths) > columns) {
            Optional<Integer> best = shown.stream()
                    .filter(column -> narrow[column] < widths[column])
                    .max((a, b) -> Integer.compare(widths[a] - narrow[a], widths[b] - narrow[b]));
            if (best.isEmpty()) {
                return;
            }
            widths[best.get()] = narrow[best.get()];
        }
    }

    /** Writes texts in several lines, the longest first, until the rows fit. */
    private void narrowTexts(List<Integer> shown, int[] widths, int columns) {
        List<Integer> texts = shown.stream()
                .filter(column -> column < textColumns)
                .sorted((a, b) -> Integer.compare(widths[b], widths[a]))
                .toList();
        for (int column : texts) {
            int narrowest = Math.max(
                    NARROWEST_TEXT,
                    rows.stream()
                            .mapToInt(row -> longestWord(row.get(column)))
                            .max()
                            .orElse(0));
            int tooWide = width(shown, widths) - columns;
            if (tooWide > 0 && narrowest < widths[column]) {
                widths[column] = Math.max(narrowest, widths[column] - tooWide);
            }
        }
    }

    private List<Integer> withTexts(List<Integer> numbers) {
        return Stream.concat(IntStream.range(0, textColumns).boxed(), numbers.stream())
                .toList();
    }

    /** The columns in groups that fit, each with the columns of text before it. */
    private List<List<Integer>> blocks(List<Integer> shown, int[] widths, int columns) {
        together(shown).stream()
                .max(Comparator.comparingInt(group -> width(group, widths)))
                .ifPresent(widest -> narrowTexts(withTexts(widest), widths, columns));
        List<List<Integer>> blocks = new ArrayList<>();
        List<Integer> block = withTexts(List.of());
        together(shown).forEach(group -> narrowHeaders(withTexts(group), widths, columns));
        List<List<Integer>> groups = together(shown).stream()
                .flatMap(group -> width(withTexts(group), widths) <= columns ? Stream.of(group) : apart(group))
                .toList();
        for (List<Integer> group : groups) {
            List<Integer> longer = Stream.concat(block.stream(), group.stream()).toList();
            if (width(longer, widths) > columns && block.size() > textColumns) {
                blocks.add(block);
                longer = withTexts(group);
            }
            block = longer;
        }
        blocks.add(block);
        return blocks;
    }

    /** The columns of numbers, a value and the bounds of its interval together. */
    private List<List<Integer>> together(List<Integer> shown) {
        List<List<Integer>> groups = new ArrayList<>();
        for (int column : shown) {
            if (column < textColumns) {
                continue;
            }
            if (groups.isEmpty() || !headers().get(column).matches("low|high")) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(column);
        }
        return groups;
    }

    /** A value by itself, and the bounds of its interval, which still stand together. */
    private static Stream<List<Integer>> apart(List<Integer> group) {
        return Stream.of(group.subList(0, 1), group.subList(1, group.size())).filter(part -> !part.isEmpty());
    }

    /** The texts of each row, and below them its numbers, each after its header. */
    private String rowByRow(List<Integer> shown, int columns) {
        List<Integer> numbers =
                shown.stream().filter(column -> column >= textColumns).toList();
        StringBuilder text = new StringBuilder();
        for (List<String> cells : rows) {
            String texts = cells.subList(0, textColumns).stream()
                    .filter(cell -> !cell.isEmpty())
                    .collect(Collectors.joining(" "));
            text.append(texts.isEmpty() ? "" : wrapped("", texts, columns));
            if (cells != headers()) {
                text.append(numbers(cells, numbers, columns));
            }
        }
        return text.toString();
    }

    private String numbers(List<String> cells, List<Integer> numbers, int columns) {
        String said = numbers.stream()
                .filter(column -> !cells.get(column).isEmpty())
                .map(column -> headers().get(column) + " " + emphasised(column, cells.get(column)))
                // A header and its number stay in one line.
                .map(pair -> pair.replace(' ', UNBROKEN))
                .collect(Collectors.joining(", "));
        return said.isEmpty() ? "" : wrapped("  ", said, columns).replace(UNBROKEN, ' ');
    }

    private String text(List<Integer> shown, int[] widths, int columns) {
        int gap = width(shown, widths) + shown.size() - textColumns <= columns ? 2 : 1;
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = rows.get(row);
            List<List<String>> parts = shown.stream()
                    .map(column -> lines(cells.get(column), widths[column]))
                    .toList();
            int height = parts.stream().mapToInt(List::size).max().orElse(1);
            for (int i = 0; i < height; i++) {
                StringBuilder line = new StringBuilder();
                for (int j = 0; j < shown.size(); j++) {
                    // A header stands right above its column, a text begins in the line of its row.
                    int part = row == 0 ? i - height + parts.get(j).size() : i;
                    String cell = part < 0 || part >= parts.get(j).size()
                            ? ""
                            : parts.get(j).get(part);
                    int column = shown.get(j);
                    String padding = " ".repeat(Math.max(0, widths[column] - cell.length()));
                    String written = row == 0 ? cell : emphasised(column, cell);
                    line.append(" ".repeat(j == 0 ? 0 : column < textColumns ? 1 : gap))
                            .append(column < textColumns ? written + padding : padding + written);
                }
                text.append(line.toString().stripTrailing()).append('\n');
            }
        }
        return text.toString();
    }

    private String emphasised(int column, String cell) {
        return Optional.ofNullable(emphases.get(headers().get(column)))
                .flatMap(of -> of.apply(cell))
                .map(emphasis -> emphasis.write(cell))
                .orElse(cell);
    }

    private static int longestWord(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(String::length).max().orElse(0);
    }

    /** A text in lines of a width, a number and its % in the same; a longer word has a line of its own. */
    private static List<String> lines(String text, int width) {
        if (text.length() <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        int length = -1;
        for (String word : text.split(" (?!%)")) {
            // A colour takes no room.
            int more = 1 + Emphasis.removed(word).length();
            if (!line.isEmpty() && length + more > width) {
                lines.add(String.join(" ", line));
                line.clear();
                length = -1;
            }
            line.add(word);
            length += more;
        }
        lines.add(String.join(" ", line));
        return lines;
    }

    /**
     * A sentence broken into lines as wide as standard output, the first after a mark such as {@code "! "}; of a wide
     * terminal only 120 columns are used.
     */
    public static String wrapped(String mark, String sentence) {
        return wrapped(
                mark, sentence, Math.min(PROSE_COLUMNS, Terminal.ofOutput().columns()));
    }

    private static String wrapped(String mark, String sentence, int columns) {
        String indent = " ".repeat(mark.length());
        String first = mark.startsWith("!") ? Emphasis.NOTICE.write("!") + mark.substring(1) : mark;
        return first + String.join("\n" + indent, lines(sentence, columns - mark.length())) + "\n";
    }
}
