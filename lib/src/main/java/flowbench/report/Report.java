package flowbench.report;

import flowbench.comparison.Comparison;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One report of one run or more, for people: what was found first, in words that can be repeated; then conditions, tables, charts,
 * warnings, the method, the settings, and how to measure it again. Runs that were measured in turn are compared in it, as are those
 * that {@link Setting#BASE} and {@link Setting#CANDIDATE} name.
 *
 * <p>{@link #save} writes it as {@code report.html}, one file that loads nothing, and as {@code report.md} for a pull request.
 */
public final class Report {
    /** More runs than these are counted in the title. */
    private static final int MOST_NAMED = 3;

    private final List<RunFolder> runs;
    private final List<RunPart> parts;
    private final List<ComparisonPart> comparisons;
    private final List<String> notes;

    private Report(List<RunFolder> runs, List<RunPart> parts, List<ComparisonPart> comparisons, List<String> notes) {
        this.runs = runs;
        this.parts = parts;
        this.comparisons = comparisons;
        this.notes = notes;
    }

    /**
     * Of the runs that {@link Setting#RUN_FOLDERS} names; without any, of the newest runs of the candidate where runs are to be
     * compared, else of the newest complete run.
     *
     * @throws UserException if there is no such run, nothing was measured in one, a file is bad, or runs cannot be compared
     */
    public static Report chosen(Settings settings) {
        boolean compares = !(settings.text(Setting.BASE) + settings.text(Setting.CANDIDATE)).isEmpty();
        if (!compares) {
            return of(RunFolder.chosen(settings), settings);
        }
        Comparison comparison = Comparison.chosen(settings);
        List<RunFolder> runs = settings.text(Setting.RUN_FOLDERS).isEmpty()
                ? newestOfEachScenario(comparison.candidate())
                : RunFolder.chosen(settings);
        return of(runs, List.of(comparison), List.of(), settings);
    }

    /** Of runs, by the settings of this process; as {@link #of(List, Settings)}. */
    public static Report of(RunFolder run, RunFolder... more) {
        List<RunFolder> runs = new ArrayList<>(List.of(more));
        runs.add(0, run);
        return of(runs, Settings.load());
    }

    /**
     * Of runs.
     *
     * @param runs one or more, in the order of the report
     * @param settings how intervals are found and what a comparison calls a change
     * @throws UserException if there is none, nothing was measured in one, or a file is bad
     */
    public static Report of(List<RunFolder> runs, Settings settings) {
        List<String> notes = new ArrayList<>();
        return of(runs, pairs(runs, settings, notes), notes, settings);
    }

    private static Report of(
            List<RunFolder> runs, List<Comparison> comparisons, List<String> notes, Settings settings) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run to report on.");
        }
        List<RunPart> parts = new ArrayList<>();
        List<ComparisonPart> compared = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            compared.add(ComparisonPart.of("comparison-" + (compared.size() + 1), comparison));
        }
        List<RunFolder> newest = newestOfEachScenario(runs);
        for (RunFolder run : runs) {
            parts.add(RunPart.of("run-" + (parts.size() + 1), title(run, runs), run, newest.contains(run), settings));
        }
        return new Report(List.copyOf(runs), List.copyOf(parts), List.copyOf(compared), List.copyOf(notes));
    }

    /** What a run is called in the report: with its id, where another would have the same name. */
    private static String title(RunFolder run, List<RunFolder> runs) {
        String title = RunPart.title(run.manifest());
        boolean same = runs.stream()
                .anyMatch(
                        other -> other != run && RunPart.title(other.manifest()).equals(title));
        return same ? title + ", " + run.manifest().runId() : title;
    }

    private static List<RunFolder> newestOfEachScenario(List<RunFolder> runs) {
        Map<String, RunFolder> newest = new LinkedHashMap<>();
        RunFolder.oldestFirst(runs).forEach(run -> newest.put(run.manifest().scenario(), run));
        return List.copyOf(newest.values());
    }

    /** A comparison for each pair of runs that were measured in turn and of which one is given. */
    private static List<Comparison> pairs(List<RunFolder> runs, Settings settings, List<String> notes) {
        Map<Set<String>, Comparison> pairs = new LinkedHashMap<>();
        for (RunFolder run : runs) {
            Manifest manifest = run.manifest();
            Set<String> ids = Set.copyOf(List.of(manifest.runId(), manifest.pairedWith()));
            if (!manifest.pairedWith().isEmpty() && !pairs.containsKey(ids)) {
                try {
                    pairs.put(ids, pair(run, other(run, runs), settings));
                } catch (UserException e) {
                    notes.add("Run " + manifest.runId() + " was measured in turn with " + manifest.pairedWith()
                            + ", and is not compared with it: " + e.getMessage());
                }
            }
        }
        return List.copyOf(pairs.values());
    }

    /** The run that one was measured in turn with: among those that are given, or beside it. */
    private static RunFolder other(RunFolder run, List<RunFolder> runs) {
        String id = run.manifest().pairedWith();
        return runs.stream()
                .filter(other -> other.manifest().runId().equals(id))
                .findFirst()
                .orElseGet(() -> RunFolder.open(run.path().toAbsolutePath().resolveSibling(id)));
    }

    private static Comparison pair(RunFolder one, RunFolder other, Settings settings) {
        boolean inOrder = one.manifest().variant().compareTo(other.manifest().variant()) <= 0;
        Set<Setting> differing = Arrays.stream(Setting.values())
                .filter(setting ->
                        !one.manifest().setting(setting).equals(other.manifest().setting(setting)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Setting.class)));
        return Comparison.of(List.of(inOrder ? one : other), List.of(inOrder ? other : one), differing, settings);
    }

    /** The runs, in the order of the report. */
    public List<RunFolder> runs() {
        return runs;
    }

    /** The run that was measured last, in whose folder the report is. */
    public RunFolder newest() {
        return RunFolder.newest(runs);
    }

    /** A page that loads nothing: pictures, style and script are in it. */
    public String html() {
        String style = Templates.text("style.css");
        String script = Templates.text("script.js");
        Map<String, Object> texts = texts();
        texts.put("style", style);
        texts.put("script", script);
        texts.put("galleries", galleries());
        texts.put("policy", ContentSecurityPolicy.of(style, script));
        return Templates.html("report.html", texts);
    }

    /** The charts of each part by its name, drawn now. */
    private Map<String, Gallery> galleries() {
        Map<String, Gallery> galleries = new LinkedHashMap<>();
        long charts =
                comparisons.stream().mapToLong(part -> part.charts().size()).sum()
                        + parts.stream().mapToLong(part -> part.charts().size()).sum();
        try (DrawingProgress progress = new DrawingProgress(charts)) {
            comparisons.forEach(part -> galleries.put(part.name(), Gallery.of(part.charts(), part.name(), progress)));
            for (int i = 0; i < parts.size(); i++) {
                RunPart part = parts.get(i);
                galleries.put(
                        part.name(),
                        Gallery.of(part.charts(), runs.get(i).manifest().runId(), progress));
            }
        }
        return galleries;
    }

    /** The same for a pull request, without charts. */
    public String markdown() {
        return Templates.markdown("report.md", texts());
    }

    private Map<String, Object> texts() {
        Map<String, Object> texts = new LinkedHashMap<>();
        texts.put("title", title());
        texts.put("parts", parts);
        texts.put("comparisons", comparisons);
        texts.put("notes", notes);
        texts.put("method", Method.sentences(!comparisons.isEmpty()));
        return texts;
    }

    private String title() {
        if (parts.size() > MOST_NAMED) {
            return parts.size() + " runs of "
                    + runs.stream()
                            .map(run -> run.manifest().scenario())
                            .distinct()
                            .collect(Collectors.joining(", "));
        }
        return parts.stream().map(RunPart::title).distinct().collect(Collectors.joining(" · "));
    }

    /**
     * Writes {@code report.html} and {@code report.md} into the folder of the newest run, in the place of older ones.
     *
     * @return the paths of both
     * @throws UserException if a file cannot be written
     */
    public List<Path> save() {
        Path folder = newest().path();
        return List.of(write(folder.resolve("report.html"), html()), write(folder.resolve("report.md"), markdown()));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UserException(file + ": the report cannot be written: " + e + ".", e);
        }
    }

    /** What the report says first. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        comparisons.forEach(comparison -> lines.add(comparison.sentence()));
        parts.forEach(part -> lines.add(part.title() + ": " + part.headline() + "."));
        lines.addAll(notes);
        return String.join("\n", lines);
    }
}
