package flowbench.telemetry;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A small file of {@code /proc} that is read again and again. It stays open, since opening costs more than reading; what it says is
 * made anew by each read from its beginning. Read by one thread at a time.
 */
final class ProcFile implements AutoCloseable {
    private static final int FIRST_SIZE = 2048;
    /** The kernel gives no more than a page at once, less what does not fit into it whole. */
    private static final int ALMOST_A_PAGE = 4000;

    private final Path path;
    private byte[] bytes = new byte[FIRST_SIZE];
    private Optional<RandomAccessFile> file = Optional.empty();

    ProcFile(Path path) {
        this.path = path;
    }

    /** What it says now; absent where there is no such file, or what it was about is gone. */
    Optional<String> read() {
        try {
            if (file.isEmpty()) {
                file = Optional.of(new RandomAccessFile(path.toFile(), "r"));
            }
            RandomAccessFile open = file.get();
            open.seek(0);
            int length = 0;
            int asked;
            int read;
            do {
                asked = bytes.length - length;
                read = open.read(bytes, length, asked);
                length += Math.max(0, read);
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * length);
                }
            } while (read == asked || read >= ALMOST_A_PAGE);
            return Optional.of(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        file.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                // It is given up either way.
            }
        });
        file = Optional.empty();
    }
}
