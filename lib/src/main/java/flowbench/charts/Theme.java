package flowbench.charts;

import java.awt.Color;

/** The ground that a chart is drawn on, and with it the colours of everything on the chart. */
public enum Theme {
    /** Dark marks on white, as on paper. */
    LIGHT,
    /** Light marks on a ground that is nearly black, for a page in dark colours. */
    DARK;

    /** The colour of the ground, so that a page can have the same around a chart. */
    public Color ground() {
        return Ink.GROUND.on(this);
    }
}
