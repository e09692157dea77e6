package flowbench.analysis;

import flowbench.runfolder.ImportSource;
import flowbench.runfolder.ImportSource.Tool;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of runs in one line: scenario, engine, server and whether it is durable, scale, machine. They stand
 * over every summary and under every chart, since a number without them means nothing.
 */
public final class Conditions {
    /** The settings of a server that make what it has committed durable. */
    public static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final List<Setting> ALWAYS = List.of(Setting.WORKERS, Setting.COMPLETION_BATCH_SIZE);
    /** What a run did that is older than the setting. */
    private static final String ONE_BY_ONE = Setting.COMPLETION_MODE.defaultText();

    /** The settings that make a scenario large or small; of a scenario that is not here, all of them. */
    private static final Map<String, List<Setting>> SIZES = Map.of(
            "high-frequency", List.of(Setting.STEP_COUNT),
            "concurrent-flows", List.of(Setting.CONCURRENT_FLOWS, Setting.STEPS_PER_FLOW),
            "bare-queue", List.of(Setting.STEP_COUNT),
            "event-stream", List.of(Setting.EVENT_RATE, Setting.STREAM_SECONDS, Setting.STEPS_PER_FLOW));

    private static final List<Setting> ALL_SIZES =
            List.of(Setting.STEP_COUNT, Setting.CONCURRENT_FLOWS, Setting.STEPS_PER_FLOW);

    /** What decides, beside the channel, what listening costs and what it finds. */
    public static final List<Setting> WAYS_TO_LISTEN = List.of(
            Setting.EVENT_LEVEL,
            Setting.EVENT_SUBSCRIPTION,
            Setting.EVENT_POLL_INTERVAL_MS,
            Setting.EVENT_TIME_LIMIT_MS,
            Setting.EVENT_BUFFER_SIZE,
            Setting.EVENT_FAULTS);

    /** What is said of every run. */
    private static final List<Function<Manifest, String>> OF_A_RUN = List.of(
            Conditions::measured,
            Conditions::server,
            Conditions::durability,
            Conditions::size,
            Conditions::listening,
            Conditions::machine);

    /** What runs share that differ in size, workers and connections on purpose. */
    private static final List<Function<Manifest, String>> SHARED_BY_SIZES = List.of(
            Conditions::engine,
            Conditions::server,
            Conditions::durability,
            Conditions::batch,
            Conditions::inProgress,
            Conditions::listening,
            Conditions::machine);

    private Conditions() {}

    /** Of one run. */
    public static String of(Manifest run) {
        List<String> words = new ArrayList<>();
        OF_A_RUN.forEach(part -> words.add(part.apply(run)));
        words.add("run " + run.runId());
        if (run.status() != Manifest.Status.COMPLETE) {
            words.add("not complete: " + run.status().name().toLowerCase(Locale.ROOT));
        }
        return joined(words);
    }

    /** Of several runs: what they share, and where they differ every value. */
    public static String of(List<Manifest> runs) {
        return of(runs, OF_A_RUN);
    }

    /** The same of runs that differ in size on purpose: without it. */
    static String ofAnySize(List<Manifest> runs) {
        return of(
                runs,
                List.of(
                        Conditions::measured,
                        Conditions::server,
                        Conditions::durability,
                        run -> Stream.of(Setting.STEPS_PER_FLOW, Setting.WORKERS)
                                .map(setting -> setting.name() + "=" + run.setting(setting))
                                .collect(Collectors.joining(" ")),
                        Conditions::machine));
    }

    /** The same of runs of one engine at any number of flow runs, steps, workers and connections. */
    public static String ofScaling(List<Manifest> runs) {
        return of(runs, SHARED_BY_SIZES);
    }

    /** Whether two runs may stand on one line whose points differ in size, workers and connections. */
    public static boolean comparableApartFromSize(Manifest a, Manifest b) {
        return listeningInFull(a).equals(listeningInFull(b)) && areAlike(a, b, SHARED_BY_SIZES);
    }

