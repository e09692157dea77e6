package flowbench.database;

import flowbench.settings.Setting;
import java.sql.Connection;
import java.sql.ResultSet;

/** A process that starts a server, says its process id and where its files are, and waits to be killed. */
final class AbandonedServer {
    private AbandonedServer() {}

    public static void main(String[] arguments) throws Exception {
        try (Database database = Database.open(TestServer.settings().with(Setting.POOL_SIZE, 1));
                Connection connection = database.pool().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1) || ' '"
                                + " || regexp_replace(current_setting('data_directory'), '/data$', '')")) {
            row.next();
            System.out.println(row.getString(1));
            System.in.read();
        }
    }
}
