/**
 * Charts of saved run folders, as PNG and SVG.
 *
 * <p>In: run folders, and what {@link flowbench.analysis}, {@link flowbench.comparison} and {@link flowbench.history}
 * find in them. Out: a {@link flowbench.charts.Chart} that saves itself, light, or is drawn in a {@link
 * flowbench.charts.Theme}, with title, units, n and the conditions of the run on it. All share one look, in colours that
 * colour-blind readers can tell apart. Nothing here measures, and nothing needs a database: a chart may be deleted and
 * drawn again from the run folder alone.
 */
package flowbench.charts;
