package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.Events;
import flowbench.analysis.ExampleEvents;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ChannelsTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final double[] A = {90, 95, 88, 101};
    private static final double[] NONE = {110, 112, 105, 118};

    @TempDir
    Path data;

    /** A run for each value, at an hour for each round; the later an hour, the later the round. */
    private List<RunFolder> rounds(String channel, int minute, double... stepsPerSecond) {
        List<RunFolder> runs = new ArrayList<>();
        for (int round = 0; round < stepsPerSecond.length; round++) {
            RunFolder run = ExampleEvents.empty(data, channel, Instant.EPOCH.plusSeconds(3600L * round + 60L * minute));
            List<Event> events = channel.equals("none") ? List.of() : ExampleEvents.ofRun(50, 2, new Random(round));
            ExampleEvents.append(run, 1, Kind.MEASURED, stepsPerSecond[round], events);
            runs.add(run);
        }
        return runs;
    }

    private static List<RunFolder> shuffled(List<RunFolder> some, List<RunFolder> others) {
        List<RunFolder> all = new ArrayList<>(some);
        all.addAll(others);
        Collections.shuffle(all, new Random(1));
        return all;
    }

    @Test
    void equallyManyRoundsArePairedInTheOrderOfTime() {
        Channels channels = Channels.of(shuffled(rounds("notify", 1, A), rounds("none", 0, NONE)));
        Ratio ratio = channels.row("notify").toNone().orElseThrow();

        // scipy 1.17: d = log(a/b); exp(mean(d)), exp(mean(d) ± t.ppf(.975, 3) · std(d, ddof=1) / 2)
        assertThat(ratio.method()).isEqualTo(Ratio.Method.PAIRED);
        assertThat(ratio.value()).isEqualTo(0.8399859784419512, CLOSE);
        assertThat(ratio.interval().orElseThrow().low()).isEqualTo(0.8142699485025485, CLOSE);
        assertThat(ratio.interval().orElseThrow().high()).isEqualTo(0.8665141643464124, CLOSE);
        assertThat(channels.rows()).extracting(Channels.Row::channel).containsExactly("none", "notify");
        assertThat(channels.row("none").toNone()).isEmpty();
        assertThat(channels.replication()).isEqualTo("each channel 4 rounds, 4 forks; ratio paired by round");
        assertThat(channels.row("notify").stepsPerSecond().mean()).isEqualTo(93.5);
        assertThat(channels.row("notify").eventsPerSecond().orElseThrow().mean())
                .isEqualTo(187);
    }

    @Test
    void unequallyManyAreComparedByTheirForks() {
        Channels channels = Channels.of(shuffled(rounds("wal", 1, A), rounds("none", 0, 110, 112, 105)));
        Ratio ratio = channels.row("wal").toNone().orElseThrow();

        // scipy 1.17: ttest_ind(log(a), log(b), equal_var=False).confidence_interval(.95)
        assertThat(ratio.method()).isEqualTo(Ratio.Method.WELCH);
        assertThat(ratio.value()).isEqualTo(0.8568915717483884, CLOSE);
        assertThat(ratio.interval().orElseThrow().low()).isEqualTo(0.7793573199783386, within(1e-9));
        assertThat(ratio.interval().orElseThrow().high()).isEqualTo(0.94213930749227, within(1e-9));
        assertThat(channels.toString())
                .contains("none 3 rounds, 3 forks; wal 4 rounds, 4 forks; ratio Welch over forks");
    }

    @Test
    void oneRunOfSeveralForksEachIsComparedByForks() {
        RunFolder poll = ExampleEvents.delivered(data, "poll", Instant.EPOCH, 20, 2);
        RunFolder none = ExampleEvents.delivered(data, "none", Instant.EPOCH, 20, 2);
        Ratio ratio = Channels.of(List.of(poll, none)).row("poll").toNone().orElseThrow();

        assertThat(ratio.method()).isEqualTo(Ratio.Method.WELCH);
        assertThat(ratio.value()).isEqualTo(1, CLOSE);
        // All values are the same: they tell nothing of their error.
        assertThat(ratio.interval()).isEmpty();
    }

    @Test
    void withoutABaselineThereIsNoRatio() {
        Channels channels = Channels.of(rounds("poll", 0, A));

        assertThat(channels.row("poll").toNone()).isEmpty();
        assertThat(channels.toString()).contains("No ratio: it needs runs with EVENT_CHANNEL=none");
        assertThatThrownBy(() -> channels.row("none"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there are poll");
    }

    @Test
    void eventsAreAddedUpAndTheirLatenciesPooled() {
        List<RunFolder> runs = new ArrayList<>(rounds("poll", 1, 100, 100));
        RunFolder lossy = ExampleEvents.empty(data, "poll", Instant.EPOCH.plusSeconds(9000));
        ExampleEvents.append(
                lossy,
                1,
                Kind.MEASURED,
                100,
                List.of(
                        ExampleEvents.event(EventType.RUN_STARTED, -5),
                        ExampleEvents.undelivered(
                                EventType.RUN_COMPLETED, EventOutcome.MISSING, EventCause.NOT_DELIVERED)));
        runs.add(lossy);
        Channels channels = Channels.of(shuffled(runs, rounds("none", 0, 100, 100, 100)));
        Events.Row events = channels.row("poll").events().orElseThrow();
        Table table = channels.table();

        assertThat(events.expected()).isEqualTo(2 * 102 + 2);
        assertThat(events.missing()).isEqualTo(1);
        assertThat(events.latency().n()).isEqualTo(2 * 102 + 1);
        assertThat(events.latency().min()).hasValue(-5);
        assertThat(channels.toString()).contains("99.5 %").contains("paired by round");
        assertThat(channels.toString().lines()).allMatch(line -> line.length() <= 120);
        assertThat(table.intColumn("missing").get(1)).isEqualTo(1);
        assertThat(table.intColumn("missing").isMissing(0)).isTrue();
        assertThat(table.doubleColumn("latency_p50").isMissing(1)).isFalse();
        assertThat(table.doubleColumn("latency_p99").isMissing(1)).isTrue();
    }

    @Test
    void runsUnderOtherConditionsAreRefused() {
        List<RunFolder> runs = new ArrayList<>(rounds("poll", 0, 100));
        runs.add(ExampleEvents.with(rounds("none", 0, 100).get(0), "WORKERS", "64"));

        assertThatThrownBy(() -> Channels.of(runs))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("different conditions");
        runs.set(1, ExampleEvents.with(rounds("none", 0, 100).get(0), "EVENT_LEVEL", "run"));
        assertThatThrownBy(() -> Channels.of(runs))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("(EVENT_LEVEL)");
        assertThatThrownBy(() -> Channels.of(List.of())).isInstanceOf(UserException.class);
    }
}
