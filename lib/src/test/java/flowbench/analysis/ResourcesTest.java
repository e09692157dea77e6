package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.resources.ExampleTelemetry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
