package flowbench.telemetry;

import java.util.List;

/**
 * When which probes are read.
 *
 * @param atBoundaries right before and after the execute phase; they ask nothing of the server
 * @param onInterval on the interval
 * @param onceASecond on it too, but no more than once a second: what is dear, or changes slowly
 * @param intervalNs the interval; 0: none
 */
record Looks(List<Probe> atBoundaries, List<Probe> onInterval, List<Probe> onceASecond, long intervalNs) {}
