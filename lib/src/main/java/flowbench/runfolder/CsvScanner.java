package flowbench.runfolder;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of RFC 4180 text in UTF-8, one at a time. A row ends with LF or CR LF, empty lines are passed over, and a byte order
 * mark at the start is too. The cells of a row are places in one buffer, which the next row overwrites: a number is read
 * from its bytes, and a text that the column had before is the same string again, so that a file of ten million rows makes
 * hardly any garbage. Memory: 256 kB, or four times the longest row.
 *
 * <p>Commons CSV, which writes the files, makes a string of every cell: with it a summary of 10 million operations took four
 * times the processor time. The tests hold the two to the same cells.
 */
final class CsvScanner implements Closeable {
    /** No row of ours is near as long: a quote was left open, or the file is none of ours. */
    static final int LONGEST_ROW = 16 << 20;

    private static final int BUFFER = 256 << 10;
    private static final int MOST_DIGITS = 18;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Text that is not RFC 4180. */
    static final class NotCsvException extends IOException {
        private static final long serialVersionUID = 1L;

        NotCsvException(String what) {
            super(what);
        }
    }

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean atEnd;

    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private boolean[] doubled = new boolean[32];
    private KnownTexts[] known = new KnownTexts[0];
    private int cells;
    private boolean whole;
    private boolean ascii;
    private boolean blank;
    private long line;
    private long nextLine = 1;
    private int feedsInside;

