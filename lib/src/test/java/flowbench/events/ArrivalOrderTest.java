package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.FlowDefinition;
import flowbench.runfolder.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of two events the later one may come first only where nobody can say which is the later one. */
class ArrivalOrderTest {
    private final ExpectedEvents shape = ExpectedEvents.ofCompletion(FlowDefinition.independentSteps("flow", 3));
    private final FlowRunEvents page = new FlowRunEvents(UUID.randomUUID(), shape);

    @Test
    void eventsOfOneCallComeByTheirNumbers() {
        page.started(0, 10);
        arrive(1, "run:started");
        arrive(3, "s2:started");
        arrive(2, "s1:started");
        arrive(4, "s3:started");
        assertThat(outOfOrder()).containsExactly("s1:started");
    }

    @Test
    void aCallThatHadReturnedBeforeAnotherBeganWroteBeforeIt() {
        page.started(0, 10);
        page.ended("s1", 20, 30);
        page.ended("s2", 31, 40);
        arrive(6, "s2:completed");
        arrive(5, "s1:completed");
        assertThat(outOfOrder()).containsExactly("s1:completed");
    }

    @Test
    void whatCallsThatOverlapWroteMayComeEitherWay() {
        page.started(0, 10);
        page.ended("s1", 20, 30);
        page.ended("s2", 29, 40);
        arrive(6, "s2:completed");
        arrive(5, "s1:completed");
        arrive(1, "run:started");
        assertThat(outOfOrder()).containsExactly("run:started");
    }

    @Test
    void ofTheCallsThatCouldHaveEndedTheRunTheLastToReturnDid() {
        page.started(0, 10);
        page.ended("s1", 20, 30);
        page.ended("s2", 21, 45);
        page.ended("s3", 22, 40);
        arrive(7, "s3:completed");
        arrive(9, "run:completed");
        arrive(5, "s1:completed");
        arrive(6, "s2:completed");
        assertThat(outOfOrder())
                .as("only the one that the same call wrote is known to be older")
                .containsExactly("s2:completed");
    }

    private void arrive(long sequence, String event) {
        page.arrived(slot(event), sequence, sequence);
    }

    private int slot(String event) {
        String[] words = event.split(":");
        boolean ofRun = words[0].equals("run");
        return shape.slot(ofRun ? "" : words[0], EventType.named((ofRun ? "run:" : "step:") + words[1]));
    }

    private List<String> outOfOrder() {
        List<String> events = new ArrayList<>();
        page.outOfOrder().stream().forEach(slot -> {
            String type = shape.type(slot).toString();
            events.add(shape.step(slot).isEmpty() ? type : type.replace("step", shape.step(slot)));
        });
        return events;
    }
}
