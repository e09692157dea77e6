package flowbench.runfolder;

import flowbench.settings.UserException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * One row of a CSV file, whose cells are checked as they are read. It is the next row once the reader that it was handed to has
 * returned: what is to be kept is taken out of it.
 *
 * @param <C> the columns of the file
 */
public final class CsvRow<C extends Enum<C> & Column> {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*\\.?[0-9]*(?:[eE][-+]?[0-9]+)?");

    private final Path file;
    private final CsvScanner scanner;
    private final int[] positions;
    private final List<Map<String, Enum<?>>> words = new ArrayList<>();

    CsvRow(Path file, CsvScanner scanner, int[] positions) {
        this.file = file;
        this.scanner = scanner;
        this.positions = positions;
        for (int i = 0; i < positions.length; i++) {
            words.add(new HashMap<>());
        }
    }

    private int cell(C column) {
        return positions[column.ordinal()];
    }

    /** The text of a cell. */
    public String text(C column) {
        return scanner.text(cell(column));
    }

    /** The whole number in a cell, or a {@link UserException} that names file, line and column. */
    public long whole(C column) {
        long digits = scanner.digits(cell(column));
        if (digits >= 0) {
            return digits;
        }
        try {
            return Long.parseLong(text(column));
        } catch (NumberFormatException e) {
            throw bad(column);
        }
    }

    /** The whole number in a cell that counts things, or a {@link UserException} that names file, line and column. */
    public int count(C column) {
        long value = whole(column);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw bad(column);
        }
        return (int) value;
    }

    /** The duration in a cell, in nanoseconds, or a {@link UserException} that names file, line and column. */
    public long duration(C column) {
        long value = whole(column);
        if (value < 0) {
            throw bad(column);
        }
        return value;
    }

    /** The duration in a cell that may be empty, in nanoseconds, or a {@link UserException} that names file, line and column. */
    public OptionalLong durationIfAny(C column) {
        return scanner.isEmpty(cell(column)) ? OptionalLong.empty() : OptionalLong.of(duration(column));
    }

    /** The finite number in a cell, or a {@link UserException} that names file, line and column. */
    public double number(C column) {
        try {
            String text = text(column);
            double value = Double.parseDouble(text);
            // Double.parseDouble takes "1d", "0x1p3" and blanks around a number: none of them is decimal CSV.
            if (Double.isFinite(value) && DECIMAL.matcher(text).matches()) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is not finite.
        }
        throw bad(column);
    }

    /** The instant in a cell, or a {@link UserException} that names file, line and column. */
    public Instant instant(C column) {
        try {
            return Instant.parse(text(column));
        } catch (DateTimeException e) {
            throw bad(column);
        }
    }

    /** The word of an enum in a cell, or a {@link UserException} that names file, line and column. */
    public <E extends Enum<E>> E word(C column, Class<E> words) {
        String text = text(column);
        // A column has few words, and a file a million rows.
        Map<String, Enum<?>> known = this.words.get(column.ordinal());
        Enum<?> found = known.get(text);
        if (words.isInstance(found)) {
            return words.cast(found);
        }
        for (E word : words.getEnumConstants()) {
            if (word.toString().equals(text)) {
                known.put(text, word);
                return word;
            }
        }
        throw bad(column);
    }

    /** What is wrong with a row whose cells are good each by itself: a sentence that names file, line and column. */
    UserException refused(C column, String why) {
        return new UserException(String.format("%s:%d: column %s: %s", file, scanner.line(), column.header(), why));
    }

    private UserException bad(C column) {
        return new UserException(String.format(
                "%s:%d: column %s holds \"%s\"; it must be %s.",
                file,
                scanner.line(),
                column.header(),
                text(column),
                column.type().allowed()));
    }
}
