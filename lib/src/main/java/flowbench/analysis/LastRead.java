package flowbench.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was made of the file that was read last, so that a chart after a table does not read ten million rows once more.
 * A file that was changed a moment ago is always read: its time might not tell of a further change.
 */
final class LastRead<T> {
    private static final int MOMENT_SECONDS = 5;

    private record Seen<T>(Path file, long size, Instant changed, T made) {}

    private Optional<Seen<T>> last = Optional.empty();

    /** What is made of a file by reading it. */
    synchronized T of(Path file, Supplier<T> read) {
        Optional<BasicFileAttributes> state = settled(file);
        if (state.isEmpty()) {
            return read.get();
        }
        long size = state.get().size();
        Instant changed = state.get().lastModifiedTime().toInstant();
        Optional<Seen<T>> same = last.filter(seen -> seen.file().equals(file)
                && seen.size() == size
                && seen.changed().equals(changed));
        if (same.isEmpty()) {
            last = Optional.empty();
            last = Optional.of(new Seen<>(file, size, changed, read.get()));
        }
        return last.get().made();
    }

    private static Optional<BasicFileAttributes> settled(Path file) {
        try {
            BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
            Instant moment = Instant.now().minusSeconds(MOMENT_SECONDS);
            return state.lastModifiedTime().toInstant().isBefore(moment) ? Optional.of(state) : Optional.empty();
        } catch (IOException e) {
            // The reader says what is wrong with the file.
            return Optional.empty();
        }
    }
}
