package flowbench.engines;

import flowbench.engine.FlowEngine;
import flowbench.settings.CacheFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;

/** The engine that {@link Setting#ENGINE} names. */
public final class Engines {
    private Engines() {}

    /**
     * The engine.
     *
     * @throws flowbench.settings.UserException if what it is made of cannot be fetched; the sentence says what to do
     */
    public static FlowEngine of(Settings settings) {
        if (settings.text(Setting.ENGINE).equals("reference")) {
            return new ReferenceEngine();
        }
        return settings.text(Setting.DATABASE_URL).isEmpty()
                ? PgflowEngine.from(PgflowFiles.in(CacheFolder.of(settings)))
                : PgflowEngine.installed();
    }
}
