package flowbench.engine;

import java.util.UUID;

/**
 * A claimed task.
 *
 * @param flowRun the run of the flow it belongs to
 * @param step the slug of its step
 * @param index its place in a map, from 0; 0 in a single step
 * @param inputJson what it works on: the run's input, the outputs of the dependencies by slug, or the element of a map
 * @param message the number of its message in the queue
 * @param attempt which claim of the task this is, from 1; the engine refuses a worker with an earlier one
 */
public record Task(UUID flowRun, String step, int index, String inputJson, long message, int attempt) {}
