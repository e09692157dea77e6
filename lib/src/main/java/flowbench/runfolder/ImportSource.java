package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonProperty;
import flowbench.settings.Setting;
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
        JMH(
                "JMH",
                new Option("forks (-f)", "-f %d"),
                new Option("warm-up iterations (-wi)", "-wi %d"),
                new Option("iterations (-i)", "-i %d")),
        /** The timer of commands. */
        @JsonProperty("hyperfine")
        HYPERFINE(
                "hyperfine",
                new Option("runs (--runs)", "--runs %d"),
                new Option("warm-up runs (--warmup)", "--warmup %d"),
                new Option("runs (--runs)", "--runs %d")),
        /** The benchmark of PostgreSQL. */
        @JsonProperty("pgbench")
        PGBENCH(
                "pgbench",
                new Option("runs of pgbench", "%d runs of pgbench"),
                new Option("time before the log begins", "%d more seconds before the log begins"),
                new Option("time (-T)", "-T %d"));

        private final String title;
        private final Option forks;
        private final Option warmup;
        private final Option iterations;

        Tool(String title, Option forks, Option warmup, Option iterations) {
            this.title = title;
            this.forks = forks;
            this.warmup = warmup;
            this.iterations = iterations;
        }

        /** What this tool has in place of a setting. */
        Option option(Setting setting) {
            return switch (setting) {
                case RUNS -> forks;
                case WARMUP_ITERATIONS -> warmup;
                case MEASURED_ITERATIONS -> iterations;
                default -> new Option(setting.name(), setting.name() + "=%d");
            };
        }

        /** As its makers write it. */
        @Override
        public String toString() {
            return title;
        }
    }

    /**
     * What a tool has in place of a setting.
     *
     * @param name what there can be more of
     * @param format how so many of it are asked for
     */
    record Option(String name, String format) {}

    /** The tool and its version, for people. */
    public String name() {
        return version.isEmpty() || Character.isDigit(version.charAt(0))
                ? (tool + " " + version).strip()
                : tool + " (" + version + ")";
    }

    /** The scale in one line: {@code threads=4}. */
    public String scaleText() {
        return scale.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
