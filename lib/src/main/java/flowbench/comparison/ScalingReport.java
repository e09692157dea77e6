package flowbench.comparison;

import flowbench.analysis.Connections;
import flowbench.analysis.Grid;
import flowbench.comparison.Scaling.Row;
import flowbench.runfolder.Metric;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The findings and the tables of a scaling, for people. */
final class ScalingReport {
    private static final String SHAPE = "runs × steps";
    private static final Scale PERCENT = new Scale(1, "%");

    private final Scaling scaling;

    ScalingReport(Scaling scaling) {
        this.scaling = scaling;
    }

    String text() {
        StringBuilder text = new StringBuilder(Grid.wrapped("", scaling.conditions()));
        text.append(Grid.wrapped("", scaling.replication())).append('\n');
        scaling.workerFindings().forEach(finding -> text.append(Grid.wrapped("- ", finding)));
        scaling.poolFindings().forEach(finding -> text.append(Grid.wrapped("- ", finding)));
        add(text, "Steps a second", throughput());
        add(text, "Processor time and throughput", processor());
        add(text, "Processors at work", busy());
        add(text, "Latency of calls", latency());
        add(text, "Connections of the pool", connections());
        text.append('\n');
        notes().forEach(note -> text.append(Grid.wrapped("  ", note)));
        scaling.warnings().forEach(warning -> text.append(Grid.wrapped("! ", warning)));
        return text.toString();
    }

    private static void add(StringBuilder text, String title, Optional<Grid> grid) {
        grid.ifPresent(g -> text.append('\n').append(title).append("\n\n").append(g.text()));
    }

    private List<String> notes() {
        return List.of(
                "Means of the fork means; low, high: their 95 % Student t interval (with one fork over its iterations, within"
                        + " one process). ÷ 1 worker: ratio of the geometric means to the same flow runs and steps with one"
                        + " worker; its interval by Student's t over the logarithms, paired by round where both have "
                        + Comparison.PAIRED_FROM
                        + " rounds or more and were measured in turn, else Welch. Each interval holds"
                        + " by itself: of twenty, one is expected to miss.",
                "A size does if it is not slower than any other by more than "
                        + Scale.percent(scaling.threshold())
                        + " (THRESHOLD): the whole interval of each ratio lies above that. It is slower than the fastest, which"
                        + " is that of the highest geometric mean, if a comparison would call it worse, with p-values adjusted for their"
                        + " number (Holm).",
                "p50, p99: mean of the forks' own; without interval where a fork has too few calls for a two-sided 95 % bound: then"
                        + " of the calls of all forks, and – where these are too few.",
                "busy: connections at work at once, from the start and end of every call of the execute phase; p95: as many or fewer"
                        + " for 95 % of the time. waiting: of the callers' time the part that went by waiting for a connection.");
    }

    private static List<String> begun(ScalingPoint point) {
        return new ArrayList<>(
                List.of(point.shape(), Integer.toString(point.workers()), Integer.toString(point.connections())));
    }

    private Optional<Grid> throughput() {
        Grid grid =
                new Grid(1, SHAPE, "workers", "pool", "forks", "steps/s", "low", "high", "÷ 1 worker", "low", "high");
        for (ScalingPoint point : scaling.points()) {
            Row row = scaling.row(point, Metric.STEPS_PER_SECOND).orElseThrow();
            List<String> cells = begun(point);
            cells.add(Integer.toString(row.forks()));
            addValue(cells, new Scale(1, ""), Optional.of(row));
            cells.add(row.toOneWorker().map(r -> Scale.text("", r.value())).orElse(Grid.NOTHING));
            addInterval(cells, new Scale(1, ""), row.toOneWorker().flatMap(Ratio::interval));
            grid.add(cells);
        }
        return Optional.of(grid);
    }