    /** The same of runs of several engines and scenarios, at any size: what they must share to be compared. */
    public static String ofEngines(List<Manifest> runs) {
        return of(
                runs,
                List.of(
                        Conditions::engine,
                        Conditions::server,
                        Conditions::durability,
                        Conditions::batch,
                        Conditions::pool,
                        Conditions::inProgress,
                        // Of a scenario without events nobody can say how they are listened to.
                        run -> run.scenario().equals("bare-queue") ? "" : listening(run),
                        Conditions::machine));
    }

    /** Whether engines that two runs measured may be compared where both have the same scenario and size. */
    public static boolean comparableApartFromEngine(Manifest a, Manifest b) {
        boolean alike = !a.scenario().equals(b.scenario())
                || listeningInFull(a).equals(listeningInFull(b))
                        && inProgress(a).equals(inProgress(b));
        return alike
                && areAlike(
                        a,
                        b,
                        List.of(
                                Conditions::server,
                                Conditions::durability,
                                Conditions::batch,
                                Conditions::pool,
                                Conditions::machine));
    }

    private static boolean areAlike(Manifest a, Manifest b, List<Function<Manifest, String>> parts) {
        return parts.stream().allMatch(part -> part.apply(a).equals(part.apply(b)));
    }

    private static String batch(Manifest run) {
        return (Setting.COMPLETION_BATCH_SIZE.name() + "=" + run.setting(Setting.COMPLETION_BATCH_SIZE) + " "
                        + completion(run))
                .strip();
    }

    /** The connections of the pool, where they were chosen. */
    private static String pool(Manifest run) {
        return chosen(run, Setting.POOL_SIZE);
    }

    /** Flow runs in progress at the same time, where that was chosen, and means something. */
    private static String inProgress(Manifest run) {
        return run.scenario().equals("concurrent-flows") ? chosen(run, Setting.CONCURRENT_FLOW_PROCESSING) : "";
    }

    /**
     * A setting and its value, where that is not the default, which is what runs did that are older than the setting.
     */
    private static String chosen(Manifest run, Setting setting) {
        String value = run.setting(setting);
        return value.isEmpty() || value.equals(setting.defaultText()) ? "" : setting.name() + "=" + value;
    }

    /** How tasks were completed, where that is not one by one. */
    private static String completion(Manifest run) {
        String mode = run.setting(Setting.COMPLETION_MODE);
        return mode.isEmpty() || mode.equals(ONE_BY_ONE) ? "" : Setting.COMPLETION_MODE.name() + "=" + mode;
    }

