package flowbench;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Column;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.SampleColumn;
import flowbench.runfolder.TelemetryColumn;
import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README says of the code is what the code says of itself. */
class ReadmeTest {
    @Test
    void theColumnsOfTheCsvFilesAreThoseOfTheCode() throws IOException {
        String rows = Stream.of(
                        rows("samples.csv", SampleColumn.values()),
                        rows("operations.csv", OperationColumn.values()),
                        rows("events.csv", EventColumn.values()),
                        rows("telemetry.csv", TelemetryColumn.values()))
                .flatMap(row -> row)
                .collect(Collectors.joining());
        assertThat(section("columns")).isEqualTo("| file | column | what it holds |\n| --- | --- | --- |\n" + rows);
    }

    @Test
    void theExitCodesAreThoseOfTheCode() throws IOException {
        String rows = Arrays.stream(ExitCode.values())
                .map(code -> String.format("| %d | %s |%n", code.number(), code.meaning()))
                .collect(Collectors.joining());
        assertThat(section("exit codes")).isEqualTo("| code | meaning |\n| --- | --- |\n" + rows);
    }

    private static Stream<String> rows(String file, Column... columns) {
        return Arrays.stream(columns)
                .map(c -> String.format("| `%s` | `%s` | %s |%n", file, c.header(), c.documentation()));
    }

    private static String section(String name) throws IOException {
        String readme = Files.readString(ProjectFolder.locate().resolve("README.md"));
        Matcher section = Pattern.compile("<!-- " + name + " -->\n(.*)<!-- /" + name + " -->", Pattern.DOTALL)
                .matcher(readme);
        assertThat(section.find()).as("README.md has a section of %s", name).isTrue();
        return section.group(1);
    }
}
