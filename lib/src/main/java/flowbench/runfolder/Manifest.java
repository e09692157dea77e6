package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import flowbench.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code run.json} says of a run: the conditions under which its numbers were measured. Never holds a password.
 *
 * @param runId the run
 * @param scenario the scenario that is repeated
 * @param engine the engine that is measured
 * @param engineVersion its version
 * @param status how far the run came
 * @param startedAt ISO instant, UTC
 * @param endedAt ISO instant, UTC; empty while the run goes on
 * @param failure why the run failed or was interrupted, in one sentence; else empty
 * @param seed of everything random
 * @param settings by name, each with its origin
 * @param server what is known of the server; empty until the first fork is connected
 * @param machine the machine and the JVM that measured
 * @param library the version and the git commit of Flowbench
 * @param forks the forks that have begun
 * @param warnings what a reader of the numbers must know
 * @param precision how a run went on that was to go on until its interval is narrow enough; absent where it had its
 *     forks set
 * @param pairedWith the id of the run that was measured in turn with this one; empty for a run by itself
 * @param variant which of the two this one is, {@code A} or {@code B}; empty for a run by itself
 * @param failedIterations the iterations that were lost with a connection to the server, while the run went on
 * @param importedFrom where the run comes from that another tool measured; absent where Flowbench did
 */