    private Optional<Grid> processor() {
        Grid grid = new Grid(
                1,
                SHAPE,
                "workers",
                "pool",
                "steps/s",
                "client ms/step",
                "low",
                "high",
                "server ms/step",
                "low",
                "high");
        boolean some = false;
        Scale plain = new Scale(1, "");
        for (ScalingPoint point : scaling.points()) {
            Optional<Row> client = scaling.row(point, Metric.CLIENT_CPU_MS_PER_STEP);
            Optional<Row> server = scaling.row(point, Metric.SERVER_CPU_MS_PER_STEP);
            if (client.isEmpty() && server.isEmpty()) {
                continue;
            }
            List<String> cells = begun(point);
            cells.add(stepsPerSecond(point));
            addValue(cells, plain, client);
            addValue(cells, plain, server);
            grid.add(cells);
            some = true;
        }
        return some ? Optional.of(grid) : Optional.empty();
    }

    private Optional<Grid> busy() {
        Grid grid = new Grid(
                1,
                SHAPE,
                "workers",
                "pool",
                "steps/s",
                "CPUs busy",
                "low",
                "high",
                "steps/client CPU s",
                "steps/server CPU s");
        boolean some = false;
        for (ScalingPoint point : scaling.points()) {
            Optional<Row> busy = scaling.row(point, PointValues.CPUS_BUSY);
            if (busy.isPresent()) {
                List<String> cells = begun(point);
                cells.add(stepsPerSecond(point));
                addValue(cells, new Scale(1, ""), busy);
                cells.add(perSecond(scaling.row(point, Metric.CLIENT_CPU_MS_PER_STEP)));
                cells.add(perSecond(scaling.row(point, Metric.SERVER_CPU_MS_PER_STEP)));
                grid.add(cells);
                some = true;
            }
        }
        return some ? Optional.of(grid) : Optional.empty();
    }

    private String stepsPerSecond(ScalingPoint point) {
        return Scale.text(
                "", scaling.row(point, Metric.STEPS_PER_SECOND).orElseThrow().value());
    }

    /** Steps in a second of processor time. */
    private static String perSecond(Optional<Row> msPerStep) {
        return msPerStep
                .filter(row -> row.value() > 0)
                .map(row -> Scale.text("", Math.rint(1000 / row.value())))
                .orElse(Grid.NOTHING);
    }

    private Optional<Grid> latency() {
        Grid grid = new Grid(1, SHAPE, "workers", "pool", "call", "in", "p50", "low", "high", "p99", "low", "high");
        boolean some = false;
        for (ScalingPoint point : scaling.points()) {
            for (String call : PointValues.CALLS) {
                Optional<Row> median = scaling.row(point, EngineRounds.latency(call, .5));
                if (median.isPresent()) {
                    Scale scale = Scale.of("ns", median.get().value());
                    List<String> cells = begun(point);
                    cells.add(call);
                    cells.add(scale.unit());
                    addValue(cells, scale, median);
                    addValue(cells, scale, scaling.row(point, EngineRounds.latency(call, .99)));
                    grid.add(cells);
                    some = true;
                }
            }
        }
        return some ? Optional.of(grid) : Optional.empty();
    }

    private Optional<Grid> connections() {
        Grid grid = new Grid(1, SHAPE, "workers", "pool", "steps/s", "busy", "p95", "max", "waiting %");
        boolean some = false;
        for (ScalingPoint point : scaling.points()) {
            Optional<Connections> busy = scaling.connections(point);
            if (busy.isPresent()) {
                List<String> cells = begun(point);
                cells.add(stepsPerSecond(point));
                cells.add(Scale.text("", busy.get().mean()));
                cells.add(Integer.toString(busy.get().p95()));
                cells.add(Integer.toString(busy.get().max()));
                cells.add(PERCENT.number(100 * busy.get().waitShare()));
                grid.add(cells);
                some = true;
            }
        }
        return some ? Optional.of(grid) : Optional.empty();
    }

    private static void addValue(List<String> cells, Scale scale, Optional<Row> row) {
        cells.add(row.map(r -> scale.number(r.value())).orElse(Grid.NOTHING));
        addInterval(cells, scale, row.flatMap(Row::interval));
    }

    private static void addInterval(List<String> cells, Scale scale, Optional<StudentInterval> interval) {
        cells.addAll(Grid.bounds(interval, scale::number));
    }
}
