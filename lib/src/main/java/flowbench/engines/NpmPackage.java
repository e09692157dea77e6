package flowbench.engines;

import flowbench.settings.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A package as npm publishes it, kept as one file in a cache folder.
 *
 * @param name with its scope
 * @param version exactly this one
 * @param integrity the SHA-512 of the file, in Base64, as package locks have it after {@code sha512-}
 */
record NpmPackage(String name, String version, String integrity) {
    private static final long FETCH_LIMIT_S = 120;

    /**
     * The file; fetched where the cache does not hold it, and checked each time.
     *
     * @throws UserException if it cannot be fetched, or is not what was published
     */
    Path file(Path cache) {
        return file(cache, System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm");
    }

    /** The same with a program of another name. */
    Path file(Path cache, String npm) {
        Path file = cache.resolve(name.replace("@", "").replace('/', '-') + "-" + version + ".tgz");
        try {
            if (!Files.exists(file)) {
                fetch(cache, file, npm);
            }
            if (!integrity.equals(sha512(file))) {
                throw new UserException("ENGINE=pgflow: " + file + " is not " + this
                        + " as it was published; delete it," + " and it is fetched again.");
            }
            return file;
        } catch (IOException e) {
            throw new UserException(
                    "ENGINE=pgflow: the cache folder " + cache + " cannot be used (" + e.getMessage()
                            + "); name another in CACHE_DIR.",
                    e);
        }
    }

    private void fetch(Path cache, Path file, String npm) throws IOException {
        Files.createDirectories(cache);
        System.err.println("Fetching " + this + " with npm, this once.");
        try (TemporaryFolder folder = TemporaryFolder.in(cache, "fetching-")) {
            pack(folder.path(), npm);
            Path packed = packed(folder.path());
            if (!integrity.equals(sha512(packed))) {
                throw new UserException("ENGINE=pgflow: what npm fetched is not " + this
                        + " as it was published, and was not kept; look which registry npm asks (npm config get registry),"
                        + " and try again.");
            }
            // From a folder beside it: whoever looks meanwhile sees no file, or all of it.
            Files.move(packed, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void pack(Path folder, String npm) throws IOException {
        Path output = folder.resolve("npm.log");
        Process process;
        try {
            process = new ProcessBuilder(npm, "pack", name + "@" + version, "--pack-destination", folder.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UserException(
                    "ENGINE=pgflow: npm is needed once, to fetch " + this
                            + ", and is not on the PATH; install Node.js, or" + " measure ENGINE=reference.",
                    e);
        }
        try {
            boolean ended = process.waitFor(FETCH_LIMIT_S, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new UserException("ENGINE=pgflow: npm could not fetch " + this + " ("
                        + (ended ? complaint(output) : "no answer within " + FETCH_LIMIT_S + " s")
                        + "); check the network, or measure ENGINE=reference.");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UserException("ENGINE=pgflow: interrupted while npm fetched " + this + ".", e);
        }
    }

    /** The first thing that npm says is wrong. */
    private static String complaint(Path output) throws IOException {
        return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                .map(String::strip)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("npm err"))
                .map(line -> line.replaceFirst("(?i)^npm err(or|!)?!? *", ""))
                .filter(line -> !line.startsWith("code "))
                .findFirst()
                .orElse("it does not say why");
    }

    private static Path packed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("npm left no file"));
        }
    }

    private static String sha512(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-512.", e);
        }
    }

    /** Does something with a file of an archive. */
    @FunctionalInterface
    interface Entry {
        void read(String name, InputStream content) throws IOException;
    }

    /** Goes through the files of a package, or of another {@code .tar.gz}. */
    static void forEach(InputStream gzip, Entry entry) throws IOException {
        TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new BufferedInputStream(gzip)));
        for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
            if (next.isFile()) {
                entry.read(next.getName(), tar);
            }
        }
    }

    /** Goes through its files. */
    void forEachFile(Path cache, Entry entry) {
        try (InputStream file = Files.newInputStream(file(cache))) {
            forEach(file, entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of some of its files, in the order of their names. */
    List<String> texts(Path cache, Predicate<String> wanted) {
        TreeMap<String, String> texts = new TreeMap<>();
        forEachFile(cache, (name, content) -> {
            if (wanted.test(name)) {
                texts.put(name, new String(content.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        return List.copyOf(texts.values());
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
