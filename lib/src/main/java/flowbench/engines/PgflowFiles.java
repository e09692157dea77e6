package flowbench.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /**
     * Unpacks the extension pgmq for a server to install it from, each time anew: no folder is kept that could be half of it,
     * or another user's.
     */
    TemporaryFolder extensions() {
        try {
            TemporaryFolder folder = TemporaryFolder.ofTheSystem("flowbench-pgmq-");
            try {
                unpack(folder.path());
                return folder;
            } catch (RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpack(Path folder) {
        PGMQ.forEachFile(cache, (name, content) -> {
            if (name.equals("package/dist/pgmq.tar.gz")) {
                NpmPackage.forEach(content, (file, text) -> {
                    Path path = folder.resolve(file).normalize();
                    Files.createDirectories(path.getParent());
                    Files.copy(text, path);
                });
            }
        });
    }

    /** The part of them that {@code extension_control_path} names. */
    static Path controlPath(TemporaryFolder extensions) {
        return extensions.path().resolve("share/postgresql");
    }
}
