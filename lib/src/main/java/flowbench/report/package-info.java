/**
 * One report of one run or more: a self-contained HTML file and a Markdown text, each made from run folders alone.
 *
 * <p>In: run folders, and what {@link flowbench.analysis}, {@link flowbench.comparison}, {@link flowbench.history} and {@link
 * flowbench.charts} find in them. Out: {@code report.html} and {@code report.md} in the folder of the newest run; both may be
 * deleted and made again. Every figure is one of those packages', and is only written here. Nothing here computes a statistic,
 * needs a database or the network, or makes a page that loads anything; texts that people gave are escaped wherever they stand.
 */
package flowbench.report;
