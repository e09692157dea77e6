package flowbench.report;

import flowbench.analysis.Events;
import flowbench.analysis.Operations;
import flowbench.analysis.Replication;
import flowbench.analysis.Resources;
import flowbench.analysis.SteadyState;
import flowbench.analysis.Summary;
import flowbench.analysis.Sustained;
import flowbench.analysis.Warning;
import flowbench.charts.Chart;
import flowbench.charts.Charts;
import flowbench.runfolder.CsvFile;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the report tells of one run.
 *
 * @param name in the page's addresses
 * @param title in its headings
 * @param headline first
 * @param conditions under which it was measured
 * @param server its settings
 * @param topics tables and sentences, in their order
 * @param charts what is to be drawn of it
 * @param warnings what a reader of the figures must know
 * @param chosen settings that somebody chose
 * @param defaults all others
 * @param reproduction how to measure it again
 */
record RunPart(
        String name,
        String title,
        Headline headline,
        List<RunConditions.Condition> conditions,
        ReportTable server,
        List<Topic> topics,
        List<Chart> charts,
        List<String> warnings,
        ReportTable chosen,
        ReportTable defaults,
        Reproduction reproduction) {
    /**
     * Of a run.
     *
     * @param name in the page's addresses
     * @param title in its headings, unique in the page
     * @param history whether the history up to it is drawn
     */
    static RunPart of(String name, String title, RunFolder run, boolean history, Settings settings) {
        Manifest manifest = run.manifest();
        Summary summary = Summary.of(run).with(settings);
        Optional<Events> events = Events.find(run);
        Optional<Resources> resources = Resources.find(run);
        List<Topic> topics = Stream.of(
                        results(run, summary, events.isPresent()),
                        events(events),
                        calls(run),
                        resources.map(found -> time(found, summary)).orElse(NOTHING_TO_SAY),
                        precision(run))
                .filter(topic -> !topic.isEmpty())
                .toList();
        SettingsTables inForce = new SettingsTables(manifest);
        return new RunPart(
                name,
                title,
                Headline.of(manifest, summary, events, resources.map(Resources::bottleneck)),
                RunConditions.of(manifest),
                RunConditions.server(manifest),
                topics,
                charts(run, Headline.main(summary).metric().name(), history),
                warnings(run, summary),
                inForce.chosen(),
                inForce.defaults(),
                Reproduction.of(manifest));
    }

    private static final Topic NOTHING_TO_SAY = new Topic("time", "", List.of(), List.of(), List.of());

    /** Scenario, engine, variant and label, as far as there are any. */
    static String title(Manifest run) {
        String label = run.setting(Setting.LABEL);
        return run.scenario()
                + (run.engine().isEmpty() ? "" : " on " + run.engine())
                + (run.variant().isEmpty() ? "" : ", variant " + run.variant())
                + (label.isEmpty() ? "" : " (" + label + ")");
    }

    private static List<String> warnings(RunFolder run, Summary summary) {
        return Stream.of(
                        summary.warnings().stream().map(Warning::sentence),
                        run.operations().cut().stream(),
                        run.events().flatMap(CsvFile::cut).stream())
                .flatMap(sentences -> sentences)
                .distinct()
                .toList();
    }

    private static Topic results(RunFolder run, Summary summary, boolean listened) {
        SummaryTables tables = new SummaryTables(summary);
        List<String> sentences = new ArrayList<>(summary.replication().stream()
                .map(line -> Words.sentence(line) + ".")
                .toList());
        run.manifest().precision().ifPresent(precision -> sentences.add("PRECISION: " + precision));
        boolean stream = summary.rows().stream()
                .anyMatch(row -> row.metric().name().equals(Metric.OFFERED_EVENTS_PER_SECOND.name()));
        if (stream && listened) {
            Sustained.of(run).rows().forEach(row -> sentences.add("The offered rate: " + row.verdict() + "."));
        }
        return new Topic("results", "Results", sentences, List.of(tables.results()), List.of(tables.quantiles()));
    }

    private static Topic events(Optional<Events> events) {
        List<ReportTable> tables = events.map(EventTables::new)
                .map(found -> List.of(found.counts(), found.undelivered(), found.latency()))
                .orElse(List.of());
        return new Topic("events", "Events", List.of(), tables, List.of());
    }

    private static Topic calls(RunFolder run) {
        Optional<OperationTables> found = Operations.find(run).map(OperationTables::new);
        return new Topic(
                "calls",
                "Calls to the database",
                List.of(),
                found.map(OperationTables::latency).stream().toList(),
                found.map(OperationTables::acquire).stream().toList());
    }

    private static Topic time(Resources resources, Summary summary) {
        List<String> sentences = new ArrayList<>(List.of(resources.bottleneck().sentence()));
        resources.processors().ifPresent(sentences::add);
        return new Topic(
                "time",
                "Where the time went",
                sentences,
                resources.workerTime().map(TimeTable::of).stream().toList(),
                List.of(new SummaryTables(summary).used()));
    }

    private static Topic precision(RunFolder run) {
        SteadyState state = SteadyState.of(run);
        Replication replication = Replication.of(run);
        List<String> sentences = new ArrayList<>(List.of("Over the iterations of each fork: " + state.sentence()));
        replication.line().ifPresent(sentences::add);
        List<ReportTable> folded = new ArrayList<>(SteadyStateTables.of(state));
        folded.add(ReplicationTable.of(replication));
        return new Topic("precision", "Steady state and precision", sentences, List.of(), folded);
    }

    private static List<Chart> charts(RunFolder run, String metric, boolean history) {
        Optional<Chart> trend = history ? Charts.findTrend(run, metric) : Optional.empty();
        return Stream.concat(Charts.all(run).stream(), trend.stream()).toList();
    }
}
