package flowbench.comparison;

import flowbench.analysis.Events;
import flowbench.analysis.Grid;
import flowbench.comparison.EngineComparison.Condition;
import flowbench.comparison.EngineComparison.Row;
import flowbench.runfolder.Metric;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The tables of a comparison of engines, for people. */
final class EngineReport {
    private static final String CONDITION = "runs × steps, workers";

    private final EngineComparison comparison;
    private final String ratio;

    EngineReport(EngineComparison comparison) {
        this.comparison = comparison;
        this.ratio = "÷ " + comparison.base();
    }

    String text() {
        StringBuilder text = new StringBuilder(Grid.wrapped("", comparison.conditions()));
        text.append(Grid.wrapped("", comparison.replication()));
        add(text, "Steps a second", throughput(Metric.STEPS_PER_SECOND, CONDITION));
        add(text, "Latency of calls", latency());
        add(text, "What a step costs the server", cost());
        add(text, "Events", events());
        add(text, "The queue below, bare: messages a second", throughput(Metric.MESSAGES_PER_SECOND, "bare queue"));
        add(text, "What is left above it: steps a second ÷ messages a second", layers());
        text.append('\n');
        notes().forEach(note -> text.append(Grid.wrapped("  ", note)));
        comparison.warnings().forEach(warning -> text.append(Grid.wrapped("! ", warning)));
        return text.toString();
    }

    private static void add(StringBuilder text, String title, Optional<Grid> grid) {
        grid.ifPresent(g -> text.append('\n').append(title).append("\n\n").append(g.text()));
    }

    private List<String> notes() {
        return List.of(
                "steps/s, messages/s, bytes, tuples: mean of the fork means; low, high: its 95 % Student t interval, over"
                        + " forks (with one fork over its iterations, within one process).",
                ratio
                        + ": ratio of the geometric means, 1.1 is a tenth more; low, high: 95 % interval of Student's t over"
                        + " the logarithms: paired by round, over the ratios of rounds measured in turn; Welch, over forks"
                        + " taken as independent. Each interval holds by itself: of twenty, one is expected to miss.",
                "p50, p99: of the calls of all rounds together, blank where they are too few for a two-sided 95 % bound;"
                        + " their ratio: of the rounds' own, where each has enough calls.",
                "WAL is that of the whole server, and the first change to a page after the checkpoint before an iteration"
                        + " writes all of the page: fewer steps pay more for that. Dead tuples: rows updated or deleted.",
                "Steps ÷ messages: nobody listens to a bare queue, so listening to events is a part of what stands above it; with"
                        + " EVENT_CHANNEL=none the engine alone is.");
    }

