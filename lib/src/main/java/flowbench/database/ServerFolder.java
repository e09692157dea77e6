package flowbench.database;

import flowbench.settings.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The files of one embedded server: {@code data}, {@code log} and a {@code lock} that this process holds for as long as it
 * lives. The operating system gives the lock back even when the process is killed, so that whoever comes next can tell an
 * abandoned folder from one in use.
 */
final class ServerFolder implements AutoCloseable {
    private static final String PREFIX = "server-";

    /**
     * The folders of this process. They must not even be probed: on POSIX systems closing any channel of a file gives back
     * the lock that this process holds on it through another.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileLock lock;

    private ServerFolder(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes a new folder below a parent, after deleting those that were abandoned there. */
    static synchronized ServerFolder create(Path parent) {
        try {
            Files.createDirectories(parent);
            // One process at a time: a folder that another has made but not locked yet would pass for abandoned.
            try (FileChannel gate = open(parent.resolve("lock"))) {
                gate.lock();
                deleteEachAbandoned(parent);
                return locked(Files.createTempDirectory(parent, PREFIX)).orElseThrow();
            }
        } catch (IOException e) {
            throw unwritable(parent, e);
        }
    }

    /** Stops the servers and deletes the folders below a parent whose processes are gone. */
    static synchronized void deleteAbandoned(Path parent) {
        try (FileChannel gate = open(parent.resolve("lock"))) {
            gate.lock();
            deleteEachAbandoned(parent);
        } catch (IOException e) {
            throw unwritable(parent, e);
        }
    }

    private static void deleteEachAbandoned(Path parent) throws IOException {
        for (Path other : folders(parent)) {
            deleteIfAbandoned(other);
        }
    }

    private static UserException unwritable(Path parent, IOException e) {
        return new UserException(
                "DATA_DIR: the embedded server's files cannot be written below " + parent + " (" + e
                        + "); choose a folder that can.",
                e);
    }

    private static void deleteIfAbandoned(Path other) {
        try {
            locked(other).ifPresent(ServerFolder::close);
        } catch (IOException | UserException e) {
            // It may belong to another user of this machine, who will delete it; it is in nobody's way.
            System.err.println(
                    "warning: " + other + " was left by a server that was killed, and cannot be deleted: " + e);
        }
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(p -> p.getFileName().toString().startsWith(PREFIX) && !OWN.contains(p))
                    .toList();
        }
    }

    private static Optional<ServerFolder> locked(Path path) throws IOException {
        FileChannel channel = open(path.resolve("lock"));
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        OWN.add(path);
        return Optional.of(new ServerFolder(path, lock));
    }

    private static FileChannel open(Path lock) throws IOException {
        return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    Path data() {
        return path.resolve("data");
    }

    Path log() {
        return path.resolve("log");
    }

    /** Stops the server if it still runs, and deletes the folder. */
    @Override
    public void close() {
        try {
            postmaster().ifPresent(ServerFolder::stop);
            deleteTree(path);
            lock.channel().close();
            OWN.remove(path);
        } catch (IOException | UncheckedIOException e) {
            throw new UserException(
                    "The files of an embedded server cannot be deleted: " + e + "; delete " + path + ".", e);
        }
    }

    /** The number of the server's first process, as the server wrote it down; absent while none runs. */
    OptionalLong process() {
        // What follows the number is a path in the encoding of the file system, whatever that is.
        try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"), StandardCharsets.ISO_8859_1)) {
            return lines.limit(1)
                    .filter(line -> !line.isBlank())
                    .mapToLong(line -> Long.parseLong(line.strip()))
                    .findFirst();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessHandle> postmaster() {
        OptionalLong process = process();
        if (process.isEmpty()) {
            return Optional.empty();
        }
        // A process of the same number may be anything by now: it must be one that was told of this folder.
        return ProcessHandle.of(process.getAsLong())
                .filter(found -> found.info()
                        .commandLine()
                        .map(line -> line.contains(data().toString()))
                        .orElse(false));
    }

    private static void stop(ProcessHandle postmaster) {
        postmaster.destroy();
        try {
            postmaster.onExit().get(5, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            postmaster.destroyForcibly();
            postmaster
                    .onExit()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .exceptionally(late -> postmaster)
                    .join();
        } catch (InterruptedException e) {
            postmaster.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
