package flowbench.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What looks cost is found in loads of which it is known. */
class LookCostTest {
    private static final long MS = 1_000_000;
    private static final long PERIOD = 207 * MS;
    private static final long WINDOW = 100 * MS;
    private static final long FIRST = 61 * MS;
    private static final int LOOKS = 48;

    private final Random random = new Random(1);

    @Test
    void stepsThatLooksCostAreFoundWhileThePaceFalls() {
        LookCost cost = LookCost.of(looks(), falling(.95), PERIOD, WINDOW);

        assertThat(cost.with() / cost.without()).isCloseTo(.95, within(.0005));
        assertThat(cost.without()).isBetween(14_000., 16_000.);
        assertThat(cost.looks()).isEqualTo(LOOKS - 2);
        assertThat(cost.spilled()).isZero();
    }

    @Test
    void looksThatCostNothingAreFoundToCostNothing() {
        LookCost cost = LookCost.of(looks(), falling(1), PERIOD, WINDOW);

        assertThat(cost.with() / cost.without()).isCloseTo(1, within(.0005));
    }

    @Test
    void theOrderInWhichStepsAreTakenDownDoesNotMatter() {
        long[] steps = falling(.95);
        long[] reversed = LongStream.range(0, steps.length)
                .map(i -> steps[steps.length - 1 - (int) i])
                .toArray();
        List<ProbeReading> looks = looks();

        assertThat(LookCost.of(looks, reversed, PERIOD, WINDOW)).isEqualTo(LookCost.of(looks, steps, PERIOD, WINDOW));
    }

    @Test
    void aLookThatTakesLongerThanItsWindowAndOneThatIsLeftOutAreCounted() {
        List<ProbeReading> looks = new ArrayList<>(looks());
        looks.remove(20);
        looks.set(10, look(10, 5 * MS, WINDOW));

        LookCost cost = LookCost.of(looks, falling(.95), PERIOD, WINDOW);

        assertThat(cost.spilled()).isEqualTo(2);
        assertThat(cost.looks()).isEqualTo(LOOKS - 2);
    }

    @Test
    void windowsThatDoNotFitAndLooksThatAreTooFewAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LookCost.of(looks(), falling(1), PERIOD, 104 * MS))
                .withMessageContaining("do not fit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LookCost.of(looks().subList(0, 2), falling(1), PERIOD, WINDOW))
                .withMessageContaining("2 looks");
        assertThatIllegalArgumentException().isThrownBy(() -> LookCost.of(List.of(), falling(1), PERIOD, WINDOW));
    }

    /** Each of 2 ms, the first in time, the others up to 20 ms late. */
    private List<ProbeReading> looks() {
        return LongStream.range(0, LOOKS)
                .mapToObj(i -> look(i, i == 0 ? 0 : random.nextLong(20 * MS), 2 * MS))
                .toList();
    }

    private static ProbeReading look(long number, long late, long took) {
        long end = FIRST + number * PERIOD + late + took;
        return new ProbeReading(1, 1, Kind.MEASURED, Phase.EXECUTE, end, ProbeMetric.TICK_TIME, took);
    }

    /** Steps at a pace that falls from 20 000 a second to 10 000 in ten seconds, and to a share of that in windows with a look. */
    private static long[] falling(double share) {
        LongStream.Builder steps = LongStream.builder();
        double due = 0;
        for (long time = 0; time < 10_000 * MS; time += MS / 100) {
            boolean looking = time >= FIRST && (time - FIRST) % PERIOD < WINDOW;
            due += (20_000 - time / 1e6) * (looking ? share : 1) / 100_000;
            while (due >= 1) {
                steps.add(time);
                due--;
            }
        }
        return steps.build().toArray();
    }
}
