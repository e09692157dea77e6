package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.Sustained.Weakness;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.terminal.Terminal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SustainedTest {
    @TempDir
    Path data;

    private Sustained.Row judge(ExampleStream stream) {
        return Sustained.of(stream.in(data)).rows().get(0);
    }

    private static ExampleStream stream() {
        return new ExampleStream("wal", 1000, 6);
    }

    @Test
    void aFlatStreamOfWhichNothingIsMissingIsHeld() {
        Sustained.Row row = judge(stream());

        assertThat(row.held()).isTrue();
        assertThat(row.verdict()).isEqualTo("held");
        assertThat(row.gaveWayFirst()).isEmpty();
        assertThat(row.channel()).isEqualTo("wal");
        assertThat(row.seconds()).isEqualTo(6);
        assertThat(List.of(row.expected(), row.delivered(), row.lost(), row.late()))
                .containsExactly(6000, 6000, 0, 0);
        assertThat(row.latency()).allSatisfy(part -> {
            assertThat(part.n()).isEqualTo(2000);
            assertThat(part.quantile(.5).orElseThrow()).isCloseTo(4.2e6, within(.05e6));
        });
    }

    @Test
    void writersThatFallBehindGaveWay() {
        assertThat(judge(stream().writing(980)).held()).isTrue();

        Sustained.Row row = judge(stream().writing(979));
        assertThat(row.gaveWayFirst()).hasValue(Weakness.WRITERS);
        assertThat(row.verdict()).isEqualTo("the writers wrote 97.90 % of what was offered");
    }

    @Test
    void whatIsLostIsNamedWithItsCause() {
        Sustained.Row row = judge(stream().losing(3, EventCause.CHANNEL_CLOSED));

        assertThat(row.gaveWayFirst()).hasValue(Weakness.LOSS);
        assertThat(row.verdict()).isEqualTo("the channel lost 3 events (3 channel_closed)");
        assertThat(row.lost()).isEqualTo(3);
        assertThat(row.delivered()).isEqualTo(5997);
    }

    @Test
    void aFullBufferIsNotTheChannels() {
        Sustained.Row row = judge(stream().losing(7, EventCause.BUFFER_FULL));

        assertThat(row.gaveWayFirst()).hasValue(Weakness.BUFFER);
        assertThat(row.verdict()).isEqualTo("the application's buffer was full for 7 events");
    }

    @Test
    void latencyGrewWhereItMoreThanDoubledAndByMoreThanTenMilliseconds() {
        assertThat(judge(stream().latency(second -> second < 4 ? 1 : 10)).held())
                .as("tenfold, but by 9 ms")
                .isTrue();
        assertThat(judge(stream().latency(second -> second < 4 ? 100 : 190)).held())
                .as("by 90 ms, but not doubled")
                .isTrue();

        Sustained.Row row = judge(stream().latency(second -> 5 + 10 * second));
        assertThat(row.gaveWayFirst()).hasValue(Weakness.LATENCY);
        assertThat(row.verdict()).matches("latency grew from 1\\d\\.\\d\\d ms to 5\\d\\.\\d\\d ms");
    }

    @Test
    void eventsAreLateBecauseLatencyGrewAndLateAloneWhereItDidNot() {
        Sustained.Row growing = judge(stream().latency(second -> 300 * second));
        assertThat(growing.gaveWay().keySet()).containsExactly(Weakness.LATENCY, Weakness.LATE);
        assertThat(growing.late()).isPositive();

        Sustained.Row stalled = judge(stream().latency(second -> second >= 2 && second < 2.1 ? 1500 : 4));
        assertThat(stalled.gaveWay().keySet()).containsExactly(Weakness.LATE);
        assertThat(stalled.verdict()).isEqualTo("100 events were late");
    }

    @Test
    void whatCanBringAboutTheOtherIsNamedFirst() {
        Sustained.Row row =
                judge(stream().writing(500).latency(second -> 300 * second).losing(1, EventCause.NOT_DELIVERED));

        assertThat(row.gaveWay().keySet())
                .containsExactly(Weakness.WRITERS, Weakness.LOSS, Weakness.LATENCY, Weakness.LATE);
        assertThat(row.verdict()).startsWith("the writers wrote 50");
    }

    @Test
    void runsStandSideBySideWithTheHighestRateAndTheFirstThatWasTooMuch() {
        Sustained sustained = Sustained.of(List.of(
                new ExampleStream("poll", 1000, 2).in(data),
                new ExampleStream("poll", 2000, 2).writing(1000).in(data),
                new ExampleStream("poll", 1000, 6).in(data),
                new ExampleStream("wal", 1000, 2)
                        .losing(1, EventCause.NOT_DELIVERED)
                        .in(data)));

        assertThat(sustained.held()).isFalse();
        assertThat(sustained.highest()).extracting(Sustained.Row::channel).containsExactly("poll");
        assertThat(sustained.highest()).extracting(Sustained.Row::seconds).containsExactly(6);
        assertThat(sustained.lowestNotHeld()).extracting(Sustained.Row::offered).containsExactly(2000.0, 1000.0);
        assertThat(sustained.answer())
                .contains("poll: 1000 events/s for 6 s, p50 4.", "at 2000/s for 2 s the writers wrote 50 % of what was")
                .contains("wal: no rate held; at 1000/s for 2 s the channel lost 1 events (1 not_delivered).");
        assertThat(sustained.toString())
                .contains("channel", "offered/s", "p50 last", "no: writers", "held: written at 98 %")
                .contains("! poll at 2000/s for 2 s: the writers wrote 50 %");
        assertThat(sustained.toString().lines()).allMatch(line -> line.length() <= Terminal.FILE_COLUMNS);
        Table table = sustained.table();
        assertThat(table.stringColumn("verdict").asList()).containsExactly("held", "writers", "held", "loss");
        assertThat(table.intColumn("lost").asList()).containsExactly(0, 0, 0, 1);
        assertThat(table.doubleColumn("last_p50").get(0)).isCloseTo(4.2e6, within(.1e6));
    }

    @Test
    void secondsShowWhatWasWrittenAndWhatArrivedUntilTheLastHas() {
        EventSeconds seconds = EventSeconds.of(new ExampleStream("wal", 1000, 12)
                .latency(second -> 250 * second)
                .in(data));

        assertThat(seconds.spanSeconds()).isCloseTo(1, within(.001));
        assertThat(seconds.rows()).hasSizeBetween(15, 16);
        assertThat(seconds.rows().get(3).written()).isCloseTo(1000, within(3.0));
        assertThat(seconds.rows().get(13).written()).isZero();
        assertThat(seconds.rows().get(13).arrived()).isCloseTo(800, within(60.0));
        assertThat(seconds.rows().get(4).latency().quantile(.5).orElseThrow()).isCloseTo(1.2e9, within(.1e9));
        assertThat(seconds.table().columnNames())
                .containsExactly("second", "written", "arrived", "n", "latency_p50", "latency_p99");
    }

    @Test
    void aShortWindowIsCutIntoTenSpans() {
        EventSeconds seconds = EventSeconds.of(new ExampleStream("wal", 1000, 1).in(data));

        assertThat(seconds.rows()).hasSize(10).allMatch(row -> row.latency().n() == 100);
        assertThat(seconds.rows().get(5).written()).isCloseTo(1000, within(2.0));
    }

    @Test
    void oneCommitOfWhichNothingArrivedIsASpanToo() {
        EventSeconds seconds = EventSeconds.of(new ExampleStream("wal", 1, 1)
                .losing(1, EventCause.NOT_DELIVERED)
                .in(data));

        assertThat(seconds.rows()).hasSize(10);
        assertThat(seconds.rows().get(0).written()).isPositive();
        assertThat(seconds.rows()).allMatch(row -> row.arrived() == 0);
    }

    @Test
    void runsOfOtherScenariosAndRunsThatNobodyListenedToAreRefused() {
        RunFolder other = ExampleEvents.delivered(data, "wal", Instant.EPOCH, 10, 2);

        assertThatThrownBy(() -> Sustained.of(other))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds no offered_events_per_second")
                .hasMessageContaining("event-stream");
        assertThatThrownBy(() -> Sustained.of(List.of())).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> EventSeconds.of(ExampleEvents.empty(data, "none", Instant.EPOCH)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("EVENT_CHANNEL=poll, notify or wal");
    }
}
