package flowbench.scenario;

import flowbench.settings.Setting;
import flowbench.settings.Settings;

/** A unit of work to repeat. */
public interface Scenario {
    /** The name in run ids, CSV files and charts: lower case with hyphens. */
    String name();

    /** The settings that the work was made from. */
    Settings settings();

    /** The work of one iteration. */
    Work work(TestBed bed);

    /** The scenario that {@link Setting#SCENARIO} names. */
    static Scenario chosen(Settings settings) {
        return named(settings.text(Setting.SCENARIO), settings);
    }

    /**
     * The scenario of a name, so that another process can repeat it.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Scenario named(String name, Settings settings) {
        return switch (name) {
            case HighFrequency.NAME -> new HighFrequency(settings);
            case ConcurrentFlows.NAME -> new ConcurrentFlows(settings);
            case BareQueue.NAME -> new BareQueue(settings);
            case EventStream.NAME -> new EventStream(settings);
            default -> throw new IllegalArgumentException("no scenario is named " + name);
        };
    }
}
