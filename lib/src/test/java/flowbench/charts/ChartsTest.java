package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleEvents;
import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleRun.Shape;
import flowbench.analysis.ExampleStream;
import flowbench.comparison.Comparison;
import flowbench.comparison.ExampleEngines;
import flowbench.comparison.ExampleScaling;
import flowbench.comparison.Scaling;
import flowbench.comparison.SimulatedRuns;
import flowbench.history.ExampleHistory;
import flowbench.history.History;
import flowbench.runfolder.Better;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.LevelSearch;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChartsTest {
    @TempDir
    Path data;

    @BeforeAll
    static void withoutADisplay() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void everyChartOfARunIsSavedAsPngAndSvg() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 2, 5, 50), 1);
        List<Path> files = Charts.save(run);

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "iterations-steps_per_second.png",
                        "iterations-steps_per_second.svg",
                        "distribution-steps_per_second.png",
                        "distribution-steps_per_second.svg",
                        "throughput-over-time.png",
                        "throughput-over-time.svg",
                        "phases.png",
                        "phases.svg",
                        "latency.png",
                        "latency.svg",
                        "distribution-latency.png",
                        "distribution-latency.svg");
        assertThat(files).allMatch(file -> file.startsWith(run.charts()) && Files.exists(file));
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".png")) {
                isDrawn(bytes);
            } else {
                assertThat(DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new ByteArrayInputStream(offline(bytes)))
                                .getDocumentElement()
                                .getTagName())
                        .isEqualTo("svg");
            }
        }
    }

    @Test
    void conditionsAndNStandOnTheChart() {
        RunFolder run = ExampleRun.of(data, new Shape(3, 2, 5, 50), 1);
        Chart chart = Charts.iterations(run, "steps_per_second");

        assertThat(chart.title()).isEqualTo("Steps per second by iteration");
        assertThat(chart.subtitle()).contains("over 3 fork means").contains("n = 15 (3 forks × 5 measured)");
        assertThat(chart.caption())
                .contains(
                        "PostgreSQL 18.1",
                        "fsync=on",
                        "WORKERS=4",
                        run.manifest().runId());
        assertThat(chart.toString()).contains(chart.caption());
    }

    @Test
    void aChartIsDrawnOnBothGroundsAtAnyScaleAfterItsFilesAreGone() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 2, 5, 50), 1);
        Chart chart = Charts.iterations(run, "steps_per_second");
        Files.delete(run.samples().path());

        for (Theme theme : Theme.values()) {
            for (int scale : new int[] {1, 2, 8}) {
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png(theme, scale)));
                assertThat(image.getWidth()).isEqualTo(1000 * scale);
                assertThat(image.getHeight()).isEqualTo(640 * scale);
                assertThat(new Color(image.getRGB(1, 1))).isEqualTo(theme.ground());
                assertThat(colours(image)).contains(Ink.BLUE.on(theme).getRGB());
            }
        }
        assertThat(chart.png()).isEqualTo(chart.png(Theme.LIGHT, 1));
        assertThat(chart.svg()).isEqualTo(chart.svg(Theme.LIGHT)).isNotEqualTo(chart.svg(Theme.DARK));
        for (int scale : new int[] {0, 9}) {
            assertThatThrownBy(() -> chart.png(Theme.DARK, scale))
                    .isInstanceOf(UserException.class)
                    .hasMessage("A chart is drawn at a scale of 1 to 8, not of " + scale + ".");
        }
    }

    @Test
    void theLayoutIsTheSameAtAnyScaleAndTheTitleIsLegibleAcrossAPhone() throws Exception {
        Chart chart = Charts.iterations(ExampleRun.of(data, new Shape(3, 2, 5, 50), 1), "steps_per_second");
        int[] once = box(ImageIO.read(new ByteArrayInputStream(chart.png(Theme.LIGHT, 1))), Ink.BLUE);
        int[] twice = box(ImageIO.read(new ByteArrayInputStream(chart.png(Theme.LIGHT, 2))), Ink.BLUE);

        for (int side = 0; side < once.length; side++) {
            assertThat(twice[side]).isBetween(2 * once[side] - 3, 2 * once[side] + 3);
        }
        assertThat(Look.TITLE.getSize() * 390. / Look.WIDTH)
                .as("its size where 1000 points are drawn as 390")
                .isGreaterThan(10);
    }

    /** Left, top, right and bottom of what has a colour. */
    private static int[] box(BufferedImage image, Ink ink) {
        int[] box = {image.getWidth(), image.getHeight(), 0, 0};
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if (image.getRGB(x, y) == ink.on(Theme.LIGHT).getRGB()) {
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.min(box[1], y);
                    box[2] = Math.max(box[2], x);
                    box[3] = Math.max(box[3], y);
                }
            }
        }
        return box;
    }

    private static Set<Integer> colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .mapToObj(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .collect(Collectors.toSet());
    }

    @Test
    void aComparisonIsDrawnWithARowForEachHeadlineMetric() throws Exception {
        SimulatedRuns runs = new SimulatedRuns(data, 1);
        List<RunFolder> base = List.of(runs.run(5, 2, 1));
        List<RunFolder> candidate = List.of(runs.run(5, 2, 1.4));
        Settings settings = Settings.of(Map.of("DATA_DIR", data.toString()), Map.of());
        Comparison comparison = Comparison.of(base, candidate, Set.of(), settings);
        Chart chart = drawn("comparison", Charts.comparison(comparison));

        assertThat(chart.svg()).as("the ratio beside its row").contains("0.70", "equivalent");
        assertThat(chart.title()).isEqualTo("Candidate ÷ base: worse");
        assertThat(chart.subtitle()).contains("5 and 5 forks × 2 iterations; Welch over fork means");
        assertThat(Charts.saveComparison(comparison))
                .containsExactly(
                        candidate.get(0).charts().resolve("comparison.png"),
                        candidate.get(0).charts().resolve("comparison.svg"))
                .allMatch(Files::exists);
    }

    @Test
    void aTickOfAComparisonSaysItsRatioWithoutNeedlessZeros() {
        assertThat(DoubleStream.of(.01, .95, 1, 1.05, 10, 100).mapToObj(ComparisonChart::tickLabel))
                .containsExactly("0.01", "0.95", "1", "1.05", "10", "100");
    }

    @Test
    void aComparisonWithoutARatioIsNotDrawn() {
        SimulatedRuns runs = new SimulatedRuns(data, 1);
        RunFolder base = runs.empty(List.of());
        RunFolder candidate = runs.empty(List.of());
        ExampleRun.append(base, ExampleRun.metric("things"), new double[] {0}, new double[] {1});
        ExampleRun.append(candidate, ExampleRun.metric("things"), new double[] {2}, new double[] {1});
        Settings settings = Settings.of(Map.of("DATA_DIR", data.toString()), Map.of());
        Comparison comparison = Comparison.of(List.of(base), List.of(candidate), Set.of(), settings);

        assertThat(Charts.saveComparison(comparison)).isEmpty();
        assertThatThrownBy(() -> Charts.comparison(comparison))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no ratio that could be drawn");
    }

    @Test
    void enginesAreDrawnUnderEachConditionAboveTheirBareQueues() throws Exception {
        ExampleEngines examples = new ExampleEngines(data);
        List<RunFolder> runs = new ArrayList<>();
        runs.addAll(examples.rounds("high-frequency", "pgflow", ExampleEngines.steps(1000, 4), 500, 510));
        runs.addAll(examples.rounds("high-frequency", "reference", ExampleEngines.steps(1000, 4), 900, 930));
        runs.addAll(examples.rounds("concurrent-flows", "reference", ExampleEngines.flows(50, 5), 700));
        runs.addAll(examples.rounds("bare-queue", "pgflow", ExampleEngines.steps(1000, 4), 2000, 2100));
        Chart chart = drawn("engines", Charts.engines(runs));

        assertThat(chart.subtitle())
                .contains("pgflow ÷ reference, steps/s (95 % interval): 1×1000, 4: 0.55")
                .contains("1 round, 1 fork, within one process or 2 rounds, 2 forks");
        assertThat(chart.caption()).contains("pgflow 1 or reference 1", "PostgreSQL 18.1", "EVENT_CHANNEL=poll");
        assertThat(Charts.saveEngines(runs)).allMatch(Files::exists).hasSize(2);
        assertThatThrownBy(() -> Charts.engines(runs.subList(5, 7)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no run with flows");
    }

    @Test
    void scalingIsDrawnAgainstEachThingThatWasSwept() throws Exception {
        ExampleScaling points = new ExampleScaling(data, 5);
        for (int i = 0; i < 4; i++) {
            double[] one = {900, 1300, 1350, 1200};
            double[] many = {700, 1200, 1700, 1750};
            points.point(1, 1000, 1 << i, 0, one[i], .02).processor(.3, .8 + .1 * i);
            points.calls("complete_task", 400, 1 << i);
            points.point(50, 5, 1 << i, 0, many[i], .02).processor(.4, .7);
            points.calls("complete_task", 400, 1 << i);
        }
        points.point(10, 100, 4, 0, 1500, .02).point(200, 5, 4, 0, 1800, .02).point(50, 20, 4, 0, 1900, .02);
        points.calls("complete_task", 400, 4);
        for (int pool = 1; pool <= 4; pool++) {
            points.point(50, 5, 4, pool, 450 * pool, .02).calls("complete_task", 400, pool);
        }
        Scaling scaling = Scaling.of(points.runs());
        List<Chart> charts = Charts.scaling(scaling);
        for (Chart chart : charts) {
            drawn(chart.name(), chart);
        }
        assertThat(charts.get(0).svg())
                .as("bands through which others are seen")
                .contains("opacity");

        assertThat(charts)
                .extracting(Chart::name)
                .containsExactly(
                        "scaling-workers",
                        "scaling-processor",
                        "scaling-flow-runs",
                        "scaling-steps",
                        "scaling-connections");
        assertThat(charts.get(0).subtitle())
                .contains("steps/s ÷ those of 1 worker (95 % interval): 1 × 1000: 2 workers 1.4")
                .endsWith("points of 5 forks; ratios paired by round; bands: 95 % intervals of the means");
        assertThat(Charts.scaling(Scaling.of(points.runs().subList(0, 1)))).isEmpty();
    }

    @Test
    void theSmallestRunIsDrawn() throws Exception {
        for (Chart chart : Charts.all(ExampleRun.of(data, new Shape(1, 0, 1, 10), 1))) {
            drawn("smallest-" + chart.name(), chart);
        }
    }

    @Test
    void manyForksAndIterationsAreDrawn() throws Exception {
        for (Chart chart : Charts.all(ExampleRun.of(data, new Shape(14, 3, 40, 1), 1))) {
            drawn("many-" + chart.name(), chart);
        }
    }

    @Test
    void constantAndZeroAndNegativeValuesAreDrawn() throws Exception {
        for (double value : new double[] {0, 1e-6, 7, 1e15, -3}) {
            RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
            ExampleRun.append(run, new Metric("own", "units", Better.HIGHER), new double[] {value, value, value});
            Chart chart = Charts.iterations(run, "own");

            isDrawn(chart.png());
            assertThat(chart.subtitle()).contains("no interval");
            isDrawn(Charts.trend(List.of(run), "own").png());
        }
    }

    @Test
    void aChartWithoutNumbersSaysWhatIsMissing() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, new double[] {1, 2});

        assertThatThrownBy(() -> Charts.phases(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no phases to draw");
        assertThatThrownBy(() -> Charts.latency(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no latency to draw");
        assertThatThrownBy(() -> Charts.iterations(run, "speed")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Charts.trend(List.of(), "speed")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Charts.trend(List.of(run), "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\"");
    }

    @Test
    void theTrendPassesOverRunsInWhichNothingWasMeasured() throws Exception {
        Chart chart = Charts.trend(
                List.of(
                        ExampleRun.of(data, new Shape(3, 0, 2, 10), 1),
                        ExampleRun.empty(data, Instant.EPOCH),
                        ExampleRun.of(data, new Shape(1, 0, 2, 10), 2)),
                "steps_per_second");

        isDrawn(chart.png());
        assertThat(chart.subtitle())
                .contains("2 runs")
                .contains("1 of one fork")
                .contains("passed over: 1");
    }

    @Test
    void theTrendTakesOnlyRunsUnderTheConditionsOfTheNewest() {
        RunFolder other = ExampleRun.of(data, new Shape(3, 0, 2, 10), 1);
        Manifest m = other.manifest();
        Map<String, SettingValue> settings = new HashMap<>(m.settings());
        settings.put("WORKERS", new SettingValue("64", "code"));
        other.update(new Manifest(
                m.runId(),
                m.scenario(),
                m.engine(),
                m.engineVersion(),
                m.status(),
                m.startedAt(),
                m.endedAt(),
                m.failure(),
                m.seed(),
                settings,
                m.server(),
                m.machine(),
                m.library(),
                m.forks(),
                m.warnings()));
        RunFolder newest = ExampleRun.of(data, new Shape(3, 0, 2, 10), 2);

        assertThat(Charts.trend(List.of(other, newest), "steps_per_second").subtitle())
                .contains("1 run", "passed over: 1 under other conditions");
    }

    @Test
    void theTrendOfARunIsDrawnWhateverLiesBesideIt() throws Exception {
        RunFolder run = ExampleRun.of(data, new Shape(3, 0, 2, 10), 3);
        run.update(run.manifest().sealed(Manifest.Status.INTERRUPTED, "", "Ctrl-C."));
        RunFolder damaged = ExampleRun.of(data, new Shape(3, 0, 2, 10), 2);
        Files.writeString(damaged.samples().path(), "nonsense\n");
        Files.writeString(ExampleRun.of(data, new Shape(3, 0, 2, 10), 1).path().resolve("run.json"), "{");

        assertThat(Charts.saveTrend(run, "steps_per_second"))
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void theLevelsOfAHistoryAndTheirChangesAreDrawn() throws Exception {
        double[] means = ExampleHistory.withStep(45, 15, .1);
        for (int i = 30; i < means.length; i++) {
            means[i] /= .9;
        }
        List<RunFolder> runs = ExampleHistory.of(data, Metric.STEPS_PER_SECOND, means);
        History history = History.of(runs, List.of(), LevelSearch.of(LevelSearch.Mode.CORRECTED));
        Chart chart = drawn("history", Charts.trend(history).get(0));
        Chart constant = drawn(
                "history-without-change",
                Charts.trend(History.of(runs.subList(0, 5), List.of(), LevelSearch.of(LevelSearch.Mode.CORRECTED)))
                        .get(0));

        assertThat(chart.subtitle())
                .contains("regression at 10-16 03:00: -", "undone since; improvement at 10-31 03:00: +", "45 runs");
        assertThat(constant.subtitle()).contains("no change of level found", "5 runs");
        assertThat(Charts.saveTrend(history))
                .hasSize(2)
                .allMatch(file -> file.startsWith(runs.get(44).charts()))
                .allMatch(Files::exists);
    }

    private RunFolder events(String channel, List<Event> events) {
        RunFolder run = ExampleEvents.empty(data, channel, Instant.EPOCH);
        ExampleEvents.append(run, 1, Kind.MEASURED, 1000, events);
        return run;
    }

    private List<Event> withLost(int steps, EventOutcome outcome, EventCause... causes) {
        List<Event> events = new ArrayList<>(ExampleEvents.ofRun(steps, 2, new Random(1)));
        for (int i = 0; i < causes.length; i++) {
            Event event = events.get(2 + i);
            events.set(2 + i, ExampleEvents.undelivered(event.type(), outcome, causes[i]));
        }
        return events;
    }

    /** Draws a chart; kept where a person who works on the looks can see it, if the property flowbench.looks names a folder. */
    private static Chart drawn(String name, Chart chart) throws Exception {
        isDrawn(chart.png());
        assertThat(chart.svg()).contains("<svg");
        String folder = System.getProperty("flowbench.looks");
        if (folder != null) {
            chart.savePng(Path.of(folder, name + ".png"));
            Files.write(Path.of(folder, name + "-dark.png"), chart.png(Theme.DARK, 1));
        }
        return chart;
    }

    @Test
    void oneMissingEventOfThirtyThousandIsNamedOnTheChart() throws Exception {
        Chart chart = drawn(
                "one-missing",
                Charts.events(events("notify", withLost(15_000, EventOutcome.MISSING, EventCause.NOT_DELIVERED))));

        assertThat(chart.title()).isEqualTo("What became of the events on channel notify");
        assertThat(chart.subtitle()).startsWith("30001 of 30002 delivered (99.997 %); 1 missing: not_delivered; ");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));
        long vermillion = java.util.stream.IntStream.range(0, 1000 * 500)
                .filter(i -> (image.getRGB(i % 1000, i / 1000) & 0xFFFFFF)
                        == (Ink.VERMILLION.on(Theme.LIGHT).getRGB() & 0xFFFFFF))
                .count();
        assertThat(vermillion).as("the bar and its outline, above the legend").isGreaterThan(60);
    }

    @Test
    void everyFateOfEventsIsDrawn() throws Exception {
        Chart all = drawn("all", Charts.events(events("poll", withLost(15_000, EventOutcome.MISSING))));
        assertThat(all.subtitle()).startsWith("30002 of 30002 delivered (100 %); measured iterations");

        EventCause[] half = new EventCause[202 / 2];
        for (int i = 0; i < half.length; i++) {
            half[i] = List.of(EventCause.BEFORE_SUBSCRIPTION, EventCause.CHANNEL_CLOSED, EventCause.NOT_LISTENED_FOR)
                    .get(i % 5 % 3);
        }
        drawn("half", Charts.events(events("wal", withLost(100, EventOutcome.MISSING, half))));
        drawn("old-high-frequency", Charts.events(ExampleEvents.oldHighFrequency(data)));
        drawn("old-concurrent-flows", Charts.events(ExampleEvents.oldConcurrentFlows(data)));
        drawn("one-event", Charts.events(events("poll", List.of(ExampleEvents.event(EventType.RUN_STARTED, 5)))));
        Chart lost = drawn(
                "one-lost",
                Charts.events(events(
                        "poll",
                        List.of(ExampleEvents.undelivered(
                                EventType.RUN_STARTED, EventOutcome.MISSING, EventCause.NEVER_WRITTEN)))));
        assertThat(lost.subtitle()).startsWith("0 of 1 delivered (0 %); 1 missing: never_written");
    }

    @Test
    void faultsAreNamedOnTheChart() throws Exception {
        List<Event> events = withLost(100, EventOutcome.RECOVERED, EventCause.values());
        events.addAll(withLost(100, EventOutcome.MISSING, EventCause.values()));
        for (EventOutcome outcome : EventOutcome.values()) {
            if (outcome.isDelivered() || outcome == EventOutcome.LATE || outcome == EventOutcome.UNKNOWN) {
                events.add(ExampleEvents.event(
                        outcome == EventOutcome.UNKNOWN ? EventType.OTHER : EventType.STEP_COMPLETED,
                        outcome,
                        Optional.empty(),
                        OptionalLong.of(2_000_000_000L),
                        1));
            }
        }
        RunFolder run = ExampleEvents.with(events("notify", events), "EVENT_FAULTS", "drop:1%,delay:1%");
        Chart chart = drawn("faults", Charts.events(run));

        assertThat(chart.subtitle())
                .contains("1 late, 6 recovered", "1 missing: buffer_full")
                .contains("besides 1 out of order, 4 duplicate, 1 unknown")
                .contains("faults injected on purpose: drop:1%,delay:1%");
        drawn("faults-latency", Charts.eventLatency(run));
    }

    @Test
    void latencyOfEventsIsDrawnByTypeAndByChannelAndBelowZero() throws Exception {
        RunFolder poll = ExampleEvents.delivered(data, "poll", Instant.EPOCH, 2000, 8);
        RunFolder notify = ExampleEvents.delivered(data, "notify", Instant.EPOCH, 2000, .7);
        Chart byType = drawn("latency", Charts.eventLatency(poll));
        Chart byChannel = drawn("latency-by-channel", Charts.eventLatency(poll, notify));
        List<Event> early = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            early.add(ExampleEvents.event(EventType.STEP_COMPLETED, (i - 1200) * 1_000L));
        }
        Chart negative = drawn("latency-negative", Charts.eventLatency(events("notify", early)));

        assertThat(byType.subtitle()).contains("no latency below 0").contains("too few: run:started (3)");
        assertThat(byChannel.title()).isEqualTo("Latency of events by channel");
        assertThat(negative.subtitle()).contains("1200 of 2000 latencies below 0, least -1.200 ms");
        assertThatThrownBy(() ->
                        Charts.eventLatency(events("poll", List.of(ExampleEvents.event(EventType.RUN_STARTED, 5)))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no event latency to draw");
        assertThatThrownBy(() -> Charts.events(ExampleRun.empty(data, Instant.EPOCH)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no events measured");
        RunFolder strange = events(
                "wal",
                List.of(ExampleEvents.event(
                        EventType.OTHER, EventOutcome.UNKNOWN, Optional.empty(), OptionalLong.of(1), 0)));
        assertThatThrownBy(() -> Charts.events(strange))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none was expected");
        assertThat(Charts.all(strange)).hasSize(1);
    }

    @Test
    void channelsAreDrawnBesideTheBaseline() throws Exception {
        List<RunFolder> runs = new ArrayList<>();
        Random random = new Random(5);
        for (int round = 0; round < 4; round++) {
            for (String channel : List.of("none", "poll", "notify", "wal")) {
                double cost = Map.of("none", 1.0, "poll", .97, "notify", .8, "wal", .9)
                        .get(channel);
                double latency = Map.of("none", 1.0, "poll", 8.0, "notify", .8, "wal", 1.5)
                        .get(channel);
                RunFolder run = ExampleEvents.empty(data, channel, Instant.EPOCH.plusSeconds(60 * round));
                ExampleEvents.append(
                        run,
                        1,
                        Kind.MEASURED,
                        1800 * cost * (1 + .02 * random.nextGaussian()),
                        ExampleEvents.ofRun(500, latency, random));
                runs.add(run);
            }
        }
        Chart chart = drawn("channels", Charts.channels(runs));

        assertThat(chart.subtitle()).contains("steps/s ÷ none (95 % interval): notify 0.7");
        assertThat(Charts.saveChannels(runs)).hasSize(2).allMatch(Files::exists);
        drawn("channels-without-baseline", Charts.channels(List.of(runs.get(1), runs.get(2))));
        drawn("channels-none-alone", Charts.channels(List.of(runs.get(0))));
    }

    @Test
    void aRunWithEventsIsSavedWithTheirCharts() {
        RunFolder run = ExampleEvents.delivered(data, "poll", Instant.EPOCH, 50, 2);

        assertThat(Charts.all(run))
                .extracting(Chart::name)
                .containsExactly("iterations-steps_per_second", "events", "event-latency");
    }

    @Test
    void aStreamIsDrawnSecondBySecondWhetherItIsHeldOrNot() throws Exception {
        Chart held = drawn("stream-held", Charts.eventRate(new ExampleStream("wal", 1000, 20).in(data)));
        assertThat(held.title()).isEqualTo("Event stream on channel wal: 1000 events/s offered, held");
        assertThat(held.subtitle()).startsWith("written 1000/s, delivered 20000 of 20000; latency: ");

        ExampleStream growing = new ExampleStream("poll", 1000, 20).latency(second -> 1 + 200 * second);
        Chart notHeld = drawn("stream-growing", Charts.eventRate(growing.in(data)));
        assertThat(notHeld.title()).endsWith("not held");
        assertThat(notHeld.subtitle()).startsWith("latency grew from ");

        ExampleStream before = new ExampleStream("wal", 20, 1).latency(second -> -1);
        RunFolder run = before.in(data);
        drawn("stream-before-its-answer", Charts.eventRate(run));
        assertThat(Charts.all(run)).extracting(Chart::name).contains("event-rate");
    }

    @Test
    void aMillionEventsAreDrawn() throws Exception {
        RunFolder run = events("wal", withLost(500_000, EventOutcome.MISSING, EventCause.NOT_DELIVERED));

        drawn("million", Charts.events(run));
        drawn("million-latency", Charts.eventLatency(run));
    }

    /** Without the document type, which a parser would fetch from the network. */
    private static byte[] offline(byte[] svg) {
        return new String(svg, StandardCharsets.UTF_8)
                .replaceFirst("<!DOCTYPE[^>]*>", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void isDrawn(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(640);
        long colours = java.util.stream.IntStream.range(0, 1000 * 640)
                .map(i -> image.getRGB(i % 1000, i / 1000))
                .distinct()
                .count();
        assertThat(colours).isGreaterThan(20);
    }

    @Test
    void theStatesOfAForkThatChangedLieBehindItsValues() throws Exception {
        double[] flat = {100, 101, 99, 100, 102, 98, 100, 101, 99, 100, 101, 99};
        double[] step = {60, 61, 59, 60, 100, 101, 99, 100, 102, 98, 100, 101};

        // The edge of a marker may have any color now and then.
        assertThat(pale(flat, flat)).isLessThan(10);
        assertThat(pale(flat, step)).isGreaterThan(500);
    }

    /** How many points of the chart of two forks have the color in which the states of the second are drawn. */
    private long pale(double[]... forks) throws Exception {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, forks);
        BufferedImage image = ImageIO.read(Charts.iterations(run, "steps_per_second")
                .savePng(data.resolve("states.png"))
                .toFile());
        int color = Ink.of(1).pale(Theme.LIGHT).getRGB();
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color)
                .count();
    }

    @Test
    void anIterationThatFailedHasACrossInItsPlaceAlsoWhereItWasTheLast() throws Exception {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, 1, new double[] {50, 100, 110, 105}, new double[] {60, 90, 95});
        Chart whole = Charts.iterations(run, "steps_per_second");
        run.append(
                List.of(2, 4).stream()
                        .map(iteration -> new Sample(
                                2, iteration + 1, Kind.FAILED, Phase.CREATE, Metric.DURATION, 1e6, Instant.EPOCH))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
        Chart chart = Charts.iterations(run, "steps_per_second");

        int cross = Ink.VERMILLION.on(Theme.LIGHT).getRGB();
        assertThat(colours(ImageIO.read(new ByteArrayInputStream(whole.png())))).doesNotContain(cross);
        assertThat(colours(ImageIO.read(new ByteArrayInputStream(chart.png())))).contains(cross);
        assertThat(chart.svg()).contains(">5</text>");
        assertThat(chart.subtitle()).isEqualTo(whole.subtitle());
    }
}
