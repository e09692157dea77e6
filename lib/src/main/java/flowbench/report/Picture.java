package flowbench.report;

import flowbench.charts.Chart;
import flowbench.charts.Theme;
import java.util.Base64;

/**
 * A chart in the page.
 *
 * @param file the name to save it by
 * @param title what it shows
 * @param text its words, for those who do not see it
 * @param light the picture for a light page, as a data URI
 * @param dark the same for a dark page
 */
record Picture(String file, String title, String text, String light, String dark) {
    /**
     * Of a chart.
     *
     * @param scale pixels for each of those that it is shown at, in each direction
     * @param run the id of the run that it is of, for the file's name
     */
    static Picture of(Chart chart, int scale, String run) {
        String words = chart.title() + ". " + chart.subtitle().replace('\n', ' ') + ". " + chart.caption();
        return new Picture(
                run + "-" + chart.name() + ".png",
                chart.title(),
                words,
                uri(chart, Theme.LIGHT, scale),
                uri(chart, Theme.DARK, scale));
    }

    private static String uri(Chart chart, Theme theme, int scale) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(chart.png(theme, scale));
    }
}
