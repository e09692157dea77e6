package flowbench.analysis;

import flowbench.resources.Bottleneck;
import flowbench.resources.Usage;
import flowbench.resources.WorkerTime;
import flowbench.resources.WorkerTime.Share;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Estimate;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Median;
import tech.tablesaw.api.Table;

/**
 * Where the time of a run went and what it took: processors, memory, garbage collection, what the workers waited for, and the
 * bottleneck where the evidence names one. Of the measured execute phases. Shown at the prompt it is tables for people.
 */
public final class Resources implements Result {
    private final String runId;
    private final Usage usage;
    private final List<Summary.Row> rows;
    private final Bottleneck bottleneck;

    private Resources(String runId, Usage usage, List<Summary.Row> rows) {
        this.runId = runId;
        this.usage = usage;
        this.rows = rows;
        this.bottleneck = Bottleneck.of(usage);
    }

    /**
     * Of a run.
     *
     * @throws UserException if a file is bad, or nothing was measured
     */
    public static Resources of(RunFolder run) {
        Summary summary = Summary.of(run);
        return new Resources(
                run.manifest().runId(),
                summary.usage(),
                summary.rows().stream().filter(row -> row.metric().isResource()).toList());
    }

    /**
     * Of a run; absent for one that another tool has measured, whose use of resources nobody looked at.
     *
     * @throws UserException if a file is bad, or nothing was measured
     */
    public static Optional<Resources> find(RunFolder run) {
        return run.manifest().importedFrom().isPresent() ? Optional.empty() : Optional.of(of(run));
    }

    /** What held the work up, where the evidence names it. */
    public Bottleneck bottleneck() {
        return bottleneck;
    }

    /** What the workers' time went to; absent where the probes did not look at the server. */
    public Optional<WorkerTime> workerTime() {
        return usage.workerTime();
    }

    /** What was used, a row for each metric of processors, memory and the workers' time. */
    public List<Summary.Row> rows() {
        return rows;
    }

    @Override
    public String type() {
        return "resources";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of(
                "run_id",
                runId,
                "bottleneck",
                bottleneck.sentence(),
                "bottleneck_kind",
                bottleneck
                        .kind()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse("none"));
    }

    /**
     * The parts of the workers' time, the largest first: run_id, part (STRING), share, low, high (DOUBLE, fractions of the workers'
     * time; the 95 % interval where the part was sampled), waits (STRING). Without rows where the server was not looked at.
     */
    @Override
    public Table table() {
        Columns<Share> columns =
                new Columns<>(workerTime().map(WorkerTime::shares).orElse(List.of()));
        return Table.create(
                "workers' time",
                columns.text("run_id", share -> runId),
                columns.text("part", share -> share.part().toString()),
                columns.number("share", Share::share),
                columns.numberIfAny("low", share -> share.sampled() ? Optional.of(share.low()) : Optional.empty()),
                columns.numberIfAny("high", share -> share.sampled() ? Optional.of(share.high()) : Optional.empty()),
                columns.text("waits", Resources::waits));
    }

