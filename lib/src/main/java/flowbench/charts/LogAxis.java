package flowbench.charts;

import java.util.stream.DoubleStream;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * A logarithmic axis that holds some values, with room to the next 1, 2 or 5 times a power of ten on each side.
 *
 * @param low its lower end
 * @param high its upper end
 */
record LogAxis(double low, double high) {
    /** Up to this ratio of its ends its marks at 3 are named too, else there would be few. */
    private static final double NARROW = 30;

    /** An axis for values above 0. */
    static LogAxis of(double least, double greatest) {
        return new LogAxis(floor(least), ceiling(greatest));
    }

    /** Gives a plot this vertical axis. */
    void vertical(AxesChartStyler styler) {
        styler.setYAxisLogarithmic(true);
        styler.setYAxisLogarithmicDecadeOnly(false);
        styler.setYAxisMin(bottom());
        styler.setYAxisMax(high * 1.02);
        boolean narrow = high / low < NARROW;
        styler.setYAxisTickLabelsFormattingFunction(y -> {
            long digit = Math.round(y / Math.pow(10, Math.floor(Math.log10(y * 1.0000001))));
            return digit == 1 || digit == 2 || digit == 5 || narrow && digit == 3 ? IterationsChart.tick(y) : " ";
        });
    }

    /** Where it begins: XChart leaves out a label at the very end of an axis. */
    double bottom() {
        return low * .98;
    }

    private static double floor(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(5, 2, 1)
                .map(digit -> digit * decade)
                .filter(bound -> bound < value)
                .findFirst()
                .orElse(decade / 2);
    }

    private static double ceiling(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(2, 5, 10)
                .map(digit -> digit * decade)
                .filter(bound -> bound > value)
                .findFirst()
                .orElse(decade * 20);
    }
}
