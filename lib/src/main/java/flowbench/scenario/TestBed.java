package flowbench.scenario;

import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.settings.Settings;

/**
 * What a scenario works with.
 *
 * @param settings in force
 * @param database the server and the pool
 * @param engine what is measured
 * @param flowPrefix begins the name of every flow that this iteration makes, and of no other
 * @param log takes the timed calls of the iteration
 */
public record TestBed(Settings settings, Database database, FlowEngine engine, String flowPrefix, OperationLog log) {}
