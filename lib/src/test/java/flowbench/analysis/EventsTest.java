package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

class EventsTest {
    @TempDir
    Path data;

    private RunFolder run(List<Event> events) {
        RunFolder run = ExampleEvents.empty(data, "notify", Instant.EPOCH);
        ExampleEvents.append(run, 1, Kind.MEASURED, 1000, events);
        return run;
    }

    private static Event arrived(EventOutcome outcome, long latency, int duplicates) {
        return ExampleEvents.event(
                EventType.STEP_COMPLETED, outcome, Optional.empty(), OptionalLong.of(latency), duplicates);
    }

    @Test
    void everyOutcomeIsCountedOnce() {
        Events events = Events.of(run(List.of(
                arrived(EventOutcome.DELIVERED, 1, 0),
                arrived(EventOutcome.DUPLICATE, 2, 3),
                arrived(EventOutcome.OUT_OF_ORDER, 3, 0),
                arrived(EventOutcome.LATE, 4, 0),
                ExampleEvents.undelivered(EventType.RUN_COMPLETED, EventOutcome.RECOVERED, EventCause.CHANNEL_CLOSED),
                ExampleEvents.undelivered(EventType.RUN_COMPLETED, EventOutcome.MISSING, EventCause.CHANNEL_CLOSED),
                ExampleEvents.event(EventType.OTHER, EventOutcome.UNKNOWN, Optional.empty(), OptionalLong.of(5), 2))));
        Events.Row all = events.total();

        assertThat(events.channel()).isEqualTo("notify");
        assertThat(events.rows())
                .extracting(Events.Row::name)
                .containsExactly("run:completed", "step:completed", "other");
        assertThat(all.expected())
                .isEqualTo(6)
                .isEqualTo(all.delivered() + all.late() + all.recovered() + all.missing());
        assertThat(all.written()).isEqualTo(6);
        assertThat(all.delivered()).isEqualTo(3);
        assertThat(all.late()).isEqualTo(1);
        assertThat(all.outOfOrder()).isEqualTo(1);
        assertThat(all.duplicates()).isEqualTo(3);
        assertThat(all.recovered()).isEqualTo(1);
        assertThat(all.missing()).isEqualTo(1);
        assertThat(all.unknown()).isEqualTo(1);
        assertThat(all.deliveredShare()).hasValue(.5);
        assertThat(all.latency().n()).isEqualTo(4);
        assertThat(all.latency().max()).hasValue(4);
        assertThat(events.undelivered())
                .containsExactly(
                        new Events.Undelivered(EventType.RUN_COMPLETED, Optional.of(EventCause.CHANNEL_CLOSED), 1, 1));
        assertThat(events.rows().get(2).deliveredShare()).isEmpty();
    }

    @Test
    void theTwoCountsOfTheOldScriptAreExplainedToTheLastEvent() {
        Events highFrequency = Events.of(ExampleEvents.oldHighFrequency(data));
        Events concurrentFlows = Events.of(ExampleEvents.oldConcurrentFlows(data));

        assertThat(highFrequency.total().expected()).isEqualTo(202);
        assertThat(highFrequency.total().delivered()).isEqualTo(1);
        assertThat(highFrequency.byCause()).isEqualTo("101 before_subscription, 100 not_listened_for");
        assertThat(Events.share(1, 202)).isEqualTo("0.5 %");
        assertThat(concurrentFlows.total().expected()).isEqualTo(200);
        assertThat(concurrentFlows.total().delivered()).isEqualTo(20);
        assertThat(concurrentFlows.byCause()).isEqualTo("100 before_subscription, 80 not_listened_for");
        assertThat(concurrentFlows.toString())
                .containsPattern("run:started +before_subscription +0 +20\n")
                .containsPattern("step:completed +not_listened_for +0 +80\n")
                .containsPattern("all +200 +200 +20 +10.0 % ");
    }

    @Test
    void latenciesBelowZeroAreCountedShownAndKept() {
        List<Event> events = new ArrayList<>();
        for (int i = -10; i <= 10; i++) {
            events.add(ExampleEvents.event(EventType.STEP_COMPLETED, i * 1_000L));
        }
        Collections.shuffle(events, new Random(1));
        Events.Row row = Events.of(run(events)).total();

        assertThat(row.latency().negative()).isEqualTo(10);
        assertThat(row.latency().min()).hasValue(-10_000);
        assertThat(row.latency().mean()).hasValue(0);
        assertThat(row.latency().quantile(.5)).hasValue(0);
        // numpy.quantile([-10_000, -5_000, 0, 5_000, 10_000, 15_000], .5)
        assertThat(Distribution.of(-10_000, -5_000, 0, 5_000, 10_000, 15_000).quantile(.5))
                .hasValue(2_500);
        assertThat(Events.of(run(events)).toString())
                .containsPattern("all +ns +21 +10 ")
                .contains("-10000");
        assertThat(Distribution.of(0, 0, 0).negative()).isZero();
        assertThat(Distribution.of().negative()).isZero();
    }

