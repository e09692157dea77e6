package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Looks at the way to the server: how long a statement takes that does nothing. */
final class RoundTripProbe implements Probe {
    private static final String NOTHING = "select";

    private final ProbeConnection connection;

    RoundTripProbe(ProbeConnection connection) {
        this.connection = connection;
    }

    @Override
    public void read(Look into) {
        long start = System.nanoTime();
        if (connection.call(RoundTripProbe::nothing).isPresent()) {
            into.gauge(ProbeMetric.ROUND_TRIP, System.nanoTime() - start);
        }
    }

    private static boolean nothing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTHING)) {
            return statement.execute();
        }
    }
}
