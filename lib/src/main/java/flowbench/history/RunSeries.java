package flowbench.history;

import flowbench.analysis.Conditions;
import flowbench.analysis.Summary;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One metric from run to run: what was measured of it in the runs that may stand on one line with the newest, in the
 * order of time, and how many runs were passed over and why.
 *
 * @param points a run each, oldest first; at least one
 * @param passedOver how many of the other runs, by reason
 * @param damages what is wrong with files that were to be read, a sentence each: of one that was cut off, what is whole is used
 */
public record RunSeries(List<Point> points, Map<Reason, Integer> passedOver, List<String> damages) {

    /**
     * One run.
     *
     * @param run its folder
     * @param row what was measured; {@code duration_ns} is that of execute
     */
    public record Point(RunFolder run, Summary.Row row) {}

    /** Why a run is passed over. */
    public enum Reason {
        /** It was given already. */
        GIVEN_TWICE,
        /** It was stopped, failed, or goes on. */
        NOT_COMPLETE,
        /** It measured something else. */
        OF_ANOTHER_SCENARIO_OR_ENGINE,
        /** Its size, server, machine or way to listen was another. */
        UNDER_OTHER_CONDITIONS,
        /** It holds no measured iteration, no value of the metric, or a file that cannot be read. */
        WITH_NOTHING_MEASURED,
        /** It measured the metric in another unit, or took the other direction for better. */
        IN_ANOTHER_UNIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** What the series of all metrics have in common. */
    private record Common(Manifest newest, Map<Reason, Integer> passedOver, List<String> damages) {
        UserException nothingMeasured() {
            return UserException.nothingMeasured(Stream.concat(
                            damages.stream(), Stream.of("Nothing measured in any run of " + newest.scenario() + "."))
                    .collect(Collectors.joining(" ")));
        }
    }

    /**
     * Of runs in any order, a series for each metric; every file is read once.
     *
     * @param metrics by name; of none, the throughput of the newest run that has one
     * @throws UserException if there is no run, if nothing was measured in any, or if a metric was measured in none
     */
    public static List<RunSeries> of(List<RunFolder> runs, List<String> metrics) {
        List<RunFolder> ordered = RunFolder.oldestFirst(runs);
        if (ordered.isEmpty()) {
            throw UserException.nothingMeasured("There is no run to look at.");
        }
        Manifest newest = ordered.get(ordered.size() - 1).manifest();
        Map<Reason, Integer> passedOver = new EnumMap<>(Reason.class);
        Set<String> seen = new HashSet<>();
        Map<String, List<Point>> byRun = new LinkedHashMap<>();
        List<String> damages = new ArrayList<>();
        for (RunFolder run : ordered) {
            Manifest manifest = run.manifest();
            if (!seen.add(manifest.runId())) {
                passedOver.merge(Reason.GIVEN_TWICE, 1, Integer::sum);
                // Of copies the first is taken that holds something.
                byRun.computeIfPresent(
                        manifest.runId(), (id, points) -> points.isEmpty() ? measured(run, damages) : points);
            } else if (!manifest.scenario().equals(newest.scenario())
                    || !manifest.engine().equals(newest.engine())) {
                passedOver.merge(Reason.OF_ANOTHER_SCENARIO_OR_ENGINE, 1, Integer::sum);
            } else if (!Conditions.comparable(manifest, newest)) {
                passedOver.merge(Reason.UNDER_OTHER_CONDITIONS, 1, Integer::sum);
            } else {
                byRun.put(manifest.runId(), measured(run, damages));
            }
        }
        List<List<Point>> measured = List.copyOf(byRun.values());
        Common common = new Common(newest, passedOver, List.copyOf(damages));
        List<String> names = metrics.isEmpty() ? List.of(throughput(measured, common)) : metrics;
        return names.stream().map(name -> of(name, measured, common)).toList();
    }

    private static RunSeries of(String metric, List<List<Point>> measured, Common common) {
        List<Point> points = measured.stream()
                .flatMap(run -> run.stream()
                        .filter(point -> point.row().metric().name().equals(metric))
                        .min(Comparator.comparing(point -> point.row().phase() != Phase.EXECUTE))
                        .stream())
                .toList();
        if (points.isEmpty()) {
            List<String> names = names(measured).distinct().toList();
            throw names.isEmpty()
                    ? common.nothingMeasured()
                    : new UserException("Metric \"" + metric + "\" was not measured in any run of "
                            + common.newest.scenario() + "; there are " + String.join(", ", names) + ".");
        }
        Metric meant = points.get(points.size() - 1).row().metric();
        List<Point> alike = points.stream()
                .filter(point -> point.row().metric().equals(meant))
                .toList();
        return new RunSeries(alike, common.passedOver, common.damages)
                .without(Reason.WITH_NOTHING_MEASURED, measured.size() - points.size())
                .without(Reason.IN_ANOTHER_UNIT, points.size() - alike.size());
    }

    /** What was measured in a run; nothing where nothing was, or a file is damaged: others can do without it. */
    private static List<Point> measured(RunFolder run, List<String> damages) {
        try {
            return Summary.rows(run, run.readSamples(damages::add)).stream()
                    .map(row -> new Point(run, row))
                    .toList();
        } catch (UserException e) {
            if (e.exitCode() != ExitCode.NOTHING_MEASURED) {
                damages.add(e.getMessage() + " The run is passed over.");
            }
            return List.of();
        }
    }

    private static String throughput(List<List<Point>> measured, Common common) {
        return Metric.mainOf(names(measured).distinct().toList()).orElseThrow(common::nothingMeasured);
    }

    private static Stream<String> names(List<List<Point>> measured) {
        return measured.stream()
                .flatMap(List::stream)
                .map(point -> point.row().metric().name());
    }

    /** With runs passed over for one more reason. */
    RunSeries without(Reason reason, int count) {
        Map<Reason, Integer> all = new EnumMap<>(Reason.class);
        all.putAll(passedOver);
        if (count > 0) {
            all.merge(reason, count, Integer::sum);
        }
        return new RunSeries(points, all, damages);
    }

    /** The metric. */
    public Metric metric() {
        return newest().row().metric();
    }

    /** The newest of the runs. */
    public Point newest() {
        return points.get(points.size() - 1);
    }

    /** The mean of each run, oldest first: of its fork means or, with one fork, of its iterations. */
    public double[] means() {
        return points.stream()
                .mapToDouble(point -> point.row().estimate().mean())
                .toArray();
    }

    /** The conditions that the runs share, and where they differ every value. */
    public String conditions() {
        return Conditions.of(
                points.stream().map(point -> point.run().manifest()).toList());
    }

    /** How many runs were passed over, and why: {@code 2 not complete, 1 under other conditions}; empty for none. */
    public Optional<String> passedOverText() {
        return passedOver.isEmpty()
                ? Optional.empty()
                : Optional.of(passedOver.entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .collect(Collectors.joining(", ")));
    }

    /** The metric and how many runs. */
    @Override
    public String toString() {
        return metric().name() + " in " + points.size() + (points.size() == 1 ? " run" : " runs")
                + passedOverText().map(text -> "; passed over: " + text).orElse("");
    }
}
