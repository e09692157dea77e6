package flowbench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleEvents;
import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleStream;
import flowbench.analysis.Summary;
import flowbench.comparison.Comparison;
import flowbench.comparison.SimulatedRuns;
import flowbench.history.ExampleHistory;
import flowbench.resources.ExampleTelemetry;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:03:01Z");

    @TempDir
    Path data;

    private Settings settings(String... assignments) {
        Map<String, String> arguments = new TreeMap<>(Map.of("DATA_DIR", data.toString()));
        for (String assignment : assignments) {
            arguments.put(assignment.replaceFirst("=.*", ""), assignment.replaceFirst("^[^=]*=", ""));
        }
        return Settings.of(arguments, Map.of());
    }

    private Report report(RunFolder... runs) {
        return Report.of(List.of(runs), settings());
    }

    private RunFolder example() {
        return ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1);
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** What a reader sees. */
    private static String words(String html) {
        return html.replaceAll("(?s)<(style|script)>.*?</\\1>", "")
                .replaceAll("<[^>]*>", " ")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ");
    }

    @Test
    void theFirstWordsAreTheThroughputOfTheSummaryItsIntervalAndHowOftenItWasMeasured() {
        RunFolder run = example();
        Summary.Row throughput = Summary.of(run).row("steps_per_second");
        Scale scale = Scale.of("steps/s", throughput.estimate().mean());
        String said = scale.number(throughput.estimate().mean()) + " steps a second, 95 % interval "
                + scale.number(throughput.interval().orElseThrow().low()) + "–"
                + scale.number(throughput.interval().orElseThrow().high()) + ", 3 forks × 5 iterations; ";

        Report report = report(run);

        assertThat(report.toString()).startsWith("high-frequency on reference: " + said);
        assertThat(words(report.html()).replace(" , ", ", ")).contains(said);
        assertThat(report.markdown().replace("**", "")).contains(said);
    }

    @Test
    void everyFigureOfTheResultsIsThatOfTheSummary() {
        RunFolder run = example();
        String html = report(run).html();

        assertThat(Summary.of(run).rows()).isNotEmpty().allSatisfy(row -> {
            if (row.metric().isOfTheWork()) {
                Scale scale = Scale.of(row.metric().unit(), row.estimate().mean());
                assertThat(html)
                        .contains(
                                cell(scale, row.estimate().mean()),
                                cell(scale, row.estimate().median()),
                                cell(scale, row.estimate().min()),
                                cell(scale, row.estimate().max()));
            }
        });
    }

    private static String cell(Scale scale, double value) {
        return "data-key=\"" + value + "\">" + scale.number(value) + "</td>";
    }

    @Test
    void whatWasFoundComesFirstAndHowToMeasureItAgainLast() {
        String html = report(example()).html();

        assertThat(html)
                .containsSubsequence(
                        "What was found",
                        "<h3>Conditions</h3>",
                        ">Results</h3>",
                        ">Calls to the database</h3>",
                        ">Where the time went</h3>",
                        ">Steady state and precision</h3>",
                        "<h3>Charts</h3>",
                        ">Warnings</h3>",
                        ">Method</h2>",
                        ">Settings in force</h2>",
                        ">Measure it again</h2>");
    }

    @Test
    void thePageLoadsNothing() {
        String html = report(example()).html();

        assertThat(found("(?:src|srcset|poster|data)=\"([^\"]*)\"", html))
                .isNotEmpty()
                .allMatch(uri -> uri.startsWith("data:"));
        assertThat(found("href=\"([^\"]*)\"", html)).isNotEmpty().allMatch(uri -> uri.startsWith("#"));
        assertThat(html).doesNotContain("<link", "<iframe", "@import", "url(", "style=\"", "onclick");
        assertThat(found("<(img|source) ", html)).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void thePolicyAllowsThePagesOwnStyleAndScriptAlone() throws Exception {
        String html = report(example()).html();
        String policy =
                found("Content-Security-Policy\" content=\"([^\"]*)\"", html).get(0);

        assertThat(policy).startsWith("default-src 'none'; ").doesNotContain("unsafe", "http", "*");
        assertThat(policy)
                .contains(
                        "style-src '" + hash(found("<style>(.*?)</style>", html).get(0)) + "'");
        assertThat(policy)
                .contains("script-src '"
                        + hash(found("<script>(.*?)</script>", html).get(0)) + "'");
    }

    private static String hash(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(hash);
    }

    @Test
    void whatPeopleNamedIsShownAndNeverMarkup() {
        RunFolder run = ExampleEvents.with(example(), "LABEL", "<script>alert(1)</script> | `x` @you <!-- [a](b)");

        Report report = report(run);

        assertThat(report.markdown()).doesNotContain("<script", "<!--");
        assertThat(report.html())
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; | `x` @you &lt;!-- [a](b)");
        // Within pre and code nothing is read as Markdown, and nobody is notified.
        assertThat(report.markdown().replaceAll("(?s)<pre><code>.*?</code></pre>", ""))
                .doesNotContain("<script", "<!--", "@you", " | `x`", "[a](b)")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; \\| \\`x\\` @\u200byou &lt;!-- \\[a\\](b)");
    }

    @Test
    void aCommandWithTextsOfPeopleIsQuotedForAShell() throws Exception {
        RunFolder run = ExampleEvents.with(example(), "LABEL", "it's; echo $HOME `id`");
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        Reproduction.of(run.manifest())
                                .command()
                                .orElseThrow()
                                .replaceFirst("^lib/bench run", "printf '%s\\\\n'"))
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("high-frequency", "LABEL=it's; echo $HOME `id`");
    }

    @Test
    void aPairIsMeasuredAgainWithWhatBothHadInCommon() {
        List<RunFolder> pair = new SimulatedRuns(data, 1)
                .set("A", "POOL_SIZE=4")
                .set("B", "")
                .set("WORKERS", "8")
                .inTurn(5, 2, 1, .05);
        RunFolder second = pair.get(1);
        second.update(second.manifest().withPair("B", pair.get(0).manifest().runId()));

        assertThat(Reproduction.of(second.manifest()).command().orElseThrow())
                .startsWith("lib/bench run ab SCENARIO=high-frequency")
                .contains("A=POOL_SIZE=4", "WORKERS=8");
    }

    @Test
    void theCommandHasWhatWasChosenAndNoDefaultNoFolderAndNoSecret() {
        RunFolder run = example();
        ExampleEvents.with(run, "WORKERS", "8");
        ExampleEvents.with(run, "DATA_DIR", "/home/somebody/data");
        ExampleEvents.with(run, "DATABASE_URL", "postgresql://somebody:***@host/db");
        ExampleEvents.with(run, "SUPABASE_ANON_KEY", "***");

        Reproduction again = Reproduction.of(run.manifest());

        assertThat(again.command()).contains("lib/bench run high-frequency WORKERS=8");
        assertThat(again.notes())
                .contains("Set DATABASE_URL in the environment before; it is not repeated here.")
                .contains("Set SUPABASE_ANON_KEY in the environment before; it is not repeated here.");
        assertThat(words(report(run).html())).contains("lib/bench run high-frequency WORKERS=8");
    }

    @Test
    void howAScenarioOfAnotherToolIsMeasuredAgainIsSaidToBeUnknown() {
        RunFolder run = new SimulatedRuns(data, 1).set("scenario", "sort").run(3, 2, 1);

        assertThat(Reproduction.of(run.manifest()).command()).isEmpty();
        assertThat(words(report(run).html())).contains("How to measure it again is not known");
    }

    @Test
    void aRunThatLostNoEventSaysSo() {
        RunFolder run = ExampleEvents.delivered(data, "poll", BEGIN, 100, 5);

        assertThat(report(run).toString()).contains("; no event lost; ");
        assertThat(words(report(run).html()))
                .contains("What became of the events of measured iterations, channel poll");
    }

    @Test
    void lostAndLateEventsAreCountedInTheHeadline() {
        RunFolder run = ExampleEvents.empty(data, "notify", BEGIN);
        List<Event> events = new ArrayList<>(ExampleEvents.ofRun(99, 5, new Random(1)));
        events.add(
                ExampleEvents.undelivered(EventType.STEP_COMPLETED, EventOutcome.MISSING, EventCause.CHANNEL_CLOSED));
        events.add(
                ExampleEvents.undelivered(EventType.STEP_COMPLETED, EventOutcome.RECOVERED, EventCause.CHANNEL_CLOSED));
        ExampleEvents.append(run, 1, Kind.MEASURED, 1000, events);

        assertThat(report(run).toString()).contains("; 2 of 202 events lost (1.0 %); ");
        assertThat(words(report(run).html())).contains("What was not delivered, and why", "channel_closed");
    }

    @Test
    void whatIsNotKnownIsSaidInWords() {
        String said =
                report(ExampleEvents.with(example(), "EVENT_CHANNEL", "none")).toString();

        assertThat(said)
                .contains("whether events are lost is not known, as nobody listened")
                .contains("what bounds it is not known");
    }

    @Test
    void aBottleneckIsNamedWithItsEvidence() {
        RunFolder run = new ExampleTelemetry(data)
                .waits("Lock:transactionid", 3)
                .waits("CPU", .5)
                .gauge(ProbeMetric.rowLock("flowbench.runs"), 3)
                .run(3);

        Report report = report(run);

        assertThat(report.toString()).contains("; bound by the lock on one run's row (flowbench.runs).");
        assertThat(words(report.html()))
                .contains("Bound by the lock on one run's row (flowbench.runs): the workers spend ");
    }

    @Test
    void theHeadlineSaysWhatOthersHadOfTheProcessorsAndWhatFailed() {
        ExampleTelemetry waiting = new ExampleTelemetry(data.resolve("waiting"))
                .waits("CPU:running", 1.5)
                .waits("IO:WalSync", 1.4)
                .busy(ProbeMetric.CLIENT_CPU_WAIT, .7)
                .busy(ProbeMetric.SERVER_CPU_WAIT, 1.3);
        ExampleTelemetry locked = new ExampleTelemetry(data.resolve("locked")).waits("Lock:transactionid", 3);
        for (ExampleTelemetry telemetry : List.of(waiting, locked)) {
            telemetry
                    .busy(ProbeMetric.MACHINE_CPU, 2)
                    .busy(ProbeMetric.CLIENT_CPU, .3)
                    .busy(ProbeMetric.SERVER_CPU, .4);
        }
        RunFolder run = waiting.run(3);
        run.update(run.manifest()
                .withFailedIteration(
                        new Manifest.FailedIteration(1, 1, Kind.WARMUP, Phase.EXECUTE, "the connection broke", ""))
                .withFailedIteration(
                        new Manifest.FailedIteration(1, 2, Kind.MEASURED, Phase.EXECUTE, "the connection broke", "")));

        assertThat(report(run).toString())
                .contains("; bound by the processors, of which others had 1.3 of 2; 1 iteration failed.");
        assertThat(report(locked.run(3)).toString())
                .contains("; bound by locks on rows; others had 1.3 of 2 processors.");
    }

    @Test
    void aStreamSaysWhetherTheOfferedRateWasHeld() {
        RunFolder held = new ExampleStream("poll", 1000, 3).in(data.resolve("held"));
        RunFolder slow = new ExampleStream("poll", 1000, 3).writing(700).in(data.resolve("slow"));

        assertThat(words(report(held).html())).contains("The offered rate: held.");
        assertThat(words(report(slow).html())).contains("The offered rate: ").doesNotContain("The offered rate: held.");
    }

    @Test
    void anUnsafeOrUnfinishedRunIsToldOfInTheHeadline() {
        RunFolder run = new SimulatedRuns(data, 1)
                .set("fsync", "off")
                .set("status", "interrupted")
                .run(3, 2, 1);

        assertThat(report(run).toString()).contains("the run is not complete: interrupted; not durable: fsync off");
    }

    @Test
    void oneForkHasNoIntervalOfForks() {
        RunFolder run = ExampleRun.of(data, new ExampleRun.Shape(1, 1, 1, 100), 1);

        assertThat(report(run).toString()).contains(" steps a second, no interval, 1 fork × 1 iteration; ");
    }

    @Test
    void runsThatWereMeasuredInTurnAreCompared() {
        List<RunFolder> pair = new SimulatedRuns(data, 1).inTurn(8, 3, 1.3, .05);
        RunFolder a = pair.get(0);
        RunFolder b = pair.get(1);
        a.update(a.manifest().withPair("A", b.manifest().runId()));
        b.update(b.manifest().withPair("B", a.manifest().runId()));
        String sentence =
                Comparison.of(List.of(a), List.of(b), Set.of(), settings()).sentence();

        Report report = report(b);

        assertThat(sentence).startsWith("worse: ");
        assertThat(report.toString()).startsWith(sentence);
        assertThat(words(report.html())).contains(sentence.replaceFirst("^worse: ", " worse "), "Metrics that decide");
        assertThat(report.html()).contains("<strong>worse</strong>", "alt=\"" + "Candidate");
        assertThat(report.markdown()).contains("**worse**: ", "| verdict |");
        assertThat(report(a, b).toString()).startsWith(sentence).containsOnlyOnce(sentence);
    }

    @Test
    void aPairWhoseOtherRunIsGoneIsStillReported() {
        RunFolder run = example();
        run.update(run.manifest().withPair("B", "20261123T000000Z-high-frequency-0000"));

        assertThat(report(run).toString())
                .contains(
                        "was measured in turn with 20261123T000000Z-high-frequency-0000, and is not compared with it: ")
                .contains("is not a run folder");
    }

    @Test
    void baseAndCandidateAreComparedAndTheCandidatesNewestRunIsReported() throws Exception {
        SimulatedRuns runs = new SimulatedRuns(data, 1);
        RunFolder base = runs.set("LABEL", "main").run(5, 3, 1);
        runs.set("LABEL", "change").run(5, 3, 1);
        RunFolder newest = runs.run(5, 3, 1);

        Report report = Report.chosen(settings("BASE=main", "CANDIDATE=change"));

        assertThat(report.newest().path()).isEqualTo(newest.path());
        assertThat(words(report.html())).contains("Base: " + base.manifest().runId());
    }

    @Test
    void theTrendIsDrawnWhereTwoRunsAreComparable() {
        RunFolder alone = ExampleHistory.of(data.resolve("one"), Metric.STEPS_PER_SECOND, 1000)
                .get(0);
        RunFolder last = ExampleHistory.of(data.resolve("three"), Metric.STEPS_PER_SECOND, 1000, 1010, 990)
                .get(2);

        assertThat(words(report(alone).html())).doesNotContain("from run to run");
        assertThat(words(report(last).html())).contains("from run to run");
    }

    @Test
    void bothFilesAreWrittenIntoTheFolderOfTheNewestRunAndAgain() throws Exception {
        RunFolder older = ExampleRun.of(data, new ExampleRun.Shape(2, 1, 2, 20), 1);
        RunFolder newer = ExampleRun.of(data, new ExampleRun.Shape(2, 1, 2, 20), 2);

        List<Path> first = report(newer, older).save();
        List<Path> second = report(newer, older).save();

        assertThat(first)
                .containsExactly(
                        newer.path().resolve("report.html"), newer.path().resolve("report.md"))
                .isEqualTo(second);
        assertThat(Files.readString(first.get(0)))
                .contains(older.manifest().runId(), newer.manifest().runId());
        try (Stream<Path> files = Files.list(older.path())) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("report"));
        }
    }

    @Test
    void theSameRunGivesTheSamePage() {
        RunFolder run = example();

        assertThat(report(run).html()).isEqualTo(report(run).html());
    }

    @Test
    void aRunInWhichNothingWasMeasuredHasNoReport() {
        RunFolder run = ExampleRun.empty(data, BEGIN);

        assertThatThrownBy(() -> report(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Nothing measured in ");
    }

    @Test
    void theMarkdownFoldsAllButTheFindings() {
        String markdown = report(example()).markdown();

        assertThat(markdown).startsWith("## Flowbench: high-frequency on reference\n\n**");
        assertThat(found("<(details)>", markdown))
                .hasSameSizeAs(found("</(details)>", markdown))
                .hasSizeGreaterThan(5);
        assertThat(found("<(\\w+)", markdown)).containsOnly("details", "summary", "pre", "code");
        assertThat(markdown.lines().filter(line -> line.startsWith("|"))).allMatch(line -> line.endsWith("|"));
    }
}
