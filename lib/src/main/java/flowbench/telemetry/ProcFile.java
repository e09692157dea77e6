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
    private static final int SIZE = 8192;

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
            int read = channel.get().read(bytes, 0);
            return Optional.of(new String(bytes.array(), 0, Math.max(0, read), StandardCharsets.US_ASCII));
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
