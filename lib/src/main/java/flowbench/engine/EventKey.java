package flowbench.engine;

import flowbench.runfolder.EventType;
import java.util.UUID;

/**
 * What an event says, and of what. It happens once.
 *
 * @param flowRun the run of a flow
 * @param step the step; empty for events of the run itself
 * @param type what it says
 */
public record EventKey(UUID flowRun, String step, EventType type) {}
