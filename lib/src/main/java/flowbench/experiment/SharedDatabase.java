package flowbench.experiment;

import flowbench.channels.EventChannel;
import flowbench.channels.PreparedChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.engines.Engines;
import flowbench.settings.Origin;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The database at {@link Setting#DATABASE_URL} on which several engines are to be measured in turn, looked at before the first
 * of them is: half a comparison is none.
 *
 * @param settings that suit all of the engines
 * @param note what was chosen for that, in one sentence; empty where nothing had to be
 */
record SharedDatabase(Settings settings, String note) {
    private static final String NOBODY = "none";

    /**
     * Connects once, and looks whether each engine is there in a version that can be measured, and can be listened to.
     *
     * @param mostWorkers of any measurement, which decides how many connections are needed
     * @throws UserException if not; the sentence says what to do
     */
    static SharedDatabase of(Settings settings, List<String> engines, int mostWorkers) {
        Map<String, List<String>> channels = new LinkedHashMap<>();
        for (String engine : engines) {
            FlowEngine named = Engines.of(settings.with(Setting.ENGINE, engine));
            channels.put(engine, named.outbox().channels());
        }
        SharedDatabase shared = listening(settings, channels);
        for (String engine : engines) {
            EventChannel.check(shared.settings.with(Setting.ENGINE, engine));
        }
        try (Database database = Database.open(shared.settings.with(Setting.WORKERS, mostWorkers))) {
            for (String engine : engines) {
                requireMeasurable(database, shared.settings.with(Setting.ENGINE, engine));
            }
        }
        return shared;
    }

    /** All engines are listened to on one channel, or none is: listening has its price. */
    private static SharedDatabase listening(Settings settings, Map<String, List<String>> channels) {
        String name = settings.text(Setting.EVENT_CHANNEL);
        if (name.equals(NOBODY) || channels.values().stream().allMatch(some -> some.contains(name))) {
            return new SharedDatabase(settings, "");
        }
        String each = channels.entrySet().stream()
                .map(engine -> engine.getKey() + " by " + String.join(", ", engine.getValue()))
                .collect(Collectors.joining("; "));
        if (settings.origin(Setting.EVENT_CHANNEL) != Origin.DEFAULT) {
            throw new UserException(
                    "EVENT_CHANNEL: " + name + " cannot listen to each of these engines at DATABASE_URL (" + each
                            + "); leave it out, or choose none.");
        }
        return new SharedDatabase(
                settings.with(Setting.EVENT_CHANNEL, NOBODY),
                "Nobody listens to events (EVENT_CHANNEL=none), since " + name
                        + " cannot listen to each of these engines at DATABASE_URL: " + each + ".");
    }

    private static void requireMeasurable(Database database, Settings settings) {
        FlowEngine engine = Engines.of(settings);
        try (Connection connection = database.pool().getConnection()) {
            engine.install(connection);
            engine.version(connection);
            PreparedChannel.open(settings, database, engine.outbox()).close();
        } catch (SQLException e) {
            throw new UserException(
                    "DATABASE_URL: ENGINE=" + engine.name() + " cannot be measured there; the server says: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing") + ".",
                    e);
        }
    }
}
