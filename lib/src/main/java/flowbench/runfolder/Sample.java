package flowbench.runfolder;

import java.time.Instant;

/**
 * One raw value of one metric: a row of {@code samples.csv}.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork, warm-up counted
 * @param kind whether the iteration counts
 * @param phase the phase that the value belongs to
 * @param metric what the value is of
 * @param value in the metric's unit
 * @param startedAt when the iteration started, on the wall clock; for people, never for durations
 */
public record Sample(int fork, int iteration, Kind kind, Phase phase, Metric metric, double value, Instant startedAt) {}