    private Optional<Grid> throughput(Metric metric, String header) {
        Grid grid =
                new Grid(2, header, "engine", "rounds", "forks", metric.unit(), "low", "high", ratio, "low", "high");
        Condition above = null;
        List<Row> rows = comparison.rows(metric);
        for (Row row : rows) {
            List<String> cells = begun(row.condition(), above, row.engine());
            cells.add(Integer.toString(row.rounds()));
            cells.add(Integer.toString(row.n()));
            cells.add(Scale.text("", row.value()));
            addInterval(cells, row.interval());
            addRatio(cells, row.toBase());
            grid.add(cells);
            above = row.condition();
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(grid);
    }

    private Optional<Grid> latency() {
        Grid grid = new Grid(
                3, CONDITION, "call", "engine", "n", "in", "p50", ratio, "low", "high", "p99", ratio, "low", "high");
        boolean some = false;
        Condition above = null;
        for (Condition condition : comparison.rows(Metric.STEPS_PER_SECOND).stream()
                .map(Row::condition)
                .distinct()
                .toList()) {
            for (String call : List.of("claim", "complete_task")) {
                String named = call;
                for (Row median : comparison.rows(EngineRounds.latency(call, .5))) {
                    if (!median.condition().equals(condition)) {
                        continue;
                    }
                    Optional<Row> p99 = comparison.row(condition, median.engine(), EngineRounds.latency(call, .99));
                    Scale scale = Scale.of("ns", median.value());
                    List<String> cells = begun(condition, above, named);
                    cells.add(median.engine());
                    cells.add(Integer.toString(median.n()));
                    cells.add(scale.unit());
                    cells.add(scale.number(median.value()));
                    addRatio(cells, median.toBase());
                    cells.add(p99.map(row -> scale.number(row.value())).orElse(""));
                    addRatio(cells, p99.flatMap(Row::toBase));
                    grid.add(cells);
                    above = condition;
                    named = "";
                    some = true;
                }
            }
        }
        return some ? Optional.of(grid) : Optional.empty();
    }

    private Optional<Grid> cost() {
        Grid grid = new Grid(
                2,
                CONDITION,
                "engine",
                "WAL bytes",
                "low",
                "high",
                ratio,
                "low",
                "high",
                "dead tuples",
                ratio,
                "low",
                "high",
                "HOT %");
        Condition above = null;
        List<Row> rows = comparison.rows(Metric.WAL_BYTES_PER_STEP);
        for (Row wal : rows) {
            Optional<Row> dead = comparison.row(wal.condition(), wal.engine(), Metric.DEAD_TUPLES_PER_STEP);
            Optional<Row> hot = comparison.row(wal.condition(), wal.engine(), Metric.HOT_UPDATE_SHARE);
            List<String> cells = begun(wal.condition(), above, wal.engine());
            cells.add(Scale.text("", Math.rint(wal.value())));
            addWholeInterval(cells, wal.interval());
            addRatio(cells, wal.toBase());
            cells.add(dead.map(row -> Scale.text("", row.value())).orElse(Grid.NOTHING));
            addRatio(cells, dead.flatMap(Row::toBase));
            cells.add(hot.map(row -> new Scale(1, "%").number(row.value())).orElse(Grid.NOTHING));
            grid.add(cells);
            above = wal.condition();
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(grid);
    }

    private Optional<Grid> events() {
        Grid grid = new Grid(
                2,
                CONDITION,
                "engine",
                "expected",
                "delivered",
                "share",
                "late",
                "recovered",
                "missing",
                "latency in",
                "p50",
                "p99",
                "max");
        Condition above = null;
        List<EngineComparison.Announced> all = comparison.events();
        for (EngineComparison.Announced announced : all) {
            Events.Row events = announced.events();
            Scale scale = Scale.of("ns", events.latency().quantile(.5).orElse(0));
            List<String> cells = begun(announced.condition(), above, announced.engine());
            cells.add(Integer.toString(events.expected()));
            cells.add(Integer.toString(events.delivered()));
            cells.add(Events.share(events.delivered(), events.expected()));
            cells.add(Integer.toString(events.late()));
            cells.add(Integer.toString(events.recovered()));
            cells.add(Integer.toString(events.missing()));
            cells.add(scale.unit());
            for (OptionalDouble value : List.of(
                    events.latency().quantile(.5),
                    events.latency().quantile(.99),
                    events.latency().max())) {
                cells.add(scale.number(value));
            }
            grid.add(cells);
            above = announced.condition();
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(grid);
    }

    private Optional<Grid> layers() {
        Grid grid = new Grid(2, CONDITION, "engine", "steps/s", "messages/s", "steps ÷ messages", "low", "high");
        Condition above = null;
        List<EngineComparison.Layer> layers = comparison.layers();
        for (EngineComparison.Layer layer : layers) {
            List<String> cells = begun(layer.condition(), above, layer.engine());
            cells.add(Scale.text("", layer.stepsPerSecond()));
            cells.add(Scale.text("", layer.messagesPerSecond()));
            addRatio(cells, layer.share());
            grid.add(cells);
            above = layer.condition();
        }
        return layers.isEmpty() ? Optional.empty() : Optional.of(grid);
    }

    /** A line that begins with its condition, unless the one above has the same. */
    private static List<String> begun(Condition condition, Condition above, String next) {
        return new ArrayList<>(List.of(condition.equals(above) ? "" : condition.toString(), next));
    }

    private static void addRatio(List<String> cells, Optional<Ratio> ratio) {
        cells.add(ratio.map(r -> Scale.text("", r.value())).orElse(Grid.NOTHING));
        addInterval(cells, ratio.flatMap(Ratio::interval));
    }

    private static void addInterval(List<String> cells, Optional<StudentInterval> interval) {
        cells.addAll(Grid.bounds(interval, bound -> Scale.text("", bound)));
    }

    private static void addWholeInterval(List<String> cells, Optional<StudentInterval> interval) {
        cells.addAll(Grid.bounds(interval, bound -> Scale.text("", Math.rint(bound))));
    }
}
