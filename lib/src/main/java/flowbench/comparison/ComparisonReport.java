package flowbench.comparison;

import flowbench.analysis.Conditions;
import flowbench.analysis.Grid;
import flowbench.comparison.Comparison.Row;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import flowbench.statistics.MannWhitney;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import flowbench.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A comparison for people. */
final class ComparisonReport {
    private static final String MORE = "More forks show less.";

    private final Comparison comparison;

    ComparisonReport(Comparison comparison) {
        this.comparison = comparison;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (ScenarioSides sides : comparison.scenarios()) {
            text.append(Grid.wrapped("", Conditions.of(sides.manifests())));
            text.append(Grid.wrapped("", "base " + named(sides.baseManifests())));
            text.append(Grid.wrapped("", "candidate " + named(sides.candidateManifests())));
            text.append(Grid.wrapped("", sides.replication()));
        }
        String differences = String.join(", ", comparison.differences());
        text.append(
                Grid.wrapped("", "what differs: " + (differences.isEmpty() ? "nothing that is known" : differences)));
        text.append('\n').append(Grid.wrapped("", verdict())).append('\n');
        for (ScenarioSides sides : comparison.scenarios()) {
            List<Row> rows = comparison.headline().stream()
                    .filter(row -> row.scenario().equals(sides.scenario()))
                    .toList();
            String drawn = new RatioLines(rows, Terminal.ofOutput()).text();
            text.append(drawn).append(drawn.isEmpty() ? "" : "\n");
            text.append(grid(sides.scenario(), rows)).append('\n');
        }
        notes().forEach(note -> text.append(Grid.wrapped("  ", note)));
        comparison.warnings().forEach(warning -> text.append(Grid.wrapped("! ", warning)));
        return text.toString();
    }

    private static String named(List<Manifest> runs) {
        return runs.stream()
                .map(run -> {
                    String label = run.setting(Setting.LABEL);
                    return run.runId() + (label.isEmpty() ? "" : " (" + label + ")");
                })
                .collect(Collectors.joining(", "));
    }

    /** The verdict on the whole, and the ratios that it rests on. */
    String verdict() {
        Verdict verdict = comparison.verdict();
        boolean several = comparison.scenarios().size() > 1;
        List<Row> reasons = verdict == Verdict.WORSE
                ? comparison.headline().stream()
                        .filter(row -> row.verdict() == verdict && !row.withinOneProcess())
                        .toList()
                : comparison.main();
        String said = reasons.stream()
                .map(row -> (several ? row.scenario() + " " : "") + reason(row))
                .collect(Collectors.joining("; "));
        return verdict.written() + ": " + said + ".";
    }

    private static String reason(Row row) {
        Optional<Ratio> ratio = row.samples().ratio();
        String interval = ratio.flatMap(Ratio::interval)
                .map(i -> " (" + Scale.text("", i.low()) + " to " + Scale.text("", i.high()) + ")")
                .orElse("");
        String change = ratio.map(r -> " × " + Scale.text("", r.value()) + interval)
                .orElseGet(() ->
                        " " + Scale.text(row.metric().unit(), row.samples().baseMean()) + " → "
                                + Scale.text(row.metric().unit(), row.samples().mean()));
        String word = row.withinOneProcess() ? ", " + row.verdict() + " within one process" : "";
        OptionalDouble shown = row.detectable();
        String could = row.verdict() != Verdict.INCONCLUSIVE
                ? ""
                : shown.isPresent()
                        ? ", where a change of " + Scale.percentAtMost1000(shown.getAsDouble()) + " would have shown"
                        : ", of which nothing can be said: too few values";
        return row.name() + change + word + could;
    }

    private String grid(String scenario, List<Row> rows) {
        Grid grid = new Grid(
                2,
                comparison.scenarios().size() > 1 ? scenario : "metric",
                "unit",
                "base",
                "candidate",
                "ratio",
                "low",
                "high",
                "p",
                "adjusted",
                "MW p",
                "delta",
                "shows",
                "threshold",
                "verdict");
        rows.forEach(row -> grid.add(cells(row)));
        grid.write(
                "verdict",
                cell -> Verdict.valueOf(cell.toUpperCase(Locale.ROOT)).emphasis());
        return grid.text("MW p", "p", "delta", "shows");
    }

    private static List<String> cells(Row row) {
        Scale scale = Scale.of(row.metric().unit(), row.samples().baseMean());
        Optional<Ratio> ratio = row.samples().ratio();
        Optional<StudentInterval> interval = ratio.flatMap(Ratio::interval);
        List<String> cells = new ArrayList<>(List.of(row.name(), scale.unit()));
        cells.add(scale.number(row.samples().baseMean()));
        cells.add(scale.number(row.samples().mean()));
        cells.add(ratio.map(r -> Scale.text("", r.value())).orElse(Grid.NOTHING));
        cells.addAll(Grid.bounds(interval, bound -> Scale.text("", bound)));
        cells.add(p(row.samples().pValue()));
        cells.add(p(row.adjustedP()));
        cells.add(p(row.samples()
                .mannWhitney()
                .map(MannWhitney::pValue)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty)));
        cells.add(String.format(Locale.ROOT, "%.2f", row.samples().delta().value()));
        cells.add(
                row.detectable().isPresent()
                        ? Scale.percentAtMost1000(row.detectable().getAsDouble())
                        : Grid.NOTHING);
        cells.add(Scale.percentAtMost1000(row.threshold()));
        cells.add(row.verdict().toString());
        return cells;
    }

    private static String p(OptionalDouble p) {
        if (p.isEmpty()) {
            return Grid.NOTHING;
        }
        return p.getAsDouble() < .0001 ? "<.0001" : String.format(Locale.ROOT, "%.4f", p.getAsDouble());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        boolean within = comparison.headline().stream().anyMatch(Row::withinOneProcess);
        long tested = comparison.headline().stream()
                .filter(row -> row.adjustedP().isPresent())
                .count();
        notes.add("base, candidate: mean of the " + (within ? "iterations" : "fork means")
                + ", of latencies the mean of the medians and p99 of each; ratio: candidate ÷ base, of the geometric means,"
                + " with its 95 % interval and p-value (Student's t on logarithms); adjusted: for " + tested
                + " metrics (Benjamini and Hochberg); MW p: Mann–Whitney; delta: Cliff's (both left out where a line is too narrow); shows:"
                + " the smallest"
                + " change that samples like these show in four of five tries, whatever the other metrics say.");
        notes.add(comparison.scenarios().stream()
                        .map(ScenarioSides::thresholds)
                        .distinct()
                        .collect(Collectors.joining("; "))
                + ". equivalent: the whole interval is within it; better, worse: the whole interval is on one side of 1, and"
                + " adjusted is below .05; else inconclusive. " + MORE);
        others().ifPresent(notes::add);
        return notes;
    }

    /** What the other metrics say, where that is anything. */
    private Optional<String> others() {
        List<Row> others =
                comparison.rows().stream().filter(row -> !row.headline()).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        boolean several = comparison.scenarios().size() > 1;
        String changed = others.stream()
                .filter(row -> row.verdict() == Verdict.BETTER || row.verdict() == Verdict.WORSE)
                .map(row -> row.verdict() + ": " + (several ? row.scenario() + " " : "") + reason(row))
                .collect(Collectors.joining("; "));
        return Optional.of(Scale.counted(others.size(), "more metric")
                + (others.size() == 1 ? " does" : " do") + " not decide; "
                + (changed.isEmpty() ? "none of them is better or worse" : "of them " + changed)
                + ". table() has all.");
    }
}
