/**
 * How what a notebook displays is printed: for people, as JSON, as CSV, and for a Jupyter notebook.
 *
 * <p>In: results, tables, charts, paths, anything. Out: text that fits standard output, a JSON document, CSV tables with
 * every digit, or a text with a picture. The kinds of things are told apart in one place, and results say themselves what
 * they hold. Nothing here knows what a notebook is, computes a figure, or decides where the text goes.
 */
package flowbench.output;
