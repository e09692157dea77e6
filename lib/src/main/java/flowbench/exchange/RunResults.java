package flowbench.exchange;

import flowbench.analysis.Conditions;
import flowbench.analysis.Operations;
import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was measured in a run, as exports need it: the values of each metric by fork, and the calls.
 *
 * @param run its folder
 * @param name what the run is called among those that are exported with it: its scenario and engine, and its label or id
 *     where others have the same
 * @param measures its metrics, in the order of the phases; at least one
 * @param calls its timed calls; none where it timed none
 */
record RunResults(RunFolder run, Map<String, String> distinction, List<Measure> measures, List<Operations.Row> calls) {
    private record Key(Phase phase, Metric metric) {}

    /**
     * A metric in a phase.
     *
     * @param forks the measured values of each fork, in the order of its iterations
     * @param estimate what they say
     */
    record Measure(Phase phase, Metric metric, List<double[]> forks, Estimate estimate) {
        /** The metric's name without a unit, after that of the phase where it is not execute: {@code create_duration}. */
        String name() {
            String name = metric.label();
            return metric.equals(Metric.DURATION) || phase != Phase.EXECUTE ? phase + "_" + name : name;
        }

        /** Half the width of the 95 % interval of the mean; absent where there is none. */
        Optional<Double> halfWidth() {
            return estimate.interval().map(interval -> (interval.high() - interval.low()) / 2);
        }

        /** How often it was measured: {@code 3 forks × 5 iterations}. */
        String replication() {
            int most = forks.stream().mapToInt(values -> values.length).max().orElse(0);
            return forks.size()
                    + (forks.size() == 1 ? " fork × " : " forks × ")
                    + most
                    + (most == 1 ? " iteration" : " iterations");
        }
    }

    /**
     * Of runs, each by itself.
     *
     * @throws UserException if a file is bad, or if nothing was measured in a run
     */
    static List<RunResults> of(List<RunFolder> runs) {
        return runs.stream()
                .map(run -> new RunResults(
                        run,
                        distinction(run, runs),
                        measures(run),
                        Operations.find(run).map(Operations::rows).orElse(List.of())))
                .toList();
    }

    /** What tells a run from those of the same title, by its name: its label, or where that does not, its id. */
    private static Map<String, String> distinction(RunFolder run, List<RunFolder> runs) {
        List<Manifest> alike = runs.stream()
                .map(RunFolder::manifest)
                .filter(other -> title(other).equals(title(run.manifest())))
                .toList();
        if (alike.size() == 1) {
            return Map.of();
        }
        String label = run.manifest().setting(Setting.LABEL);
        boolean told = !label.isEmpty()
                && alike.stream()
                                .filter(other -> other.setting(Setting.LABEL).equals(label))
                                .count()
                        == 1;
        return told
                ? Map.of(Setting.LABEL.name(), label)
                : Map.of("run", run.manifest().runId());
    }

    /** What it is called among the others. */
    String name() {
        return title(manifest())
                + distinction.values().stream().map(value -> " (" + value + ")").collect(Collectors.joining());
    }

    private static String title(Manifest run) {
        return run.engine().isEmpty() ? run.scenario() : run.scenario() + " on " + run.engine();
    }

    private static List<Measure> measures(RunFolder run) {
        Map<Key, Map<Integer, List<Sample>>> groups = new LinkedHashMap<>();
        for (Sample sample : run.readSamples(cut -> {})) {
            if (sample.kind() == Kind.MEASURED) {
                groups.computeIfAbsent(new Key(sample.phase(), sample.metric()), key -> new TreeMap<>())
                        .computeIfAbsent(sample.fork(), fork -> new ArrayList<>())
                        .add(sample);
            }
        }
        if (groups.isEmpty()) {
            throw UserException.nothingMeasured("Nothing measured in " + run.path() + ": "
                    + run.samples().path().getFileName() + " holds no measured iteration.");
        }
        return groups.entrySet().stream()
                .sorted(Comparator.comparing(group -> group.getKey().phase()))
                .map(group -> {
                    List<double[]> forks = group.getValue().values().stream()
                            .map(samples -> samples.stream()
                                    .sorted(Comparator.comparingInt(Sample::iteration))
                                    .mapToDouble(Sample::value)
                                    .toArray())
                            .toList();
                    return new Measure(group.getKey().phase(), group.getKey().metric(), forks, Estimate.of(forks));
                })
                .toList();
    }

    Manifest manifest() {
        return run.manifest();
    }

    /** The metrics that say how fast or how dear something was. */
    List<Measure> results() {
        return measures.stream().filter(measure -> measure.metric().isResult()).toList();
    }

    /** A metric of the execute phase. */
    Optional<Measure> executed(Metric metric) {
        return measures.stream()
                .filter(measure -> measure.phase() == Phase.EXECUTE
                        && measure.metric().name().equals(metric.name()))
                .findFirst();
    }

    /** How long the execute phase took, iteration by iteration; or a sentence that there is nothing to write. */
    Measure executeDuration(String format) {
        return executed(Metric.DURATION)
                .orElseThrow(() -> new UserException("FORMAT=" + format + ": it is a format of durations, and run "
                        + manifest().runId() + " has none of its execute phase; it has "
                        + measures.stream()
                                .map(measure -> measure.metric().name())
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + ", which FORMAT=jmh, bencher and github can say."));
    }

    /** What decides how much was done at a time, by name. */
    Map<String, String> scale() {
        Map<String, String> scale = new TreeMap<>();
        Optional<ImportSource> source = manifest().importedFrom();
        if (source.isPresent()) {
            scale.putAll(source.get().scale());
        } else {
            Conditions.scale(manifest().scenario())
                    .forEach(setting -> scale.put(setting.name(), Conditions.scale(manifest(), setting)));
            scale.put(Setting.ENGINE.name(), manifest().engine());
        }
        scale.putAll(distinction);
        scale.values().removeIf(String::isEmpty);
        return scale;
    }

    /** A call, after its phase where that is not execute: {@code complete_task}, {@code create_add_step}. */
    static String name(Operations.Row call) {
        return call.phase() == Phase.EXECUTE ? call.operation() : call.phase() + "_" + call.operation();
    }

    /** How many did the work at the same time; absent where that is not known. */
    Optional<Integer> workers() {
        Map<String, String> scale = scale();
        return List.of(Setting.WORKERS.name(), "threads", "clients").stream()
                .filter(scale::containsKey)
                .map(scale::get)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .findFirst();
    }
}
