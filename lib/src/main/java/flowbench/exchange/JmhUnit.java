package flowbench.exchange;

import java.util.Map;
import java.util.Optional;

/**
 * A unit of JMH: operations for a time, or a time for an operation.
 *
 * @param isThroughput whether it is operations for a time
 * @param factor what a value is multiplied by to be operations a second, or nanoseconds for an operation
 */
record JmhUnit(boolean isThroughput, double factor) {
    private static final double SECOND_NS = 1e9;
    private static final Map<String, Double> NANOSECONDS =
            Map.of("ns", 1., "us", 1e3, "ms", 1e6, "s", SECOND_NS, "min", 60e9, "hr", 3600e9, "day", 86_400e9);

    /** The unit of a text such as {@code ops/ms} or {@code us/op}; absent for another. */
    static Optional<JmhUnit> of(String text) {
        String[] parts = text.split("/", 2);
        if (parts.length == 2 && parts[0].equals("ops") && NANOSECONDS.containsKey(parts[1])) {
            return Optional.of(new JmhUnit(true, SECOND_NS / NANOSECONDS.get(parts[1])));
        }
        if (parts.length == 2 && parts[1].equals("op") && NANOSECONDS.containsKey(parts[0])) {
            return Optional.of(new JmhUnit(false, NANOSECONDS.get(parts[0])));
        }
        return Optional.empty();
    }
}
