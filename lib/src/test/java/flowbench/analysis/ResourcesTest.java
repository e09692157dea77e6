package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.resources.ExampleTelemetry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ResourcesTest {
    @TempDir
    Path data;

    @Test
    void aPartThatNoLookSawHasAnIntervalAndOneThatIsTimedHasNone() {
        ExampleTelemetry telemetry = new ExampleTelemetry(data).waits("CPU:running", 4);

        assertThat(Resources.of(telemetry.run(3)).toString())
                .containsPattern("on the way to the server and back +0 % +0 % +[1-9]")
                .containsPattern("waiting for a connection +0 % +– +–");
    }

    @Test
    void aProgramIsToldTheKindOfTheBottleneckAndThatThereIsNone() {
        ExampleTelemetry computing = new ExampleTelemetry(data).waits("CPU:running", 4);
        assertThat(Resources.of(computing.run(3)).facts()).containsEntry("bottleneck_kind", "server_cpu");

        ExampleTelemetry hardlySeen = new ExampleTelemetry(data.resolve("short")).waits("CPU:running", 4);
        assertThat(Resources.of(hardlySeen.iteration(2, 1)).facts()).containsEntry("bottleneck_kind", "none");
    }

    @Test
    void inTheTableATimedPartHasNoBounds() {
        ExampleTelemetry telemetry = new ExampleTelemetry(data).waits("CPU:running", 4);
        Table parts = Resources.of(telemetry.run(3)).table();

        assertThat(parts.where(parts.stringColumn("part").isEqualTo("pool"))
                        .doubleColumn("low")
                        .isMissing()
                        .size())
                .isEqualTo(1);
        assertThat(parts.where(parts.stringColumn("part").isEqualTo("server_cpu"))
                        .doubleColumn("low")
                        .isMissing()
                        .isEmpty())
                .isTrue();
    }
}
