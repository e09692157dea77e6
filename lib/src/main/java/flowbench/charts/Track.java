package flowbench.charts;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Values at times, in their order: what was read of one metric, or the points of a line. A value that is NaN is a gap. */
final class Track {
    private double[] times = new double[16];
    private double[] values = new double[16];
    private int size;

    void add(double time, double value) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        times[size] = time;
        values[size] = value;
        size++;
    }

    /** The same value from the start of a span of time to its end. */
    void hold(Span span, double value) {
        add(span.from(), value);
        add(span.to(), value);
    }

    /** Ends the line; the next point begins another. */
    void gap() {
        if (size > 0) {
            add(times[size - 1], Double.NaN);
        }
    }

    int size() {
        return size;
    }

    double time(int i) {
        return times[i];
    }

    double value(int i) {
        return values[i];
    }

    double[] times() {
        return Arrays.copyOf(times, size);
    }

    double[] values() {
        return Arrays.copyOf(values, size);
    }

    /** The greatest value; 0 where none is above that. */
    double max() {
        return Arrays.stream(values()).filter(value -> !Double.isNaN(value)).reduce(0, Math::max);
    }

    /** The place of the last value at or before a time; -1 where there is none. */
    private int before(double time) {
        int place = Arrays.binarySearch(times, 0, size, time);
        if (place < 0) {
            return -place - 2;
        }
        while (place + 1 < size && times[place + 1] == time) {
            place++;
        }
        return place;
    }

    /** Of a counter: its value at a time, between two readings on the straight line from one to the other. */
    double at(double time) {
        int last = before(time);
        if (last < 0) {
            return values[0];
        }
        if (last == size - 1) {
            return values[last];
        }
        double share = (time - times[last]) / (times[last + 1] - times[last]);
        return values[last] + share * (values[last + 1] - values[last]);
    }

    /** Of a gauge: the mean over a span of time, each value holding until the next is read. */
    double mean(Span span) {
        int place = Math.max(0, before(span.from()));
        double sum = 0;
        double at = span.from();
        while (at < span.to()) {
            double until = place + 1 < size ? Math.min(span.to(), times[place + 1]) : span.to();
            sum += values[place] * (until - at);
            at = until;
            place++;
        }
        return sum / span.seconds();
    }

    /** Of a gauge: the values that were read in a span of time. */
    double[] within(Span span) {
        return IntStream.range(0, size)
                .filter(i -> times[i] >= span.from() && times[i] < span.to())
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** The least and the greatest of each span of time of a length, in the order in which they were read; all where it is 0. */
    Track extremes(double length) {
        if (length == 0) {
            return this;
        }
        Track thin = new Track();
        int first = 0;
        while (first < size) {
            int least = first;
            int most = first;
            int next = first;
            while (next < size && times[next] < times[first] + length) {
                least = values[next] < values[least] ? next : least;
                most = values[next] > values[most] ? next : most;
                next++;
            }
            thin.add(times[Math.min(least, most)], values[Math.min(least, most)]);
            if (least != most) {
                thin.add(times[Math.max(least, most)], values[Math.max(least, most)]);
            }
            first = next;
        }
        return thin;
    }
}
