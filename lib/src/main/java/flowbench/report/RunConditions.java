package flowbench.report;

import flowbench.analysis.Conditions;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions under which a run was measured, as a manifest has them. */
final class RunConditions {
    private static final int COMMIT_DIGITS = 12;
    private static final String UNKNOWN = "not known";

    /**
     * One of them.
     *
     * @param name what it is
     * @param value how it was
     */
    record Condition(String name, String value) {}

    private RunConditions() {}

    /** Those that belong beside every figure; what the manifest does not say is said to be not known. */
    static List<Condition> of(Manifest run) {
        List<Condition> all = new ArrayList<>();
        add(all, "scenario", run.scenario());
        add(all, "scale", Conditions.scale(run));
        add(
                all,
                "engine",
                (run.engineVersion().startsWith(run.engine()) ? "" : run.engine() + " ") + run.engineVersion());
        add(
                all,
                "server",
                run.server().version().isEmpty()
                        ? ""
                        : "PostgreSQL " + run.server().version() + ", "
                                + run.server().kind());
        add(all, "durability", Conditions.durability(run));
        if (run.importedFrom().isEmpty()) {
            add(all, "events", "EVENT_CHANNEL=" + run.eventChannel());
        }
        add(all, "machine", machine(run.machine()));
        add(all, "Java", (run.machine().jdk() + " " + run.machine().jvm()).strip());
        add(all, "measured", measured(run));
        add(all, "Flowbench", flowbench(run.library()));
        if (!run.setting(Setting.LABEL).isEmpty()) {
            add(all, "label", run.setting(Setting.LABEL));
        }
        if (!run.pairedWith().isEmpty()) {
            add(all, "in turn with", run.pairedWith() + ", as variant " + run.variant());
        }
        add(all, "run", run.runId());
        return all;
    }

    private static void add(List<Condition> all, String name, String value) {
        all.add(new Condition(name, value.isBlank() ? UNKNOWN : value.strip()));
    }

    /** Which of the server's settings that make its numbers durable is off; empty for none. */
    static String notDurable(Manifest run) {
        String off = Conditions.DURABILITY.stream()
                .filter(name -> "off".equals(run.server().settings().get(name)))
                .collect(Collectors.joining(" and "));
        return off.isEmpty() ? "" : "not durable: " + off + " off";
    }

    private static String machine(Manifest.Machine machine) {
        return Stream.of(
                        machine.processor(),
                        machine.cpuCount() == 0
                                ? ""
                                : machine.cpuCount() + (machine.cpuCount() == 1 ? " CPU" : " CPUs"),
                        machine.memoryBytes() == 0
                                ? ""
                                : String.format(Locale.ROOT, "%.1f GB of memory", machine.memoryBytes() / 1e9),
                        machine.os())
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(", "));
    }

    private static String measured(Manifest run) {
        String from = minute(run.startedAt());
        String to = minute(run.endedAt());
        return from.isEmpty() ? "" : from + (to.isEmpty() ? "" : " to " + to) + " UTC";
    }

    /** {@code 2026-11-23 22:26} of an ISO instant. */
    private static String minute(String instant) {
        return instant.length() < 16 ? instant : instant.substring(0, 10) + " " + instant.substring(11, 16);
    }

    /** Long enough to be the only one. */
    static String shortened(String commit) {
        return commit.substring(0, Math.min(commit.length(), COMMIT_DIGITS));
    }

    private static String flowbench(Manifest.Library library) {
        return library.version()
                + (library.gitCommit().isEmpty()
                        ? ""
                        : ", commit " + shortened(library.gitCommit()) + (library.modified() ? ", changed since" : ""));
    }

    /** Every setting of the server that was kept. */
    static ReportTable server(Manifest run) {
        ReportTable.Builder table = new ReportTable.Builder("Settings of the server").words("setting", "value");
        for (Map.Entry<String, String> setting : new TreeMap<>(run.server().settings()).entrySet()) {
            table.row(List.of(Cell.text(setting.getKey()), Cell.text(setting.getValue())));
        }
        return table.build();
    }
}
