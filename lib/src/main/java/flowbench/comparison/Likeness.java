package flowbench.comparison;

import flowbench.analysis.Conditions;
import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In what the runs of two sides of a comparison are unlike. Durability, scale, server and machine must be the same, or
 * a difference of the numbers says nothing of what was changed; the engine, its version, the code and all other
 * settings may differ, and are what is compared.
 */
final class Likeness {
    /** What is of a measurement, and yet says nothing of how each iteration was measured. */
    private static final Set<Setting> AROUND_IT = EnumSet.of(
            Setting.SCENARIO,
            Setting.A,
            Setting.B,
            Setting.PRECISION,
            Setting.PRECISION_TIME_LIMIT_S,
            Setting.INTERVAL,
            Setting.LABEL);

    private static final int SHORT_COMMIT = 7;

    /**
     * Something that is not the same in all runs.
     *
     * @param what its name
     * @param base its values on the side that is compared with
     * @param candidate its values on the other
     */
    record Difference(String what, String base, String candidate) {
        /** The change: {@code WORKERS 4 → 8}. */
        @Override
        public String toString() {
            return what + " " + base + " → " + candidate;
        }
    }

    private final List<Manifest> base;
    private final List<Manifest> candidate;
    private final List<Difference> unlike = new ArrayList<>();
    private final List<Difference> differing = new ArrayList<>();

    private Likeness(List<Manifest> base, List<Manifest> candidate) {
        this.base = base;
        this.candidate = candidate;
    }

    /**
     * Of runs of one scenario.
     *
     * @param meantToDiffer settings that are compared, and so may differ between the sides though not within one
     */
    static Likeness of(List<Manifest> base, List<Manifest> candidate, Set<Setting> meantToDiffer) {
        Likeness likeness = new Likeness(base, candidate);
        List<Setting> scale = Conditions.scale(candidate.get(0).scenario());
        for (String name : Conditions.DURABILITY) {
            likeness.require(name, run -> run.server().settings().getOrDefault(name, ""));
        }
        likeness.require("server version", run -> run.server().version());
        likeness.require("server", run -> run.server().kind());
        likeness.require("machine", run -> run.machine().name());
        likeness.require("tool", run -> tool(run, source -> source.tool().toString()));
        likeness.require("scale", run -> tool(run, ImportSource::scaleText));
        likeness.note("tool version", run -> tool(run, ImportSource::version));
        Stream.of(base, candidate)
                .flatMap(List::stream)
                .flatMap(run -> run.importedFrom().stream())
                .flatMap(source -> source.parameters().keySet().stream())
                .distinct()
                .sorted()
                .forEach(name -> likeness.note(
                        name, run -> tool(run, source -> source.parameters().getOrDefault(name, ""))));
        Stream.concat(scale.stream(), Stream.of(Setting.DATABASE_URL)).forEach(setting -> {
            Function<Manifest, String> value = run -> Conditions.scale(run, setting);
            if (meantToDiffer.contains(setting)) {
                likeness.requireWithin(setting.name(), value);
            } else {
                likeness.require(setting.name(), value);
            }
        });
        likeness.requireWithin("engine", Manifest::engine);
        likeness.requireWithin("engine version", Manifest::engineVersion);
        likeness.note("Flowbench", run -> run.library().version());
        likeness.note("git commit", Likeness::commit);
        Arrays.stream(Setting.values())
                .filter(setting -> !scale.contains(setting)
                        && setting.isOfTheMeasurement()
                        && !AROUND_IT.contains(setting)
                        && setting != Setting.DATABASE_URL
                        && setting != Setting.ENGINE)
                .forEach(setting -> likeness.note(setting.name(), run -> run.setting(setting)));
        Stream.of(base, candidate)
                .flatMap(List::stream)
                .flatMap(run -> run.server().settings().keySet().stream())
                .filter(name -> !Conditions.DURABILITY.contains(name))
                .distinct()
                .sorted()
                .forEach(name ->
                        likeness.note(name, run -> run.server().settings().getOrDefault(name, "")));
        likeness.note("JDK", run -> run.machine().jdk());
        likeness.note("operating system", run -> run.machine().os());
        return likeness;
    }

    /** What the tool says that measured an imported run. */
    private static String tool(Manifest run, Function<ImportSource, String> part) {
        return run.importedFrom().map(part).orElse("");
    }

    private static String commit(Manifest run) {
        String commit = run.library().gitCommit();
        return commit.substring(0, Math.min(commit.length(), SHORT_COMMIT))
                + (run.library().modified() ? " with changes" : "");
    }

    /** What must be the same in all runs. */
    private void require(String what, Function<Manifest, String> part) {
        add(unlike, what, part);
    }

    /** What must be the same in all runs of a side, and may differ between the sides. */
    private void requireWithin(String what, Function<Manifest, String> part) {
        boolean mixed = values(base, part).size() > 1 || values(candidate, part).size() > 1;
        add(mixed ? unlike : differing, what, part);
    }

    /** What may differ. */
    private void note(String what, Function<Manifest, String> part) {
        add(differing, what, part);
    }

    private void add(List<Difference> list, String what, Function<Manifest, String> part) {
        Set<String> all = new TreeSet<>(values(base, part));
        all.addAll(values(candidate, part));
        if (all.size() > 1) {
            list.add(new Difference(
                    what, String.join(" or ", values(base, part)), String.join(" or ", values(candidate, part))));
        }
    }

    private static Set<String> values(List<Manifest> runs, Function<Manifest, String> part) {
        return runs.stream()
                .map(part)
                .map(value -> value.isEmpty() ? "none" : value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What should be the same and is not. */
    List<Difference> unlike() {
        return List.copyOf(unlike);
    }

    /** What may differ, and does: what is compared. */
    List<Difference> differing() {
        return List.copyOf(differing);
    }
}
