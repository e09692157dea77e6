package flowbench.engines;

import flowbench.engine.FlowEngine;
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
        return new ReferenceEngine();
    }
}
