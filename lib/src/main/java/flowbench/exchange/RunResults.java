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
import java.util.function.Function;
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
record RunResults(RunFolder run, String name, List<Measure> measures, List<Operations.Row> calls) {
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
            String name = metric.name().replaceFirst("_ns$", "");
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
        Map<String, Long> titles =
                runs.stream().collect(Collectors.groupingBy(run -> title(run.manifest()), Collectors.counting()));
        Map<String, Long> labelled =
                runs.stream().collect(Collectors.groupingBy(run -> labelled(run.manifest()), Collectors.counting()));
        Function<Manifest, String> name = run -> titles.get(title(run)) == 1
                ? title(run)
                : labelled.get(labelled(run)) == 1 ? labelled(run) : title(run) + " (" + run.runId() + ")";
        return runs.stream()
                .map(run -> new RunResults(
                        run,
                        name.apply(run.manifest()),
                        measures(run),
                        Operations.find(run).map(Operations::rows).orElse(List.of())))
                .toList();
    }

    private static String title(Manifest run) {
        return run.engine().isEmpty() ? run.scenario() : run.scenario() + " on " + run.engine();
    }

    private static String labelled(Manifest run) {
        return title(run) + " (" + run.setting(Setting.LABEL) + ")";
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
        // Where several runs have the same name, they are told apart by what name() tells them apart by.
        if (name.equals(labelled(manifest()))) {
            scale.put(Setting.LABEL.name(), manifest().setting(Setting.LABEL));
        } else if (!name.equals(title(manifest()))) {
            scale.put("run", manifest().runId());
        }
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