public record Manifest(
        String runId,
        String scenario,
        String engine,
        String engineVersion,
        Status status,
        String startedAt,
        String endedAt,
        String failure,
        long seed,
        Map<String, SettingValue> settings,
        Server server,
        Machine machine,
        Library library,
        List<Fork> forks,
        List<String> warnings,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Precision> precision,
        String pairedWith,
        String variant,
        List<FailedIteration> failedIterations,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ImportSource> importedFrom) {

    /** What an older or hand-written run.json does not say is empty, never null. */
    public Manifest {
        runId = Objects.requireNonNullElse(runId, "");
        scenario = Objects.requireNonNullElse(scenario, "");
        engine = Objects.requireNonNullElse(engine, "");
        engineVersion = Objects.requireNonNullElse(engineVersion, "");
        status = Objects.requireNonNullElse(status, Status.RUNNING);
        startedAt = Objects.requireNonNullElse(startedAt, "");
        endedAt = Objects.requireNonNullElse(endedAt, "");
        failure = Objects.requireNonNullElse(failure, "");
        settings = Objects.requireNonNullElse(settings, Map.of());
        server = Objects.requireNonNullElse(server, Server.UNKNOWN);
        machine = Objects.requireNonNullElse(machine, Machine.UNKNOWN);
        library = Objects.requireNonNullElse(library, Library.UNKNOWN);
        forks = Objects.requireNonNullElse(forks, List.of());
        warnings = Objects.requireNonNullElse(warnings, List.of());
        precision = Objects.requireNonNullElse(precision, Optional.empty());
        pairedWith = Objects.requireNonNullElse(pairedWith, "");
        variant = Objects.requireNonNullElse(variant, "");
        failedIterations = Objects.requireNonNullElse(failedIterations, List.of());
        importedFrom = Objects.requireNonNullElse(importedFrom, Optional.empty());
    }

    /** Of a run by itself, with its forks set beforehand. */
    public Manifest(
            String runId,
            String scenario,
            String engine,
            String engineVersion,
            Status status,
            String startedAt,
            String endedAt,
            String failure,
            long seed,
            Map<String, SettingValue> settings,
            Server server,
            Machine machine,
            Library library,
            List<Fork> forks,
            List<String> warnings) {
        this(
                runId,
                scenario,
                engine,
                engineVersion,
                status,
                startedAt,
                endedAt,
                failure,
                seed,
                settings,
                server,
                machine,
                library,
                forks,
                warnings,
                Optional.empty(),
                "",
                "",
                List.of(),
                Optional.empty());
    }

    /** How far a run came. */
    public enum Status {
        /** It goes on, or its process was killed. */
        @JsonProperty("running")
        RUNNING,
        /** All forks ended well. */
        @JsonProperty("complete")
        COMPLETE,
        /** A person or the system stopped it. */
        @JsonProperty("interrupted")
        INTERRUPTED,
        /** A fork failed. */
        @JsonProperty("failed")
        FAILED;

        /** The word in {@code run.json}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The value of a setting, and where it came from. */
    public record SettingValue(String value, String origin) {}

    /**
     * The server.
     *
     * @param kind {@code embedded} or {@code external}
     * @param version as {@code server_version} gives it
     * @param settings every setting of the server that makes its numbers durable or changes its plans
     */
    public record Server(String kind, String version, Map<String, String> settings) {
        /** Of a server that is not connected yet. */
        public static final Server UNKNOWN = new Server("", "", Map.of());

        /** What run.json does not say is empty, never null. */
        public Server {
            kind = Objects.requireNonNullElse(kind, "");
            version = Objects.requireNonNullElse(version, "");
            settings = Objects.requireNonNullElse(settings, Map.of());
        }

        /** Whether its log is there after the run: that of an embedded server is deleted with it. */
        public boolean keepsLog() {
            return !kind.equals("embedded");
        }
    }

    /** The machine and the JVM that measured. */
    public record Machine(
            String jdk, String jvm, String os, String processor, int cpuCount, long memoryBytes, long maxHeapBytes) {
        /** Of a machine that run.json does not describe. */
        public static final Machine UNKNOWN = new Machine("", "", "", "", 0, 0, 0);

        /** What run.json does not say is empty, never null. */
        public Machine {
            jdk = Objects.requireNonNullElse(jdk, "");
            jvm = Objects.requireNonNullElse(jvm, "");
            os = Objects.requireNonNullElse(os, "");
            processor = Objects.requireNonNullElse(processor, "");
        }

        /**
         * What a machine is called among those that numbers come from: processor, CPUs, system and the JDK's major
         * version, without what an update changes and what is not known.
         */
        public String name() {
            return Stream.of(
                            processor,
                            cpuCount == 0 ? "" : cpuCount + (cpuCount == 1 ? " CPU" : " CPUs"),
                            // "Linux 6.18.44 amd64": the version between the name and the architecture is left out.
                            os.replaceAll(" [0-9]\\S*", ""),
                            jdk.isEmpty() ? "" : "JDK " + jdk.replaceAll("[^0-9].*", ""))
                    .filter(part -> !part.isBlank())
                    .collect(Collectors.joining(", "));
        }
    }

    /** The version and the git commit of Flowbench; {@code modified} where the work tree differed from the commit. */
    public record Library(String version, String gitCommit, boolean modified) {
        /** Of a library that run.json does not describe. */
        public static final Library UNKNOWN = new Library("", "", false);

        /** What run.json does not say is empty, never null. */
        public Library {
            version = Objects.requireNonNullElse(version, "");
            gitCommit = Objects.requireNonNullElse(gitCommit, "");
        }
    }

    /**
     * A fork.
     *
     * @param fork from 1
     * @param pid process id
     * @param readyAt ISO instant, UTC, at which its database was there
     * @param databaseStartNs how long it took to have a database with the engine in it
     */
    public record Fork(int fork, long pid, String readyAt, long databaseStartNs) {
        /** What run.json does not say is empty, never null. */
        public Fork {
            readyAt = Objects.requireNonNullElse(readyAt, "");
        }
    }

    /**
     * An iteration that was lost with a connection to the server.
     *
     * @param fork from 1
     * @param iteration from 1 within its fork, warm-up counted
     * @param kind what it would have been
     * @param phase the phase in which it failed
     * @param cause why, with the SQLSTATE: a sentence without its full stop
     * @param at ISO instant, UTC
     */
    public record FailedIteration(int fork, int iteration, Kind kind, Phase phase, String cause, String at) {
        /** What run.json does not say is taken to be of the execute phase of a measured iteration. */
        public FailedIteration {
            kind = Objects.requireNonNullElse(kind, Kind.MEASURED);
            phase = Objects.requireNonNullElse(phase, Phase.EXECUTE);
            cause = Objects.requireNonNullElse(cause, "");
            at = Objects.requireNonNullElse(at, "");
        }

        /** {@code fork 1, iteration 3 failed in execute: the server ended the connection (57P01: …)}. */
        @Override
        public String toString() {
            return "fork " + fork + ", iteration " + iteration + " failed in " + phase + ": " + cause;
        }
    }

    /**
     * The value of a setting as the run had it; empty where run.json does not say, as of a run that is older than it.
     */
    public String setting(Setting setting) {
        SettingValue value = settings.get(setting.name());
        return value == null || value.value() == null ? "" : value.value();
    }

    /** The scenario as file names have it: another tool's may be a command with blanks and slashes. */
    public String scenarioInFileNames() {
        return RunId.fileName(scenario);
    }

    /** What a setting is called where the run was measured, to follow "more": of an imported run in its tool's words. */
    public String option(Setting setting) {
        return importedFrom.map(source -> source.tool().option(setting).name()).orElse(setting.name());
    }

    /** How a whole number is asked for where the run was measured: {@code RUNS=3}, or of an imported run {@code -f 3}. */
    public String option(Setting setting, int value) {
        return importedFrom
                .map(source -> String.format(source.tool().option(setting).format(), value))
                .orElse(setting.name() + "=" + value);
    }

    /** The channel that the run listened on; {@code none} in runs of versions that knew none. */
    public String eventChannel() {
        String channel = setting(Setting.EVENT_CHANNEL);
        return channel.isEmpty() ? "none" : channel;
    }

    /** This manifest with one more fork, and with the engine's version, the server and the JVM that it reports. */
    public Manifest withFork(String version, Server seen, Machine own, Fork fork) {
        return changed(draft -> {
            draft.engineVersion = version;
            draft.server = seen;
            draft.machine = own;
            draft.forks = plus(forks, fork);
        });
    }

    /** This manifest with one more warning, unless it is there already. */
    public Manifest withWarning(String warning) {
        return warnings.contains(warning) ? this : changed(draft -> draft.warnings = plus(warnings, warning));
    }

    /** This manifest with one more iteration that failed. */
    public Manifest withFailedIteration(FailedIteration failed) {
        return changed(draft -> draft.failedIterations = plus(failedIterations, failed));
    }

    /** This manifest with how far the run came with the precision that it was asked for. */
    public Manifest withPrecision(Precision now) {
        return changed(draft -> draft.precision = Optional.of(now));
    }

    /** This manifest as that of one of two variants, with the id of the run that was measured in turn with it. */
    public Manifest withPair(String ownVariant, String other) {
        return changed(draft -> {
            draft.variant = ownVariant;
            draft.pairedWith = other;
        });
    }

    /** This manifest as that of a run that another tool measured. */
    public Manifest withSource(ImportSource source) {
        return changed(draft -> draft.importedFrom = Optional.of(source));
    }

    /** This manifest sealed: how the run ended, when, and why where it did not end well. */
    public Manifest sealed(Status end, String at, String why) {
        return changed(draft -> {
            draft.status = end;
            draft.endedAt = at;
            draft.failure = why;
        });
    }

    private static <T> List<T> plus(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    private Manifest changed(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new Manifest(
                runId,
                scenario,
                engine,
                draft.engineVersion,
                draft.status,
                startedAt,
                draft.endedAt,
                draft.failure,
                seed,
                settings,
                draft.server,
                draft.machine,
                library,
                draft.forks,
                draft.warnings,
                draft.precision,
                draft.pairedWith,
                draft.variant,
                draft.failedIterations,
                draft.importedFrom);
    }

    /** What changes while a run goes on; all else stays as it was when the run began. */
    private final class Draft {
        private String engineVersion = Manifest.this.engineVersion;
        private Status status = Manifest.this.status;
        private String endedAt = Manifest.this.endedAt;
        private String failure = Manifest.this.failure;
        private Server server = Manifest.this.server;
        private Machine machine = Manifest.this.machine;
        private List<Fork> forks = Manifest.this.forks;
        private List<String> warnings = Manifest.this.warnings;
        private Optional<Precision> precision = Manifest.this.precision;
        private String pairedWith = Manifest.this.pairedWith;
        private String variant = Manifest.this.variant;
        private List<FailedIteration> failedIterations = Manifest.this.failedIterations;
        private Optional<ImportSource> importedFrom = Manifest.this.importedFrom;
    }
}
