package flowbench.charts;

import java.awt.Graphics2D;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * Two plots side by side.
 *
 * @param share the part of the width that the left one has
 */
record Beside(IChart left, IChart right, double share) implements Drawing {
    @Override
    public void paint(Graphics2D g, int width, int height) {
        int middle = (int) (width * share);
        Graphics2D part = (Graphics2D) g.create();
        left.paint(part, middle, height);
        part.dispose();
        part = (Graphics2D) g.create();
        part.translate(middle, 0);
        right.paint(part, width - middle, height);
        part.dispose();
    }
}