    CsvScanner(InputStream in) throws IOException {
        this.in = in;
        while (limit < BYTE_ORDER_MARK.length && !atEnd) {
            fill();
        }
        if (limit >= BYTE_ORDER_MARK.length && Arrays.equals(buffer, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            position = BYTE_ORDER_MARK.length;
        }
    }

    /**
     * Goes on to the next row.
     *
     * @return whether there is one
     * @throws NotCsvException if the text is malformed; {@link #line} tells where its row begins
     */
    boolean next() throws IOException {
        while (true) {
            line = nextLine;
            // A row that is not all in the buffer is looked at again from its start with more of it there.
            while (!scan()) {
                fill();
            }
            if (cells == 0) {
                return false;
            }
            nextLine += 1 + feedsInside;
            if (!blank) {
                return true;
            }
        }
    }

    /** The line, from 1, that the row begins in. */
    long line() {
        return line;
    }

    /** How many cells the row has. */
    int cells() {
        return cells;
    }

    /** Whether the row ended with a line feed, and not with the file. */
    boolean isWhole() {
        return whole;
    }

    /** Whether the row is of ASCII alone, as nearly all are. */
    boolean isAscii() {
        return ascii;
    }

    /** Whether the bytes of a cell are UTF-8. */
    boolean isText(int cell) {
        try {
            decoder.decode(ByteBuffer.wrap(buffer, starts[cell], ends[cell] - starts[cell]));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Whether a cell holds nothing. */
    boolean isEmpty(int cell) {
        return starts[cell] == ends[cell];
    }

    /** The text of a cell. */
    String text(int cell) {
        if (doubled[cell]) {
            return new String(buffer, starts[cell], ends[cell] - starts[cell], StandardCharsets.UTF_8)
                    .replace("\"\"", "\"");
        }
        if (cell >= known.length) {
            int before = known.length;
            known = Arrays.copyOf(known, cells);
            for (int i = before; i < cells; i++) {
                known[i] = new KnownTexts();
            }
        }
        return known[cell].text(buffer, starts[cell], ends[cell]);
    }

    /** The number that a cell of one to eighteen digits holds; −1 for all else. */
    long digits(int cell) {
        int start = starts[cell];
        int end = ends[cell];
        if (start == end || end - start > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** Finds the cells of the row at the position; false where more of the file is needed for it. */
    private boolean scan() throws NotCsvException {
        byte[] bytes = buffer;
        int end = limit;
        int at = position;
        int signs = 0;
        cells = 0;
        feedsInside = 0;
        whole = false;
        blank = false;
        if (at == end) {
            return atEnd;
        }
        while (true) {
            if (cells == starts.length) {
                starts = Arrays.copyOf(starts, 2 * cells);
                ends = Arrays.copyOf(ends, 2 * cells);
                doubled = Arrays.copyOf(doubled, 2 * cells);
            }
            if (at < end && bytes[at] == '"') {
                int close = closingQuote(at + 1);
                if (close < 0) {
                    return atEnd;
                }
                // What stands inside is looked at again only for bytes that are not ASCII, whose sign is set.
                for (int i = at + 1; i < close; i++) {
                    signs |= bytes[i];
                }
                starts[cells] = at + 1;
                ends[cells++] = close;
                at = close + 1;
            } else {
                doubled[cells] = false;
                starts[cells] = at;
                while (at < end) {
                    byte b = bytes[at];
                    // Digits, letters, minus and point are all above the comma.
                    if (b <= ',') {
                        if (b == ',' || b == '\n' || b == '\r') {
                            break;
                        }
                        signs |= b;
                    }
                    at++;
                }
                ends[cells++] = at;
            }
            if (at < end && bytes[at] == ',') {
                at++;
                continue;
            }
            if (at < end && bytes[at] == '\r') {
                at++;
            }
            if (at == end) {
                if (!atEnd) {
                    return false;
                }
            } else if (bytes[at] == '\n') {
                whole = true;
                at++;
            } else if (bytes[at - 1] == '\r') {
                throw new NotCsvException("a carriage return stands without a line feed");
            } else {
                throw new NotCsvException("something follows a closing quote");
            }
            ascii = signs >= 0;
            // A quoted cell ends behind its first quote at the earliest.
            blank = cells == 1 && ends[0] == position;
            position = at;
            return true;
        }
    }

    /** Where the quoted cell ends; below 0 where that is not in the buffer, with a row that is not whole at the end of the file. */
    private int closingQuote(int from) throws NotCsvException {
        boolean twice = false;
        for (int i = from; i < limit; i++) {
            byte b = buffer[i];
            if (b == '\n') {
                feedsInside++;
            } else if (b == '"') {
                if (i + 1 < limit && buffer[i + 1] == '"') {
                    twice = true;
                    i++;
                } else if (i + 1 < limit || atEnd) {
                    doubled[cells] = twice;
                    return i;
                }
            }
        }
        if (atEnd) {
            if (buffer[limit - 1] == '\n') {
                throw new NotCsvException("a quote is not closed");
            }
            starts[cells] = from;
            ends[cells++] = limit;
            position = limit;
        }
        return -1;
    }

    /** Reads on, with what is left of the row at the start of the buffer. */
    private void fill() throws IOException {
        int left = limit - position;
        if (left > LONGEST_ROW) {
            throw new NotCsvException("a row is longer than " + (LONGEST_ROW >> 20) + " MB; is a quote not closed?");
        }
        byte[] target = left > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
        System.arraycopy(buffer, position, target, 0, left);
        buffer = target;
        position = 0;
        limit = left;
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            atEnd = true;
        } else {
            limit += read;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The texts of a column: in a million rows there are mostly few, and each is made once. */
    private static final class KnownTexts {
        private static final int SLOTS = 64;
        private static final int LONGEST = 64;
        private static final byte[] NONE = {};

        private final byte[][] bytes = new byte[SLOTS][];
        private final String[] texts = new String[SLOTS];
        private byte[] lastBytes = NONE;
        private String last = "";

        KnownTexts() {
            Arrays.fill(bytes, NONE);
            Arrays.fill(texts, "");
        }

        String text(byte[] buffer, int start, int end) {
            if (Arrays.equals(lastBytes, 0, lastBytes.length, buffer, start, end)) {
                return last;
            }
            if (end - start > LONGEST) {
                return new String(buffer, start, end - start, StandardCharsets.UTF_8);
            }
            int hash = 0;
            for (int i = start; i < end; i++) {
                hash = 31 * hash + buffer[i];
            }
            int slot = (hash ^ hash >>> 6 ^ hash >>> 12) & SLOTS - 1;
            if (!Arrays.equals(bytes[slot], 0, bytes[slot].length, buffer, start, end)) {
                bytes[slot] = Arrays.copyOfRange(buffer, start, end);
                texts[slot] = new String(bytes[slot], StandardCharsets.UTF_8);
            }
            lastBytes = bytes[slot];
            last = texts[slot];
            return last;
        }
    }
}
