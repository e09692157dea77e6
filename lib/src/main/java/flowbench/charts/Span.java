package flowbench.charts;

/** From when to when, in seconds. */
record Span(double from, double to) {
    double seconds() {
        return to - from;
    }
}
