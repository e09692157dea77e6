package flowbench.report;

import flowbench.charts.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The charts of a part of the page, drawn.
 *
 * @param open those that everybody is to see, drawn for screens of many pixels
 * @param folded the others, for those who look closer, in a pixel for a pixel
 */
record Gallery(List<Picture> open, List<Picture> folded) {
    private static final Predicate<String> OPEN = Pattern.compile(
                    "(iterations|phases|latency|events|trend|comparison)(-.*)?")
            .asMatchPredicate();

    private static final int SHARP = 2;

    /**
     * Draws charts.
     *
     * @param what they are of, for the names of files
     * @param progress is told of each
     */
    static Gallery of(List<Chart> charts, String what, DrawingProgress progress) {
        List<Picture> open = new ArrayList<>();
        List<Picture> folded = new ArrayList<>();
        for (Chart chart : charts) {
            progress.step(chart.name());
            boolean first = OPEN.test(chart.name());
            (first ? open : folded).add(Picture.of(chart, first ? SHARP : 1, what));
        }
        return new Gallery(List.copyOf(open), List.copyOf(folded));
    }
}
