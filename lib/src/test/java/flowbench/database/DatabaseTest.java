package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class DatabaseTest {
    private static String server;

    @BeforeAll
    static void makeDatabasesAndARoleWithAPassword() throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection();
                Statement statement = connection.createStatement()) {
            server = connection.getMetaData().getURL().replaceAll("jdbc:postgresql://([^/]+)/.*", "$1");
            statement.execute("CREATE DATABASE unmarked");
            statement.execute("CREATE DATABASE marked");
            statement.execute("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'p@ss:w/rd'");
            statement.execute("COPY (VALUES ('host all guarded all scram-sha-256'), ('host all all all trust')) TO '"
                    + text(statement, "SHOW hba_file") + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + server + "/marked", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA flowbench");
            statement.execute("CREATE TABLE flowbench.benchmark_allowed AS SELECT true AS only_row");
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Settings url(String url) {
        return TestServer.settings().with(Setting.DATABASE_URL, url).with(Setting.POOL_SIZE, 2);
    }

    @Test
    void theEmbeddedServerIsDurable() throws SQLException {
        assertThat(TestServer.database().describe().settings())
                .containsEntry("fsync", "on")
                .containsEntry("synchronous_commit", "on")
                .containsEntry("full_page_writes", "on");
        assertThat(TestServer.database().warnings()).noneMatch(w -> w.contains("is off"));
    }

    @Test
    void aClosedEmbeddedServerLeavesNothing() throws IOException {
        List<Path> before = serverFolders();
        List<Path> during;
        try (Database database = Database.open(TestServer.settings().with(Setting.POOL_SIZE, 1))) {
            during = new ArrayList<>(serverFolders());
            assertThat(database.pool()).isNotNull();
        }
        assertThat(during).hasSize(before.size() + 1);
        assertThat(serverFolders()).isEqualTo(before);
    }

    @Test
    void everyServerBeginsWithACopyOfWhatWasInitialisedOnceAndWithNothingElse() throws SQLException {
        // The shared server runs, so that there is something to copy; which of two test processes made it is open.
        TestServer.database();
        try (Database one = Database.open(TestServer.settings().with(Setting.POOL_SIZE, 1));
                Database other = Database.open(TestServer.settings().with(Setting.POOL_SIZE, 1));
                Connection ofOne = one.pool().getConnection();
                Connection ofOther = other.pool().getConnection();
                Statement inOne = ofOne.createStatement();
                Statement inOther = ofOther.createStatement()) {
            String identifier = "SELECT system_identifier FROM pg_control_system()";
            inOne.execute("CREATE DATABASE only_here");
            assertThat(text(inOther, identifier)).isEqualTo(text(inOne, identifier));
            assertThat(text(inOther, "SELECT count(*) FROM pg_database WHERE datname IN ('only_here', 'marked')"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aServerWhoseProcessWasKilledIsStoppedAndDeletedByTheNextOne() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String report = killed.inputReader().readLine();
        long postmaster = Long.parseLong(report.split(" ")[0]);
        Path folder = Path.of(report.substring(report.indexOf(' ') + 1));
        killed.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(postmaster)).isPresent();
        assertThat(folder).exists();

        Database.open(TestServer.settings().with(Setting.POOL_SIZE, 1)).close();

        assertThat(ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder).doesNotExist();
    }

    private static List<Path> serverFolders() throws IOException {
        try (Stream<Path> children = Files.list(Path.of("target", "test-data", "postgres"))) {
            return children.filter(p -> p.getFileName().toString().startsWith("server-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thePoolHasTheSizeThatWasAskedFor() throws SQLException {
        try (Database database = Database.open(url("postgresql://postgres@" + server + "/marked"))) {
            database.fillPool();
            try (Connection connection = database.pool().getConnection();
                    Statement statement = connection.createStatement()) {
                // The guard's own connection is the third.
                assertThat(text(statement, "SELECT count(*) FROM pg_stat_activity WHERE datname = 'marked'"))
                        .isEqualTo("3");
            }
        }
    }

    @Test
    void aConnectionOfOnesOwnIsBesideThePoolAndMayReplicate() throws SQLException {
        try (Database database = Database.open(url("postgresql://guarded:p%40ss%3Aw%2Frd@" + server + "/marked"))) {
            database.fillPool();
            for (Database each : List.of(database, TestServer.database())) {
                try (Connection connection = each.connect();
                        Statement statement = connection.createStatement()) {
                    assertThat(text(
                                    statement,
                                    "SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
                            .isEqualTo("client backend");
                }
                try (Connection connection = each.connectForReplication();
                        Statement statement = connection.createStatement()) {
                    assertThat(text(
                                    statement,
                                    "SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
                            .isEqualTo("walsender");
                    assertThat(text(statement, "SHOW application_name")).isEqualTo("flowbench");
                }
            }
        }
    }

    @Test
    void thePoolLeavesRoomForTheConnectionsBesideIt() throws SQLException {
        Settings settings = url("postgresql://postgres@" + server + "/marked");
        int most = Integer.parseInt(TestServer.database().describe().settings().get("max_connections"));
        assertThatThrownBy(() -> Database.open(
                        settings.with(Setting.POOL_SIZE, most - Database.CONNECTIONS_BESIDE_THE_POOL + 1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("its max_connections is " + most + ", and 6 are needed beside the pool");
    }

    @Test
    void bothFormsOfTheUrlReachTheServer() {
        for (String form : List.of(
                "postgresql://guarded:p%40ss%3Aw%2Frd@" + server + "/marked?application_name=me",
                "jdbc:postgresql://" + server + "/marked?user=guarded&password=p%40ss%3Aw%2Frd")) {
            try (Database database = Database.open(url(form))) {
                assertThat(database.pool()).isNotNull();
            }
        }
    }

    @Test
    void aClosedPortIsOneSentence() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        refused("postgresql://postgres:secret@localhost:" + port + "/x", "no PostgreSQL answers at localhost:" + port);
    }

    @Test
    void aWrongPasswordIsOneSentenceWithoutThePassword() {
        refused("postgresql://guarded:secret@" + server + "/marked", "refused user guarded: wrong password");
    }

    @Test
    void aDatabaseThatIsNotThereIsOneSentence() {
        refused("postgresql://postgres@" + server + "/absent", "has no such database");
    }

    @Test
    void aDatabaseWithoutTheMarkerIsRefusedWithTheCommandToRun() {
        refused("postgresql://postgres@" + server + "/unmarked", "psql \"$DATABASE_URL\" -f setup.sql");
    }

    @Test
    void aDatabaseWhoseMarkerWasTakenBackIsRefused() throws SQLException {
        String url = "jdbc:postgresql://" + server + "/marked";
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM flowbench.benchmark_allowed");
            try {
                refused("postgresql://postgres@" + server + "/marked", "does not carry the marker");
            } finally {
                statement.execute("INSERT INTO flowbench.benchmark_allowed VALUES (true)");
            }
        }
    }

    @Test
    void aPasswordAmongTheParametersIsInNoMessage() {
        refused("postgresql://" + server + "/absent?user=guarded&password=p%40ss:w/rd", "has no such database");
        refused("jdbc:postgresql://" + server + "/marked?user=guarded&password=secret", "refused user");
    }

    @Test
    void aPasswordWithAStrayPercentSignIsOneSentenceWithoutIt() {
        refused("postgresql://guarded:secret%zz@" + server + "/marked", "write it as %25");
    }

    @Test
    void aPoolThatTheServerCannotFillIsOneSentence() {
        Settings settings = url("postgresql://postgres@" + server + "/marked").with(Setting.POOL_SIZE, 1000);
        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("POOL_SIZE: ")
                .hasMessageContaining("max_connections");
        Database.reserve(settings).close();
    }

    @Test
    void twoRunsNeverMeasureOnOneDatabase() {
        Settings settings = url("postgresql://postgres@" + server + "/marked");
        try (Database first = Database.open(settings)) {
            assertThat(first.pool()).isNotNull();
            refused(settings.text(Setting.DATABASE_URL), "another run is measuring");
        }
        Database.reserve(settings).close();
    }

    @Test
    void aReservationWhoseConnectionIsLostIsTakenAgainUnlessSomebodyElseHasIt() throws SQLException {
        Settings settings = url("postgresql://postgres@" + server + "/marked");
        try (Database.Reservation held = Database.reserve(settings)) {
            endReservations();
            held.renew();
            refused(settings.text(Setting.DATABASE_URL), "another run is measuring");

            endReservations();
            try (Database.Reservation other = Database.reserve(settings)) {
                assertThatThrownBy(held::renew)
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("was lost, and another run has begun to measure there meanwhile");
                other.renew();
            }
            held.renew();
            refused(settings.text(Setting.DATABASE_URL), "another run is measuring");
        }
        Database.reserve(settings).close();
    }

    private static void endReservations() throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks"
                            + " WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = 'marked')");
        }
    }

    @Test
    void aPoolIsRefilledWithoutTheConnectionsThatBroke() throws SQLException {
        try (Database database = TestServer.open(Map.of())) {
            database.fillPool();
            assertThat(database.poolUse().reconnects()).isZero();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                        + " WHERE application_name = '" + Database.POOL_APPLICATION + "'");
            }
            database.fillPool();
            assertThat(database.poolUse().reconnects()).isEqualTo(3);
        }
    }

    private static void refused(String url, String sentence) {
        assertThatThrownBy(() -> Database.reserve(url(url)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("DATABASE_URL: ")
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("secret", "p%40ss", "\n");
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws IOException {
        Path file = Files.createTempFile("flowbench", "");
        assertThatThrownBy(() -> Database.open(TestServer.settings().with(Setting.DATA_DIR, file)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("DATA_DIR: ");
        Files.delete(file);
    }
}
