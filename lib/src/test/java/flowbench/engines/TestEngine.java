package flowbench.engines;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.FlowEngine;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** The engines that a promise is tried on. pgflow has a database of its own on the shared server, and needs npm once. */
public enum TestEngine {
    /** That of setup.sql. */
    REFERENCE,
    /** The real one, from its packages. */
    PGFLOW;

    private static final String PGFLOW_DATABASE = "pgflow";
    private static Database pgflowDatabase;

    /** Makes the engine; passes over the test where pgflow cannot be fetched because there is no npm. */
    public FlowEngine engine() {
        if (this == REFERENCE) {
            return new ReferenceEngine();
        }
        requireNpm();
        return Engines.of(settings());
    }

    /** pgflow as it is in a project of others: nothing is fetched, and what is there must be there. */
    public static FlowEngine ofAProject() {
        return PgflowEngine.installed();
    }

    /** Settings that choose the engine. */
    public Settings settings() {
        return TestServer.settings().with(Setting.ENGINE, name().toLowerCase(Locale.ROOT));
    }

    /** The database that the engine is tried in. */
    public synchronized Database database() throws SQLException {
        if (this == REFERENCE) {
            return TestServer.database();
        }
        if (pgflowDatabase == null) {
            pgflowDatabase = Database.open(TestServer.settings()
                    .with(Setting.DATABASE_URL, databaseForBenchmarks(PGFLOW_DATABASE))
                    .with(Setting.POOL_SIZE, 2));
        }
        return pgflowDatabase;
    }

    /** Makes a database that may be benchmarked on the shared server; gives its URL. */
    public static String databaseForBenchmarks(String name) throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        String url = TestServer.url(TestServer.database(), name);
        try (Connection connection = connect(url)) {
            new ReferenceEngine().install(connection);
        }
        return url;
    }

    static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection("jdbc:" + url.replace("postgres@", ""), "postgres", "");
    }

    /** pgflow's packages are fetched with npm; a machine without it measures the reference engine only. */
    static void requireNpm() {
        try {
            Process npm = new ProcessBuilder("npm", "--version").start();
            Assumptions.assumeTrue(npm.waitFor() == 0, "npm does not run, so pgflow cannot be fetched");
        } catch (IOException e) {
            Assumptions.abort("there is no npm, so pgflow cannot be fetched");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
