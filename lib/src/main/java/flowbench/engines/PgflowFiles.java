package flowbench.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What pgflow is installed from: its own package, and the one that carries the SQL files of pgmq, its queue. */
final class PgflowFiles {
    private static final NpmPackage PGFLOW = new NpmPackage(
            "@pgflow/core",
            "0.8.1",
            "ElLPkKGPjttBsjlLJfn4CcMeiFwtuUhUNuFADwhQjdrg+netkeONY12oxcbPSBMqBWXVAuKriLq+1T1dCPEWPQ==");
    private static final NpmPackage PGMQ = new NpmPackage(
            "@electric-sql/pglite-pgmq",
            "0.0.6",
            "KSkXos6Ac1u6Sxd7fJ4Ys8FKd+noLffB5tfVEauw51+lmOTUauZk7CjZS8oDfeMHZULBK23MvhQw3pzO44TMGg==");

    private final Path cache;

    private PgflowFiles(Path cache) {
        this.cache = cache;
    }

    /**
     * The files, fetched where the cache does not hold them.
     *
     * @throws flowbench.settings.UserException if they cannot be, or are not what was published
     */
    static PgflowFiles in(Path cache) {
        PGFLOW.file(cache);
        PGMQ.file(cache);
        return new PgflowFiles(cache);
    }

    String version() {
        return PGFLOW.version();
    }

    /** The migrations that make pgflow, unmodified, in their order. */
    List<String> migrations() {
        return PGFLOW.texts(cache, name -> name.matches("package/dist/supabase/migrations/.*\\.sql"));
    }

    /** A folder for {@code extension_control_path}, with the extension pgmq in it. */
    Path extensions() {
        Path unpacked = cache.resolve("pgmq-" + PGMQ.version());
        try {
            if (!Files.exists(unpacked)) {
                unpack(unpacked);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return unpacked.resolve("share/postgresql");
    }

    private void unpack(Path target) throws IOException {
        Path folder = Files.createTempDirectory(cache, "unpacking-");
        PGMQ.forEachFile(cache, (name, content) -> {
            if (name.equals("package/dist/pgmq.tar.gz")) {
                NpmPackage.forEach(content, (file, text) -> {
                    Path path = folder.resolve(file).normalize();
                    Files.createDirectories(path.getParent());
                    Files.copy(text, path);
                });
            }
        });
        try {
            Files.move(folder, target);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was faster, with the same files: these are not needed.
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