    @Test
    void onlyTheQuantilesThatTheEventsSupportAreGiven() {
        Events events = Events.of(ExampleEvents.delivered(data, "poll", Instant.EPOCH, 200, 3));
        Table table = events.table();

        assertThat(table.rowCount()).isEqualTo(5);
        assertThat(table.stringColumn("event").asList())
                .containsExactly("run:started", "run:completed", "step:started", "step:completed", "all");
        assertThat(table.doubleColumn("latency_p50").isMissing(0)).isTrue();
        assertThat(table.doubleColumn("latency_p99").isMissing(3)).isFalse();
        assertThat(table.doubleColumn("latency_p99.9").isMissing(4)).isTrue();
        assertThat(table.doubleColumn("delivered_share").get(4)).isEqualTo(100);
        assertThat(events.toString()).contains("Blank: too few events").contains("p99.9 3688");
        assertThat(events.undeliveredTable().rowCount()).isZero();
        assertThat(events.toString()).doesNotContain("cause");
    }

    @Test
    void theTextFitsATerminalHoweverLargeTheNumbers() {
        List<Event> events = new ArrayList<>();
        for (EventType type : EventType.values()) {
            for (EventCause cause : EventCause.values()) {
                events.add(ExampleEvents.undelivered(type, EventOutcome.MISSING, cause));
            }
            for (int i = 0; i < 5000; i++) {
                events.add(ExampleEvents.event(type, i * 1_234_567_890_123L - 1_000_000_000L));
            }
        }
        assertThat(Events.of(run(events)).toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void aShareIsRoundedToAllOrNothingOnlyWhereItIs() {
        assertThat(Events.share(29_999, 30_000)).isEqualTo("99.997 %");
        assertThat(Events.share(1, 30_000)).isEqualTo("0.003 %");
        assertThat(Events.share(999_999, 1_000_000)).isEqualTo("99.9999 %");
        assertThat(Events.share(30_000, 30_000)).isEqualTo("100 %");
        assertThat(Events.share(0, 3)).isEqualTo("0 %");
        assertThat(Events.share(1, 3)).isEqualTo("33.3 %");
        assertThat(Events.share(0, 0)).isEmpty();
    }

    @Test
    void warmUpIsLeftOutAndARunOfWarmUpAloneHasNoEvents() {
        RunFolder run = ExampleEvents.empty(data, "wal", Instant.EPOCH);
        ExampleEvents.append(run, 1, Kind.WARMUP, 1000, ExampleEvents.ofRun(5, 1, new Random(1)));

        assertThat(Events.find(run)).isEmpty();
        assertThat(Tables.events(run).rowCount()).isEqualTo(12);
    }

    @Test
    void aRunWithoutTheFileIsReadAllTheSame() throws IOException {
        RunFolder run = ExampleRun.of(data, new ExampleRun.Shape(1, 0, 1, 10), 1);
        Files.delete(run.path().resolve("events.csv"));

        assertThat(Events.find(run)).isEmpty();
        assertThat(Tables.events(run).rowCount()).isZero();
        assertThat(Tables.events(run).column("delivered_ns").type()).isEqualTo(ColumnType.LONG);
        assertThat(Tables.events(run).column("written").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(Summary.of(run).toString()).contains("Events (none): 22 expected, 22 written; nobody listened.");
        assertThatThrownBy(() -> Events.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no events measured")
                .hasMessageContaining("EVENT_CHANNEL");
    }

    @Test
    void aBadCellIsNamedByFileLineAndColumn() throws IOException {
        RunFolder run = run(List.of(
                ExampleEvents.undelivered(EventType.RUN_STARTED, EventOutcome.MISSING, EventCause.NOT_DELIVERED)));
        Path file = run.path().resolve("events.csv");
        String text = Files.readString(file);
        for (String[] bad : new String[][] {
            {"run:started", "run:begun", "event"},
            {"missing", "lost", "outcome"},
            {"not_delivered", "magic", "cause"},
            {"1000000000", "-1", "committed_ns"}
        }) {
            Files.writeString(
                    file,
                    text.replace(
                            "," + bad[0] + (bad[2].equals("cause") ? "\n" : ","),
                            "," + bad[1] + (bad[2].equals("cause") ? "\n" : ",")));
            assertThatThrownBy(() -> Events.of(run))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("events.csv:2: column " + bad[2] + " holds \"" + bad[1] + "\"");
        }
    }

    @Test
    void aCutLastLineIsReportedAndLeftOut() throws IOException {
        RunFolder run = run(ExampleEvents.ofRun(5, 1, new Random(1)));
        Path file = run.path().resolve("events.csv");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 5));

        assertThat(Events.of(run).total().expected()).isEqualTo(11);
        assertThat(Events.of(run).toString()).contains("events.csv:13: the last line was cut off");
    }

    @Test
    @Timeout(60)
    void aMillionEventsAreReadInLittleMemory() {
        RunFolder run = run(ExampleEvents.ofRun(500_000, 1, new Random(1)));
        System.gc();
        long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        Events events = Events.of(run);
        System.gc();
        long kept = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() - before;

        assertThat(events.total().delivered()).isEqualTo(1_000_002);
        assertThat(events.total().latency().quantile(.5).orElseThrow()).isCloseTo(1e6, within(1e4));
        assertThat(kept).isLessThan(50_000_000);
    }
}
