package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.EventKey;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A fault looks as the thing that it stands for would look. */
class FaultInjectorTest {
    private final WrittenEvent event = new WrittenEvent(1, new EventKey(new UUID(0, 1), "", EventType.RUN_STARTED));
    private final List<Long> arrivals = new ArrayList<>();

    @Test
    void whatCameWhileTheListenerStoodStillArrivesWhenItGoesOn() {
        FaultInjector faults =
                new FaultInjector(new Faults(0, 0, 0, 0, 1, 0), 0, 1, 1, (event, ns) -> arrivals.add(ns));
        // Earlier than any reading of a clock that ticks slowly.
        long beforeNs = System.nanoTime() - 1_000_000_000;
        faults.take(event, beforeNs);
        assertThat(faults.stallDueMs()).isEqualTo(1);
        long duringNs = System.nanoTime();
        faults.stoodStill();
        long afterwardsNs = System.nanoTime();
        faults.take(event, beforeNs);
        faults.take(event, afterwardsNs);
        assertThat(arrivals).hasSize(3).startsWith(beforeNs).endsWith(afterwardsNs);
        assertThat(arrivals.get(1)).isBetween(duringNs, afterwardsNs);
    }
}
