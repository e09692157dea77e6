package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Looks at the way to the server: how long a statement takes that does nothing. */
final class RoundTripProbe implements Probe {
    private static final String NOTHING = "select";

    private final ProbeConnection.Question nothing;

    RoundTripProbe(ProbeConnection connection) {
        this.nothing = connection.question("how long an answer takes");
    }

    @Override
    public void read(Look into) {
        nothing.call(RoundTripProbe::answerNs).ifPresent(ns -> into.gauge(ProbeMetric.ROUND_TRIP, ns));
    }

    /** Without opening the connection, where it has to be. */
    private static long answerNs(Connection connection) throws SQLException {
        long start = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(NOTHING)) {
            statement.execute();
        }
        return System.nanoTime() - start;
    }
}
