package flowbench.history;

import flowbench.analysis.Columns;
import flowbench.analysis.Grid;
import flowbench.analysis.Result;
import flowbench.runfolder.Better;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.LevelChange;
import flowbench.statistics.LevelChanges;
import flowbench.statistics.LevelSearch;
import flowbench.statistics.Scale;
import flowbench.terminal.Emphasis;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The history of a scenario: all complete runs that may stand on one line with the newest, one value a run for each
 * metric (the mean of its fork means), and where that changed its level. The unit of replication is the run.
 *
 * <p><b>When the newest state is worse.</b> A change for the worse stands until it is undone: until a later level is as
 * good as the one before it, or a t test does not tell the two apart. One that stands, and came among the newest
 * TREND_WINDOW runs, makes the exit code {@link ExitCode#WORSE}; one that has stood for longer is reported, and taken
 * as accepted.
 */
public final class History implements Result {
    private static final int SHORT_COMMIT = 10;

    /** What a change means. */
    public enum Verdict {
        /** The metric became worse. */
        REGRESSION,
        /** It became better. */
        IMPROVEMENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A change of level between two runs.
     *
     * @param metric what changed
     * @param verdict whether for the worse
     * @param level the means before and after, and the p-value
     * @param runsBefore how many runs the level before is made of
     * @param runsAfter how many that after it
     * @param lastBefore the last run before the change
     * @param firstAfter the first run after it
     * @param undone whether a later level is as good as the one before, or as bad where this is an improvement
     * @param recent whether it came among the newest runs, as many as the window holds
     */
    public record Change(
            Metric metric,
            Verdict verdict,
            LevelChange level,
            int runsBefore,
            int runsAfter,
            Manifest lastBefore,
            Manifest firstAfter,
            boolean undone,
            boolean recent) {

        /** Whether it makes the newest state worse than the one before. */
        public boolean alarms() {
            return verdict == Verdict.REGRESSION && !undone && recent;
        }

        /** The change in percent of the level before; absent where that is 0. */
        public OptionalDouble percent() {
            OptionalDouble relative = level.relative();
            return relative.isPresent() ? OptionalDouble.of(100 * relative.getAsDouble()) : relative;
        }

        /** The verdict, both levels and the runs in one line. */
        @Override
        public String toString() {
            return headline() + ", first in " + firstAfter.runId();
        }

        /** The commit of the first run after it, shortened; empty where its run.json names none. */
        public String commit() {
            return abbreviated(firstAfter.library().gitCommit());
        }

        private String headline() {
            Scale scale = Scale.of(metric.unit(), level.before());
            Emphasis emphasis = verdict == Verdict.REGRESSION ? Emphasis.BAD : Emphasis.GOOD;
            return emphasis.write(verdict.toString()) + ": " + scale.number(level.before()) + " → "
                    + scale.number(level.after()) + " "
                    + scale.unit()
                    + (percent().isPresent()
                            ? String.format(Locale.ROOT, ", %+.1f %%", percent().getAsDouble())
                            : "")
                    + ", p = " + level.pText() + ", "
                    + (undone ? "undone since" : recent ? "stands" : "stands, accepted (older than the window)");
        }

        private String commits() {
            String before = lastBefore.library().gitCommit();
            String after = firstAfter.library().gitCommit();
            String modified = Stream.of(lastBefore, firstAfter)
                            .anyMatch(run -> run.library().modified())
                    ? " (with changes that were not committed)"
                    : "";
            if (before.isEmpty() || after.isEmpty()) {
                return "commits unknown: run.json of one of these runs names none" + modified;
            }
            return before.equals(after)
                    ? "the same commit on both sides, " + abbreviated(after) + modified
                    : "git log --oneline " + abbreviated(before) + ".." + abbreviated(after) + modified;
        }

        private static String abbreviated(String commit) {
            return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
        }
    }

    /** One metric, and where it changed. */
    public record Line(RunSeries series, LevelChanges levels, List<Change> changes) {
        private static Line of(RunSeries series, LevelSearch search) {
            LevelChanges levels = search.in(series.means());
            return new Line(
                    series,
                    levels,
                    IntStream.range(0, levels.changes().size())
                            .mapToObj(i -> change(series, levels, i))
                            .toList());
        }

        private static Change change(RunSeries series, LevelChanges levels, int i) {
            LevelChange level = levels.changes().get(i);
            boolean fell = level.after() < level.before();
            boolean worse = fell == (series.metric().better() == Better.HIGHER);
            return new Change(
                    series.metric(),
                    worse ? Verdict.REGRESSION : Verdict.IMPROVEMENT,
                    level,
                    levels.levels().get(i).n(),
                    levels.levels().get(i + 1).n(),
                    series.points().get(level.index() - 1).run().manifest(),
                    series.points().get(level.index()).run().manifest(),
                    levels.undone(i),
                    level.index() >= levels.n() - levels.search().window());
        }
    }

    private final List<Line> lines;

    private History(List<Line> lines) {
        this.lines = lines;
    }

    /**
     * Of the runs that RUN_FOLDERS names or, where it names none, of all that are saved in DATA_DIR; METRIC,
     * TREND_MODE, TREND_WINDOW, TREND_P_VALUE and TREND_MAGNITUDE say what is looked for.
     *
     * @throws UserException if there is no complete run, if nothing was measured in any, or if a metric was measured in
     *     none
     */
    public static History of(Settings settings) {
        boolean named = !settings.text(Setting.RUN_FOLDERS).isEmpty();
        List<RunFolder> runs = named ? RunFolder.chosen(settings) : RunFolder.all(ProjectFolder.data(settings));
        if (runs.isEmpty()) {
            throw UserException.nothingMeasured("RUN_FOLDERS: no run is saved in "
                    + ProjectFolder.data(settings).resolve("runs")
                    + "; measure some with \"lib/bench run\", or name run folders.");
        }
        List<String> metrics = Arrays.stream(settings.text(Setting.METRIC).split(","))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return of(runs, metrics, search(settings));
    }

    private static LevelSearch search(Settings settings) {
        LevelSearch search = LevelSearch.of(LevelSearch.Mode.valueOf(
                        settings.text(Setting.TREND_MODE).toUpperCase(Locale.ROOT)))
                .withWindow(settings.number(Setting.TREND_WINDOW))
                .withMagnitude(settings.fraction(Setting.TREND_MAGNITUDE).orElseThrow());
        return settings.text(Setting.TREND_P_VALUE).isEmpty()
                ? search
                : search.withP(settings.decimal(Setting.TREND_P_VALUE));
    }

    /**
     * Of the complete ones of runs, in any order; the newest of them says what the others must share with it.
     *
     * @param metrics by name; of none, the scenario's throughput
     * @param search how changes are looked for
     * @throws UserException if there is no complete run, if nothing was measured in any, or if a metric was measured in
     *     none
     */
    public static History of(List<RunFolder> runs, List<String> metrics, LevelSearch search) {
        List<RunFolder> complete = runs.stream()
                .filter(run -> run.manifest().status() == Manifest.Status.COMPLETE)
                .toList();
        if (complete.isEmpty()) {
            throw UserException.nothingMeasured("There is no complete run among the " + runs.size()
                    + " given: a history is made of complete ones.");
        }
        return new History(RunSeries.of(complete, metrics).stream()
                .map(series -> series.without(RunSeries.Reason.NOT_COMPLETE, runs.size() - complete.size()))
                .map(series -> Line.of(series, search))
                .toList());
    }

    /** A line for each metric, in the order asked for. */
    public List<Line> lines() {
        return lines;
    }

    /** The changes of all metrics, each in the order of time. */
    public List<Change> changes() {
        return lines.stream().flatMap(line -> line.changes().stream()).toList();
    }

    /** Whether the newest state of a metric is worse than one before; see the rule above. */
    public boolean worse() {
        return changes().stream().anyMatch(Change::alarms);
    }

    /**
     * {@link ExitCode#WORSE} where the newest state is worse, else {@link ExitCode#OK}, also where the runs are too
     * few. Whether the files of the runs were whole, {@link #requireWhole} says.
     */
    public ExitCode exitCode() {
        return worse() ? ExitCode.WORSE : ExitCode.OK;
    }

    /**
     * Checks that all that was measured was looked at. What is left of it is looked at all the same; this is for those who must
     * know that it is not all.
     *
     * @throws UserException if a file of samples was cut off while it was written, lacks forks, or cannot be read
     */
    public void requireWhole() {
        List<String> damages = damages();
        if (!damages.isEmpty()) {
            throw new UserException(String.join(" ", damages));
        }
    }

    private List<String> damages() {
        return lines.get(0).series().damages();
    }

    @Override
    public String type() {
        return "history";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("worse", worse());
    }

    @Override
    public List<Table> moreTables() {
        return List.of(runTable());
    }

    /**
     * The changes at full precision: metric, unit, better, verdict (STRING), before, after (DOUBLE, in the unit), change
     * (DOUBLE, a fraction of before; missing where that is 0), p_value (DOUBLE), runs_before, runs_after (INTEGER), undone,
     * recent (BOOLEAN), last_before, first_after (STRING, run ids), commit_before, commit_after (STRING; empty: unknown), method
     * (STRING).
     */
    @Override
    public Table table() {
        Columns<Change> columns = new Columns<>(changes());
        return Table.create(
                "changes",
                columns.text("metric", change -> change.metric().name()),
                columns.text("unit", change -> change.metric().unit()),
                columns.text("better", change -> change.metric().better().toString()),
                columns.text("verdict", change -> change.verdict().toString()),
                columns.number("before", change -> change.level().before()),
                columns.number("after", change -> change.level().after()),
                columns.number("change", change -> change.level().relative().orElse(Double.NaN)),
                columns.number("p_value", change -> change.level().p()),
                columns.whole("runs_before", Change::runsBefore),
                columns.whole("runs_after", Change::runsAfter),
                columns.flag("undone", Change::undone),
                columns.flag("recent", Change::recent),
                columns.text("last_before", change -> change.lastBefore().runId()),
                columns.text("first_after", change -> change.firstAfter().runId()),
                columns.text(
                        "commit_before", change -> change.lastBefore().library().gitCommit()),
                columns.text(
                        "commit_after", change -> change.firstAfter().library().gitCommit()),
                columns.text("method", change -> lines.get(0).levels().search().toString()));
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(
                        damages().stream(),
                        lines.stream()
                                .flatMap(line -> line.levels().warnings().stream()
                                        .map(warning -> line.series().metric().name() + ": " + warning)))
                .toList();
    }

    /**
     * The runs that were looked at: metric, unit, run_id, started_at, commit (STRING), forks (INTEGER), value, level
     * (DOUBLE, in the unit: the mean of the run, and that of the level it belongs to).
     */
    public Table runTable() {
        Table table = Table.create(
                "runs",
                StringColumn.create("metric"),
                StringColumn.create("unit"),
                StringColumn.create("run_id"),
                StringColumn.create("started_at"),
                StringColumn.create("commit"),
                IntColumn.create("forks"),
                DoubleColumn.create("value"),
                DoubleColumn.create("level"));
        for (Line line : lines) {
            for (LevelChanges.Level level : line.levels().levels()) {
                for (RunSeries.Point point : line.series().points().subList(level.from(), level.to())) {
                    Manifest run = point.run().manifest();
                    table.stringColumn("metric").append(point.row().metric().name());
                    table.stringColumn("unit").append(point.row().metric().unit());
                    table.stringColumn("run_id").append(run.runId());
                    table.stringColumn("started_at").append(run.startedAt());
                    table.stringColumn("commit").append(run.library().gitCommit());
                    table.intColumn("forks").append(point.row().estimate().forks());
                    table.doubleColumn("value").append(point.row().estimate().mean());
                    table.doubleColumn("level").append(level.mean());
                }
            }
        }
        return table;
    }

    /** The answer, the conditions, and for each metric its changes, newest last, with the commits between. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Grid.wrapped("", answer()));
        RunSeries any = lines.get(0).series();
        text.append(Grid.wrapped("", any.conditions()));
        damages().forEach(damage -> text.append(Grid.wrapped("! ", damage)));
        lines.forEach(line -> text.append('\n').append(text(line)));
        return text.toString();
    }

    /** What to know, for those who read no further. */
    private String answer() {
        List<Change> alarms = changes().stream().filter(Change::alarms).toList();
        if (!alarms.isEmpty()) {
            return Emphasis.BAD.write("Worse") + ": "
                    + alarms.stream()
                            .map(change -> change.metric().name() + " since "
                                    + change.firstAfter().runId())
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        boolean enough = lines.stream()
                .anyMatch(line -> line.levels().n() >= line.levels().search().needed());
        return enough ? "Not worse: no regression of the newest runs stands." : "Too few runs to tell a change.";
    }

    private static String text(Line line) {
        RunSeries series = line.series();
        LevelSearch search = line.levels().search();
        Metric metric = series.metric();
        List<RunSeries.Point> points = series.points();
        StringBuilder text = new StringBuilder(Grid.wrapped(
                "",
                metric.name() + " (" + metric.better() + " is better): " + Scale.counted(points.size(), "run") + ", "
                        + day(points.get(0)) + " to " + day(series.newest())
                        + series.passedOverText()
                                .map(passed -> "; passed over: " + passed)
                                .orElse("")));
        text.append(Grid.wrapped("", search + "; one value a run, the mean of its fork means; n = " + points.size()));
        if (line.levels().n() < search.needed()) {
            text.append(Grid.wrapped(
                    "",
                    Scale.counted(points.size(), "run") + ": " + (search.needed() - points.size())
                            + " more are needed before a change can be told from chance."));
        } else if (line.changes().isEmpty()) {
            LevelChanges.Level level = line.levels().levels().get(0);
            text.append("no change: ")
                    .append(Scale.text(metric.unit(), level.mean()))
                    .append(" throughout\n");
        }
        for (Change change : line.changes()) {
            text.append(Grid.wrapped("  ", change.headline()));
            text.append("      last before  ").append(text(change.lastBefore(), change.runsBefore()));
            text.append("      first after  ").append(text(change.firstAfter(), change.runsAfter()));
            text.append("      ").append(change.commits()).append('\n');
        }
        line.levels().warnings().stream()
                // That runs are too few has been said.
                .filter(warning -> line.levels().n() >= search.needed())
                .forEach(warning -> text.append(Grid.wrapped("! ", warning)));
        return text.toString();
    }

    private static String text(Manifest run, int runs) {
        return run.runId() + "  " + run.engineVersion() + "  (level of " + Scale.counted(runs, "run") + ")\n";
    }

    private static String day(RunSeries.Point point) {
        String instant = point.run().manifest().startedAt();
        return instant.length() < 10 ? instant : instant.substring(0, 10);
    }
}
