package flowbench.runfolder;

import flowbench.settings.UserException;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A CSV file of a run: RFC 4180 with line feeds, UTF-8, a header row. Rows are appended a whole iteration at a time and are
 * on disk when {@link #append} returns. Reading takes the columns in any order and passes over those it does not know.
 *
 * @param <C> the columns of the file
 */
public final class CsvFile<C extends Enum<C> & Column> {
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
     * Hands every whole row to a reader, in the order of the file. The row is the reader's until it returns.
     *
     * @return what was passed over: a last line that was cut off while it was written
     * @throws UserException if the file is absent, is not CSV, lacks a column, or has a row with too few cells
     */
    public Optional<String> read(Consumer<CsvRow<C>> reader) {
        try (CsvScanner scanner = new CsvScanner(Files.newInputStream(path))) {
            try {
                return read(scanner, reader);
            } catch (CsvScanner.NotCsvException e) {
                throw new UserException(path + ":" + scanner.line() + ": is not CSV: " + e.getMessage() + ".", e);
            }
        } catch (NoSuchFileException e) {
            throw new UserException(path + ": there is no such file.", e);
        } catch (IOException e) {
            throw new UserException(path + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private Optional<String> read(CsvScanner scanner, Consumer<CsvRow<C>> reader) throws IOException {
        if (!scanner.next()) {
            throw new UserException(path + ":1: the header row is missing; it must name the columns "
                    + String.join(
                            ", ", Arrays.stream(columns).map(Column::header).toList()) + ".");
        }
        List<String> header = new ArrayList<>();
        for (int i = 0; i < scanner.cells(); i++) {
            header.add(scanner.text(i));
        }
        CsvRow<C> row = new CsvRow<>(path, scanner, positions(header));
        while (scanner.next()) {
            if (!scanner.isWhole()) {
                return Optional.of(cutLine(scanner.line()));
            }
            check(scanner, header);
            reader.accept(row);
        }
        return Optional.empty();
    }

    private void check(CsvScanner row, List<String> header) {
        if (row.cells() != header.size()) {
            throw new UserException(String.format(
                    "%s:%d: the row has %d cells; the header names %d columns.",
                    path, row.line(), row.cells(), header.size()));
        }
        for (int i = 0; i < row.cells() && !row.isAscii(); i++) {
            if (!row.isText(i)) {
                throw new UserException(
                        path + ":" + row.line() + ": column " + header.get(i) + " holds bytes that are not UTF-8.");
            }
        }
    }

    /** Where each column stands in a row, by its ordinal. */
    private int[] positions(List<String> header) {
        int[] positions = new int[columns.length];
        for (C column : columns) {
            int position = header.indexOf(column.header());
            if (position < 0) {
                throw new UserException(path + ":1: column " + column.header() + " is missing; the header names "
                        + String.join(", ", header) + ".");
            }
            if (header.lastIndexOf(column.header()) != position) {
                throw new UserException(path + ":1: column " + column.header() + " is there twice.");
            }
            positions[column.ordinal()] = position;
        }
        return positions;
    }

    /**
     * What is wrong with the end of the file: a last line that was cut off while it was written. Only the last byte is read
     * where all is well.
     *
     * @throws UserException if the file is absent, or cannot be read
     */
    public Optional<String> cut() {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() > 0) {
                file.seek(file.length() - 1);
                if (file.read() == '\n') {
                    return Optional.empty();
                }
            }
            return read(row -> {});
        } catch (FileNotFoundException e) {
            throw new UserException(path + ": there is no such file.", e);
        } catch (IOException e) {
            throw new UserException(path + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private String cutLine(long line) {
        return path + ":" + line + ": the last line was cut off while it was written; it is left out.";
    }
}
