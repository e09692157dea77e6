package flowbench.database;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** One embedded server for all tests of the process, stopped when the process ends. */
public final class TestServer {
    private static Database database;

    private TestServer() {}

    /** Settings that keep everything below the build folder, and need no environment. */
    public static Settings settings() {
        return Settings.of(Map.of(), Map.of())
                .with(Setting.DATA_DIR, Path.of("target", "test-data").toAbsolutePath());
    }

    /** The shared server, with a pool of 20 connections; every event channel works on it. */
    public static synchronized Database database() {
        if (database == null) {
            database = Database.open(settings().with(Setting.POOL_SIZE, 20).with(Setting.EVENT_CHANNEL, "wal"));
        }
        return database;
    }

    /** Another server, with settings of its own and no more; whoever opens it closes it. */
    public static Database open(Map<String, String> serverSettings) {
        return Database.open(settings().with(Setting.POOL_SIZE, 3), serverSettings);
    }

    /** The URL of a database on an embedded server, as somebody would give it who did not start the server. */
    public static String url(Database embedded, String database) throws SQLException {
        try (Connection connection = embedded.pool().getConnection()) {
            String url = connection.getMetaData().getURL();
            return "postgresql://postgres@" + url.replaceAll("jdbc:postgresql://([^/]+)/.*", "$1") + "/" + database;
        }
    }

    /** Lets embedded servers below another data folder use the programs that are unpacked for the shared one. */
    public static void lendPrograms(Path data) throws IOException {
        database();
        Path unpacked = Path.of(settings().text(Setting.DATA_DIR), "postgres", "binaries");
        Files.createSymbolicLink(
                Files.createDirectories(data.resolve("postgres")).resolve("binaries"), unpacked);
    }

    /** Takes the programs back, so that deleting the data folder leaves them alone. */
    public static void takeProgramsBack(Path data) throws IOException {
        Files.delete(data.resolve("postgres").resolve("binaries"));
    }
}
