package flowbench.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a server of this process, read for why connections were lost: that another process of the server died, or that the
 * server was told to stop, is in no answer to a client.
 */
final class ServerLog {
    /** The first process writes it down once it has noticed, which may be after the client has. */
    private static final long LIMIT_MS = 1000;

    private static final long PAUSE_MS = 10;

    private static final Pattern REASON = Pattern.compile(
            "(?:PANIC: +|LOG: +(?=.*(?:was terminated by|exited with exit code|shutdown request)))(.*)");

    /** What the client was told itself. */
    private static final Pattern TOLD = Pattern.compile("FATAL: +terminating connection");

    private final Path file;
    private long position;

    ServerLog(Path file) {
        this.file = file;
    }

    /** Waits a moment for the reason, of which nothing is known from earlier; absent where the log gives none. */
    synchronized Optional<String> awaitReason() {
        long begin = System.nanoTime();
        while (true) {
            String added = added();
            Matcher reason = REASON.matcher(added);
            if (reason.find()) {
                return Optional.of(reason.group(1));
            }
            if (TOLD.matcher(added).find()
                    || System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(LIMIT_MS)
                    || !paused()) {
                return Optional.empty();
            }
        }
    }

    /** The whole lines that were written since the last time. */
    private String added() {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(position);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, channel.size() - position));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // A read may give less than there is.
            }
            // One character for each byte, so that characters count as bytes do.
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            String lines = text.substring(0, text.lastIndexOf('\n') + 1);
            position += lines.length();
            return lines;
        } catch (IOException e) {
            // The server may just be stopped and its files deleted; what is to be explained must be told all the same.
            return "";
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