    private static String waits(Share share) {
        return share.waits().stream()
                .map(wait -> wait.name() + " " + Scale.percent(wait.share()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Where the time went, measured execute phases\n\n");
        Grid used = new Grid(1, "used", "unit", "n", "mean", "low", "high", "min", "max");
        rows.forEach(row -> used.add(cells(row)));
        if (!rows.isEmpty()) {
            text.append(used.text()).append('\n');
        }
        processors().ifPresent(line -> text.append(Grid.wrapped("", line)));
        workerTime().ifPresent(time -> text.append('\n').append(text(time)).append('\n'));
        text.append(Grid.wrapped("", bottleneck.sentence()));
        cost().ifPresent(line -> text.append(Grid.wrapped("", line)));
        return text.toString();
    }

    private static List<String> cells(Summary.Row row) {
        Estimate e = row.estimate();
        boolean bytes = row.metric().unit().equals("bytes");
        double divisor = bytes ? 1e6 : 1;
        Scale scale = Scale.of(row.metric().unit(), e.mean());
        List<String> bounds = Grid.bounds(row.interval(), bound -> scale.number(bound / divisor));
        return List.of(
                row.metric().name().replaceFirst("_(ns|bytes)$", ""),
                bytes ? "MB" : scale.unit(),
                Integer.toString(e.n()),
                scale.number(e.mean() / divisor),
                bounds.get(0),
                bounds.get(1),
                scale.number(e.min() / divisor),
                scale.number(e.max() / divisor));
    }

    /**
     * How many processors were busy, and with what, and how long somebody waited for one, in a sentence; absent where the probes
     * did not look.
     */
    public Optional<String> processors() {
        OptionalDouble client = usage.busy(ProbeMetric.CLIENT_CPU);
        if (client.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "Of %s the client kept %.2f busy",
                Scale.counted(usage.processors(), "processor"),
                client.getAsDouble()));
        usage.busy(ProbeMetric.SERVER_CPU)
                .ifPresent(busy -> line.append(String.format(Locale.ROOT, ", the server %.2f", busy)));
        usage.busy(ProbeMetric.MACHINE_CPU)
                .ifPresent(busy -> line.append(String.format(Locale.ROOT, ", all together %.2f", busy)));
        usage.busy(ProbeMetric.CPU_PRESSURE)
                .ifPresent(share -> line.append("; somebody waited for a processor in ")
                        .append(Scale.percent(Math.min(1, share)))
                        .append(" of the time"));
        usage.busy(ProbeMetric.IO_PRESSURE)
                .ifPresent(share -> line.append(", for a disk in ")
                        .append(Scale.percent(share))
                        .append(" of it"));
        return Optional.of(line.append(perCpuSecond()).append('.').toString());
    }

    private String perCpuSecond() {
        return rows.stream()
                .filter(row -> row.metric().name().matches("(client|server)_cpu_ms_per_.*"))
                .filter(row -> row.estimate().mean() > 0)
                .map(row -> String.format(
                        Locale.ROOT,
                        "; %.0f %ss per CPU second of the %s",
                        1000 / row.estimate().mean(),
                        row.metric().unit().replaceFirst("^ms/", ""),
                        row.metric().name().substring(0, 6)))
                .collect(Collectors.joining());
    }

    private static String text(WorkerTime time) {
        Grid grid = new Grid(2, "the workers' time", "waits", "share", "low", "high");
        for (Share share : time.shares()) {
            grid.add(List.of(
                    share.part().words(),
                    share.waits().stream()
                            .limit(3)
                            .map(wait -> wait.name() + " " + Scale.percent(wait.share()))
                            .collect(Collectors.joining(", ")),
                    Scale.percent(share.share()),
                    share.sampled() ? Scale.percent(share.low()) : Grid.NOTHING,
                    share.sampled() ? Scale.percent(share.high()) : Grid.NOTHING));
        }
        return grid.text()
                + Grid.wrapped(
                        "",
                        "By what the backends of the pool were doing in " + time.looks()
                                + " looks; low, high: 95 % interval (Wilson, a look counts once). "
                                + Grid.NOTHING + ": timed, not sampled.");
    }

    /** What looking took. */
    private Optional<String> cost() {
        double[] ticks = usage.windows().stream()
                .flatMapToDouble(window -> window.gauge(ProbeMetric.TICK_TIME).mean().stream())
                .toArray();
        if (ticks.length == 0) {
            return Optional.empty();
        }
        double busy = usage.busy(ProbeMetric.PROBE_CPU).orElse(0);
        return Optional.of(
                "The probes took " + Scale.text("ns", Median.withDefaults().evaluate(ticks))
                        + " a look (median of the iterations' means) and kept "
                        + String.format(Locale.ROOT, "%.3f", busy) + " of a processor busy at the client.");
    }
}