    private static String of(List<Manifest> runs, List<Function<Manifest, String>> parts) {
        List<String> words = new ArrayList<>();
        for (Function<Manifest, String> part : parts) {
            Set<String> values = runs.stream()
                    .map(part)
                    .filter(value -> !value.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            words.add(String.join(" or ", values));
        }
        return joined(words);
    }

    /**
     * Whether numbers of two runs may stand on one line: all that {@link #of} says of them, but for the engine's
     * version.
     */
    public static boolean comparable(Manifest a, Manifest b) {
        return comparableApartFromListening(a, b) && listeningInFull(a).equals(listeningInFull(b));
    }

    /** The same, for those who compare ways to listen to events. */
    public static boolean comparableApartFromListening(Manifest a, Manifest b) {
        return a.scenario().equals(b.scenario())
                && a.engine().equals(b.engine())
                && areAlike(
                        a,
                        b,
                        List.of(Conditions::server, Conditions::durability, Conditions::size, Conditions::machine));
    }

    /** The scenario and the engine; another tool's measurements have none. */
    private static String measured(Manifest run) {
        return run.engine().isEmpty() ? run.scenario() : run.scenario() + " on " + engine(run);
    }

    private static String engine(Manifest run) {
        // The engine's version often begins with its name.
        return run.engineVersion().startsWith(run.engine())
                ? run.engineVersion()
                : (run.engine() + " " + run.engineVersion()).strip();
    }

    private static String server(Manifest run) {
        if (run.importedFrom().isPresent()) {
            ImportSource source = run.importedFrom().get();
            return "measured by " + source.name()
                    + (source.tool() == Tool.PGBENCH ? ", server and durability not known" : "");
        }
        return run.server().version().isEmpty()
                ? "server unknown"
                : "PostgreSQL " + run.server().version() + " (" + run.server().kind() + ")";
    }

    /** The settings of the server that make its numbers durable, as they were; empty where they are not known. */
    public static String durability(Manifest run) {
        return DURABILITY.stream()
                .filter(run.server().settings()::containsKey)
                .map(name -> name + "=" + run.server().settings().get(name))
                .collect(Collectors.joining(" "));
    }

    private static String size(Manifest run) {
        if (run.importedFrom().isPresent()) {
            return run.importedFrom().get().scaleText();
        }
        List<Setting> settings = new ArrayList<>(SIZES.getOrDefault(run.scenario(), ALL_SIZES));
        settings.addAll(ALWAYS);
        return Stream.concat(
                        settings.stream()
                                .filter(setting -> run.settings().containsKey(setting.name()))
                                .map(setting -> setting.name() + "="
                                        + run.settings().get(setting.name()).value()),
                        Stream.of(completion(run)).filter(text -> !text.isEmpty()))
                .collect(Collectors.joining(" "));
    }

    /** Whoever listens takes a share of the machine; runs from before there were channels had nobody who did. */
    private static String listening(Manifest run) {
        return Stream.of(Setting.EVENT_CHANNEL, Setting.EVENT_FAULTS)
                .filter(setting -> run.settings().containsKey(setting.name()))
                .map(setting -> setting.name() + "="
                        + run.settings().get(setting.name()).value())
                .filter(text -> !text.endsWith("="))
                .collect(Collectors.joining(" "));
    }

    /** All that decides what listening costs and what it finds; nothing where nobody listens. */
    private static String listeningInFull(Manifest run) {
        return run.eventChannel().equals("none")
                ? ""
                : Stream.concat(Stream.of(Setting.EVENT_CHANNEL), WAYS_TO_LISTEN.stream())
                        .map(setting -> run.setting(setting))
                        .collect(Collectors.joining(" "));
    }

    private static String machine(Manifest run) {
        if (run.machine().cpuCount() == 0) {
            return run.machine().name();
        }
        return run.machine().cpuCount() + " CPUs, JDK " + run.machine().jdk();
    }

    /** The settings that decide how much work a scenario is, and how much of it is done at a time. */
    public static List<Setting> scale(String scenario) {
        return Stream.of(SIZES.getOrDefault(scenario, ALL_SIZES), ALWAYS, List.of(Setting.COMPLETION_MODE))
                .flatMap(List::stream)
                .toList();
    }

    /** The value of one of them as a run had it: of a run that is older than the setting, what it did. */
    public static String scale(Manifest run, Setting setting) {
        String value = run.setting(setting);
        return value.isEmpty() && setting == Setting.COMPLETION_MODE ? ONE_BY_ONE : value;
    }

    /**
     * The value of a whole-number setting as a run had it.
     *
     * @throws UserException if the run does not say
     */
    public static int number(Manifest run, Setting setting) {
        try {
            return Integer.parseInt(run.setting(setting));
        } catch (NumberFormatException e) {
            throw new UserException(
                    "Run " + run.runId() + " does not say its " + setting.name() + "; leave it out.", e);
        }
    }

    /** How much work a run was, in one line. */
    public static String scale(Manifest run) {
        return size(run);
    }

    private static String joined(List<String> words) {
        return words.stream().filter(word -> !word.isBlank()).collect(Collectors.joining(" · "));
    }
}
