package flowbench.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small file of {@code /proc} that is read again and again. It stays open, since opening costs more than reading; what it says is
 * made anew by each read from its beginning. Read by one thread at a time.
 */
final class ProcFile implements AutoCloseable {
    /** More than any of the files that are read here holds. */
    private static final int SIZE = 65_536;
    /** The kernel gives no more than a page at once, less what does not fit into it whole. */
    private static final int ALMOST_A_PAGE = 4000;

    private final Path path;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    private Optional<FileChannel> channel = Optional.empty();

    ProcFile(Path path) {
        this.path = path;
    }

    /** What it says now; absent where there is no such file, or what it was about is gone. */
    Optional<String> read() {
        try {
            if (channel.isEmpty()) {
                channel = Optional.of(FileChannel.open(path));
            }
            bytes.clear();
            int read;
            do {
                read = channel.get().read(bytes, bytes.position());
            } while (read >= ALMOST_A_PAGE && bytes.hasRemaining());
            return Optional.of(new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                // It is given up either way.
            }
        });
        channel = Optional.empty();
    }
}
