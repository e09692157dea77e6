package flowbench.database;

import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A PostgreSQL of its own for this process, from the binaries that the build fetched, below {@code DATA_DIR/postgres}. The
 * server, its port and its files are gone when it is closed, when the process ends, or, after a crash, when the next one
 * starts.
 */
final class EmbeddedServer implements Server {
    /** The embedding library starts the server with fsync and synchronous_commit off; a benchmark needs them on. */
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    /** More than {@link Database#CONNECTIONS_BESIDE_THE_POOL}: whoever works with the server may look at it from elsewhere. */
    private static final int CONNECTIONS_BESIDE_THE_POOL = 20;

    private final ServerFolder folder;
    private final ServerLog log;
    private final EmbeddedPostgres postgres;
    private final Thread closeAtExit;
    private boolean closed;

    private EmbeddedServer(ServerFolder folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.log = new ServerLog(folder.log());
        this.postgres = postgres;
        this.closeAtExit = new Thread(this::stop, "embedded-server-stop");
    }

    static void deleteAbandoned(Settings settings) {
        ServerFolder.deleteAbandoned(parent(settings));
    }

    private static Path parent(Settings settings) {
        return ProjectFolder.data(settings).resolve("postgres");
    }

    static EmbeddedServer start(Settings settings) {
        // WAL that can be decoded is larger: it is written only for the channel that decodes it.
        return start(
                settings,
                settings.text(Setting.EVENT_CHANNEL).equals("wal") ? Map.of("wal_level", "logical") : Map.of());
    }

    /** With settings of the server beside those that every benchmark needs. */
    static EmbeddedServer start(Settings settings, Map<String, String> serverSettings) {
        Path parent = parent(settings);
        ServerFolder folder = ServerFolder.create(parent);
        try {
            EmbeddedServer server =
                    new EmbeddedServer(folder, postgres(parent, folder, Database.poolSize(settings), serverSettings));
            Runtime.getRuntime().addShutdownHook(server.closeAtExit);
            return server;
        } catch (IOException | RuntimeException e) {
            String log = firstComplaint(folder, e);
            folder.close();
            throw new UserException(
                    "The embedded PostgreSQL did not start: " + log + " Mend that, or set DATABASE_URL.", e);
        }
    }

    private static EmbeddedPostgres postgres(
            Path parent, ServerFolder folder, int poolSize, Map<String, String> serverSettings) throws IOException {
        Path programs = Files.createDirectories(parent.resolve("binaries"));
        InitialisedFiles files = InitialisedFiles.below(programs);
        files.copyTo(folder.data());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(folder.data())
                // Where there are no files, they are made.
                .setCleanDataDirectory(false)
                .setDataDirectoryCustomizer(made -> keep(files, made.toPath()))
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(
                        ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .setErrorRedirector(
                        ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .setLocaleConfig("locale", "C")
                .setServerConfig("max_connections", String.valueOf(poolSize + CONNECTIONS_BESIDE_THE_POOL))
                // Reached by TCP alone: a socket in a shared folder would be one more thing to leave behind.
                .setServerConfig("unix_socket_directories", "");
        DURABLE.forEach(builder::setServerConfig);
        serverSettings.forEach(builder::setServerConfig);
        return builder.start();
    }

    private static void keep(InitialisedFiles files, Path made) {
        try {
            files.keep(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstComplaint(ServerFolder folder, Exception e) {
        try (Stream<String> lines = Files.lines(folder.log())) {
            return lines.filter(line -> line.contains("FATAL") || line.contains("rror"))
                    .findFirst()
                    .orElse(e.getMessage() + ".");
        } catch (IOException | UncheckedIOException unreadable) {
            return e.getMessage() + ".";
        }
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public DataSource dataSource(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("ApplicationName", "flowbench");
        return postgres.getPostgresDatabase(all);
    }

    @Override
    public OptionalLong process() {
        return folder.process();
    }

    @Override
    public Optional<String> awaitReasonOfLoss() {
        return log.awaitReason();
    }

    @Override
    public String adviceWhereGone() {
        return "it was embedded, for this fork alone, and the next one starts another: measure again";
    }

    @Override
    public List<String> warnings() {
        try {
            String type = Files.getFileStore(folder.data()).type();
            return type.equals("tmpfs") || type.equals("ramfs")
                    ? List.of(
                            "The embedded server's files are in memory (" + type
                                    + "), where fsync costs nothing: its numbers are not durable ones; choose another DATA_DIR.")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and finds nothing left to do.
        }
    }

    private synchronized void stop() {
        if (!closed) {
            closed = true;
            try {
                postgres.close();
            } catch (IOException e) {
                // The folder stops what still runs.
            }
            folder.close();
        }
    }
}
