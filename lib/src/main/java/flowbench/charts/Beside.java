package flowbench.charts;

import java.awt.Graphics2D;

/**
 * Two plots side by side.
 *
 * @param share the part of the width that the left one has
 */
record Beside(Plot left, Plot right, double share) implements Plot {
    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        int middle = (int) (width * share);
        Graphics2D part = (Graphics2D) g.create();
        left.paint(part, theme, middle, height);
        part.dispose();
        part = (Graphics2D) g.create();
        part.translate(middle, 0);
        right.paint(part, theme, width - middle, height);
        part.dispose();
    }
}
