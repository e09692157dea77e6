package flowbench.charts;

import java.awt.Graphics2D;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.IChart;

/** What a chart draws between its words. It holds the numbers, so that it is drawn in either theme without reading a file again. */
interface Plot {
    void paint(Graphics2D g, Theme theme, int width, int height);

    /** A plot of XChart's, which has its colours from the moment it is made. */
    static Plot of(Function<Theme, ? extends IChart> plot) {
        return (g, theme, width, height) -> plot.apply(theme).paint(g, width, height);
    }
}
