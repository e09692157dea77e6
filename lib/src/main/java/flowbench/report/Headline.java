package flowbench.report;

import flowbench.analysis.Events;
import flowbench.analysis.Grid;
import flowbench.analysis.Summary;
import flowbench.resources.Bottleneck;
import flowbench.resources.BusyProcessors;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run says, in words that a person can repeat: {@code 612.3 steps a second, 95 % interval 598.1–626.4, 3 forks × 5
 * iterations; no event lost; bound by the lock on one run's row}. What is not known is said as well.
 *
 * @param figure the mean of what the scenario is about
 * @param unit what it is of, in words
 * @param bounds the 95 % interval of that mean; – where there is none
 * @param replication how often it was measured
 * @param events what became of the events
 * @param bound what kept it from being faster, and what others had of the processors
 * @param flaws what makes the figure doubtful as a whole; mostly none
 */
record Headline(
        String figure,
        String unit,
        String bounds,
        String replication,
        String events,
        String bound,
        List<String> flaws) {
    /**
     * Of a run.
     *
     * @param summary of the run alone
     * @param events its events, where somebody listened
     * @param bottleneck what held the work up; absent where nobody looked
     */
    static Headline of(Manifest manifest, Summary summary, Optional<Events> events, Optional<Bottleneck> bottleneck) {
        Optional<String> others = BusyProcessors.of(summary.usage())
                .filter(BusyProcessors::isShared)
                .map(busy -> String.format(Locale.ROOT, "others had %.1f of ", busy.others()) + busy.processors());
        boolean boundByProcessors = bottleneck
                .flatMap(Bottleneck::kind)
                .filter(Bottleneck.Kind.PROCESSORS::equals)
                .isPresent();
        Summary.Row main = main(summary);
        Scale scale = Scale.of(main.metric().unit(), main.estimate().mean());
        String name = main.metric().isThroughput()
                ? ""
                : ", " + main.phase() + " " + Words.metric(main.metric().name());
        return new Headline(
                scale.number(main.estimate().mean()),
                Words.unit(scale.unit()) + name,
                main.interval().map(i -> Words.range(scale, i.low(), i.high())).orElse(Grid.NOTHING),
                summary.replication().get(0),
                events.map(all -> events(all.total())).orElseGet(() -> unheard(manifest, summary)),
                bottleneck
                                .flatMap(Bottleneck::name)
                                .map(what -> "bound by " + what)
                                .orElse("what bounds it is not known")
                        + others.map(had -> boundByProcessors ? ", of which " + had : "; " + had + " processors")
                                .orElse(""),
                flaws(manifest));
    }

    /** What the scenario is about; of a run that has no throughput, its first metric. */
    static Summary.Row main(Summary summary) {
        List<Summary.Row> rows = summary.rows();
        return rows.stream()
                .filter(row -> row.metric().isThroughput())
                .findFirst()
                .orElse(rows.get(0));
    }

    private static String events(Events.Row all) {
        int lost = all.recovered() + all.missing();
        List<String> words = new ArrayList<>();
        words.add(
                lost == 0
                        ? "no event lost"
                        : of(lost, all.expected(), "lost") + " (" + Events.share(lost, all.expected()) + ")");
        if (all.late() > 0) {
            words.add(Words.grouped(all.late()) + " late");
        }
        if (all.duplicates() > 0) {
            words.add(Words.grouped(all.duplicates()) + " more than once");
        }
        return String.join(", ", words);
    }

    private static String of(int part, int whole, String what) {
        return Words.grouped(part) + " of " + Words.grouped(whole) + " events " + what;
    }

    private static String unheard(Manifest manifest, Summary summary) {
        boolean counted =
                summary.rows().stream().anyMatch(row -> row.metric().name().equals(Metric.EVENTS_EXPECTED.name()));
        if (!counted) {
            return "it has no events";
        }
        return manifest.eventChannel().equals("none")
                ? "whether events are lost is not known, as nobody listened"
                : "what became of its events is not known";
    }

    private static List<String> flaws(Manifest manifest) {
        return Stream.of(
                        manifest.status() == Manifest.Status.COMPLETE
                                ? ""
                                : "the run is not complete: " + manifest.status(),
                        failed(manifest),
                        RunConditions.notDurable(manifest))
                .filter(flaw -> !flaw.isEmpty())
                .toList();
    }

    /** A warm-up iteration that failed takes nothing from the figure. */
    private static String failed(Manifest manifest) {
        long measured = manifest.failedIterations().stream()
                .filter(one -> one.kind() == Kind.MEASURED)
                .count();
        return measured == 0 ? "" : Scale.counted((int) measured, "iteration") + " failed";
    }

    /** What follows the figure and its unit. */
    public String rest() {
        String interval = bounds.equals(Grid.NOTHING) ? "no interval" : "95 % interval " + bounds;
        return Stream.concat(
                        Stream.of(interval + ", " + replication.replaceFirst(";.*", ""), events, bound), flaws.stream())
                .collect(Collectors.joining("; "));
    }

    /** The figure with all that belongs to it, without a full stop. */
    @Override
    public String toString() {
        return figure + " " + unit + ", " + rest();
    }
}
