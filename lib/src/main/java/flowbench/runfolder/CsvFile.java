package flowbench.runfolder;

import flowbench.settings.UserException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of a run: RFC 4180 with line feeds, UTF-8, a header row. Rows are appended a whole iteration at a time and are
 * on disk when {@link #append} returns. Reading takes the columns in any order and passes over those it does not know.
 *
 * @param <C> the columns of the file
 */
public final class CsvFile<C extends Enum<C> & Column> {
    private static final char NOT_UTF_8 = '\uFFFD';
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final Path path;
    private final C[] columns;

    CsvFile(Path path, Class<C> columns) {
        this.path = path;
        this.columns = columns.getEnumConstants();
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Writes the header row into a file that must not be there yet. */
    void create() throws IOException {
        write(List.<Object[]>of(Arrays.stream(columns).map(Column::header).toArray()), StandardOpenOption.CREATE_NEW);
    }

    /** Appends rows, each with the cells in the order of the columns, and waits until they are on disk. */
    void append(Iterable<Object[]> rows) throws IOException {
        write(rows, StandardOpenOption.APPEND);
    }

    private void write(Iterable<Object[]> rows, StandardOpenOption option) throws IOException {
        // Written as it is made: the rows of a long iteration need not fit into memory a second time, as text.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, option);
                CSVPrinter printer = new CSVPrinter(
                        new BufferedWriter(
                                new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8)),
                        FORMAT)) {
            for (Object[] row : rows) {
                printer.printRecord(row);
            }
            printer.flush();
            channel.force(true);
        }
    }

    /**
     * Hands every whole row to a reader, in the order of the file.
     *
     * @return what was passed over: a last line that was cut off while it was written
     * @throws UserException if the file is absent, lacks a column, or has a row with too few cells
     */
    public Optional<String> read(Consumer<CsvRow<C>> reader) {
        // Not Files.newBufferedReader: at a letter that was cut in half it throws away whole rows that it has buffered.
        try (BufferedReader text =
                        new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8));
                CSVParser parser =
                        FORMAT.builder().setIgnoreEmptyLines(true).get().parse(text)) {
            return read(parser, reader);
        } catch (NoSuchFileException e) {
            throw new UserException(path + ": there is no such file.", e);
        } catch (IOException e) {
            throw new UserException(path + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private Optional<String> read(CSVParser parser, Consumer<CsvRow<C>> reader) throws IOException {
        boolean cut = endsWithoutLineFeed();
        Iterator<CSVRecord> records = parser.iterator();
        if (!records.hasNext()) {
            throw new UserException(path + ":1: the header row is missing; it must name the columns "
                    + String.join(
                            ", ", Arrays.stream(columns).map(Column::header).toList()) + ".");
        }
        CSVRecord header = records.next();
        Map<C, Integer> positions = positions(header);
        // A row is handed over once it is known whether another follows: the last row of a cut file is never handed
        // over.
        CSVRecord held = null;
        long heldLine = 0;
        while (true) {
            long line = parser.getCurrentLineNumber() + 1;
            CSVRecord next;
            try {
                next = records.hasNext() ? records.next() : null;
            } catch (UncheckedIOException e) {
                if (!cut) {
                    throw new UserException(
                            path + ":" + line + ": is not CSV: " + e.getCause().getMessage() + ".", e);
                }
                if (held != null) {
                    hand(held, heldLine, header, positions, reader);
                }
                return Optional.of(cutLine(line));
            }
            if (held != null) {
                if (cut && next == null) {
                    return Optional.of(cutLine(heldLine));
                }
                hand(held, heldLine, header, positions, reader);
            }
            if (next == null) {
                return Optional.empty();
            }
            held = next;
            heldLine = line;
        }
    }

    private void hand(
            CSVRecord cells, long line, CSVRecord header, Map<C, Integer> positions, Consumer<CsvRow<C>> reader) {
        if (cells.size() != header.size()) {
            throw new UserException(String.format(
                    "%s:%d: the row has %d cells; the header names %d columns.",
                    path, line, cells.size(), header.size()));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).indexOf(NOT_UTF_8) >= 0) {
                throw new UserException(
                        path + ":" + line + ": column " + header.get(i) + " holds bytes that are not UTF-8.");
            }
        }
        reader.accept(new CsvRow<>(path, positions, cells, line));
    }

    private Map<C, Integer> positions(CSVRecord header) {
        List<String> names = new ArrayList<>(header.toList());
        if (names.get(0).startsWith(BYTE_ORDER_MARK)) {
            names.set(0, names.get(0).substring(1));
        }
        Map<C, Integer> positions = new EnumMap<>(columns[0].getDeclaringClass());
        for (C column : columns) {
            int position = names.indexOf(column.header());
            if (position < 0) {
                throw new UserException(path + ":1: column " + column.header() + " is missing; the header names "
                        + String.join(", ", names) + ".");
            }
            if (names.lastIndexOf(column.header()) != position) {
                throw new UserException(path + ":1: column " + column.header() + " is there twice.");
            }
            positions.put(column, position);
        }
        return positions;
    }

    private String cutLine(long line) {
        return path + ":" + line + ": the last line was cut off while it was written; it is left out.";
    }

    private boolean endsWithoutLineFeed() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() == 0) {
                return false;
            }
            file.seek(file.length() - 1);
            return file.read() != '\n';
        }
    }
}
