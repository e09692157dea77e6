package flowbench.database;

import java.util.List;
import javax.sql.DataSource;

/** Where connections come from. */
sealed interface Server extends AutoCloseable permits EmbeddedServer, ExternalServer {
    /** {@code embedded} or {@code external}. */
    String kind();

    /** Opens a new connection at each call, without a pool. */
    DataSource dataSource();

    /** What a reader of numbers from this server must know, a sentence each. */
    List<String> warnings();

    @Override
    void close();
}
