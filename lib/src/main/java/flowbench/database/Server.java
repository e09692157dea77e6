package flowbench.database;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** Where connections come from. */
sealed interface Server extends AutoCloseable permits EmbeddedServer, ExternalServer {
    /** {@code embedded} or {@code external}. */
    String kind();

    /**
     * Opens a new connection at each call, without a pool.
     *
     * @param properties of the driver, beside those that lead to the server
     */
    DataSource dataSource(Map<String, String> properties);

    /** The same without further properties. */
    default DataSource dataSource() {
        return dataSource(Map.of());
    }

    /** Its first process, if it is one of ours. */
    OptionalLong process();

    /** Waits a moment for what its log says of connections that were just lost; absent where that is not to be had. */
    Optional<String> awaitReasonOfLoss();

    /** What to do about a server that does not come back. */
    String adviceWhereGone();

    /** What a reader of numbers from this server must know, a sentence each. */
    List<String> warnings();

    @Override
    void close();
}
