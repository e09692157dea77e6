package flowbench.charts;

import org.knowm.xchart.internal.chartpart.IChart;

/** What is drawn by hand into all of a chart's place; its title stands around it. */
interface Drawing extends IChart {
    @Override
    default int getWidth() {
        return Look.WIDTH;
    }

    @Override
    default int getHeight() {
        return Look.HEIGHT;
    }

    @Override
    default String getTitle() {
        return "";
    }
}
