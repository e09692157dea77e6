package flowbench.report;

import flowbench.charts.Chart;
import flowbench.charts.Charts;
import flowbench.comparison.Comparison;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the report tells of runs beside runs.
 *
 * @param name in the page's addresses
 * @param title what is compared
 * @param verdict the word
 * @param tone what it should look like
 * @param sentence the verdict with the ratios it rests on
 * @param reason the same without the word
 * @param facts what was compared, how it was replicated and what differs, a sentence each
 * @param topic the metrics
 * @param charts the ratios with their intervals, where there is one to draw
 * @param warnings what a reader must know
 */
record ComparisonPart(
        String name,
        String title,
        String verdict,
        Cell.Tone tone,
        String sentence,
        String reason,
        List<String> facts,
        Topic topic,
        List<Chart> charts,
        List<String> warnings) {
    /** Of a comparison. */
    static ComparisonPart of(String name, Comparison comparison) {
        ComparisonTables tables = new ComparisonTables(comparison);
        List<String> facts = new ArrayList<>();
        facts.add("Base: " + runs(comparison.base()) + "; candidate: " + runs(comparison.candidate()) + ".");
        comparison.replication().forEach(line -> facts.add(Words.sentence(line) + "."));
        facts.add("What differs: "
                + (comparison.differences().isEmpty()
                        ? "nothing that is known"
                        : String.join(", ", comparison.differences()))
                + ".");
        return new ComparisonPart(
                name,
                side(comparison.candidate()) + " beside " + side(comparison.base()),
                comparison.verdict().toString(),
                Cell.tone(comparison.verdict()),
                comparison.sentence(),
                comparison.sentence().substring((comparison.verdict() + ": ").length()),
                facts,
                new Topic(
                        "metrics", "Metric by metric", List.of(), List.of(tables.headline()), List.of(tables.others())),
                Charts.findComparison(comparison).stream().toList(),
                comparison.warnings());
    }

    /** Scenarios, and the label or the variant of all, or else the first id. */
    private static String side(List<RunFolder> runs) {
        List<String> titles = runs.stream()
                .map(run -> RunPart.title(run.manifest()))
                .distinct()
                .toList();
        Manifest first = runs.get(0).manifest();
        boolean named =
                !first.variant().isEmpty() || !first.setting(Setting.LABEL).isEmpty();
        return String.join(" and ", titles)
                + (named
                        ? ""
                        : ", run " + first.runId() + (runs.size() > 1 ? " and " + (runs.size() - 1) + " more" : ""));
    }

    private static String runs(List<RunFolder> runs) {
        return runs.stream().map(run -> run.manifest().runId()).collect(Collectors.joining(", "));
    }
}
