package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where a run comes from that another tool measured.
 *
 * @param tool that measured it
 * @param version of the tool; empty where its file does not say
 * @param files that it was read from
 * @param scale what decides how much was done at a time, by the tool's own names: runs that differ in it are not alike
 * @param parameters all else that the file says of how it was measured, by the tool's own names
 */
public record ImportSource(
        Tool tool, String version, List<String> files, Map<String, String> scale, Map<String, String> parameters) {
    /** What run.json does not say is empty, never null. */
    public ImportSource {
        version = Objects.requireNonNullElse(version, "");
        files = Objects.requireNonNullElse(files, List.of());
        scale = Objects.requireNonNullElse(scale, Map.of());
        parameters = Objects.requireNonNullElse(parameters, Map.of());
    }

    /** A tool whose results are imported. */
    public enum Tool {
        /** The Java Microbenchmark Harness. */
        @JsonProperty("jmh")
        JMH("JMH", "forks (-f)"),
        /** The timer of commands. */
        @JsonProperty("hyperfine")
        HYPERFINE("hyperfine", "--runs"),
        /** The benchmark of PostgreSQL. */
        @JsonProperty("pgbench")
        PGBENCH("pgbench", "runs of pgbench, imported with one LABEL");

        private final String title;
        private final String moreForks;

        Tool(String title, String moreForks) {
            this.title = title;
            this.moreForks = moreForks;
        }

        /** What gives more forks: an option of the tool, or what to do with it. */
        public String moreForks() {
            return moreForks;
        }

        /** As its makers write it. */
        @Override
        public String toString() {
            return title;
        }
    }

    /** The tool and its version, for people. */
    public String name() {
        return (tool + " " + version).strip();
    }

    /** The scale in one line: {@code threads=4}. */
    public String scaleText() {
        return scale.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
