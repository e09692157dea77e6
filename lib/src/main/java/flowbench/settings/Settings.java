package flowbench.settings;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value in force of every {@link Setting}, and where each came from. Notebook code takes precedence over the
 * command line, the command line over the environment, the environment over the default. Immutable.
 */
public final class Settings {
    /** The prefix of the system property that carries a {@code NAME=VALUE} argument: {@code flowbench.NAME}. */
    public static final String PROPERTY_PREFIX = "flowbench.";

    /** Names of settings are in capitals; other properties of this prefix belong to the launcher. */
    private static final Predicate<String> NAMES_A_SETTING =
            Pattern.compile("flowbench\\.[A-Z0-9_]+").asMatchPredicate();

    private record Entry(String text, Origin origin) {}

    private final Map<Setting, Entry> entries;

    private Settings(Map<Setting, Entry> entries) {
        this.entries = entries;
    }

    /**
     * The settings of this process: its environment variables, and the system properties {@code flowbench.NAME} that
     * {@code lib/bench} makes of {@code NAME=VALUE} arguments.
     *
     * @throws UserException if a value is not allowed, or a property names no setting
     */
    public static Settings load() {
        Properties properties = System.getProperties();
        Map<String, String> arguments = properties.stringPropertyNames().stream()
                .filter(NAMES_A_SETTING)
                .collect(Collectors.toMap(name -> name.substring(PROPERTY_PREFIX.length()), properties::getProperty));
        arguments.keySet().forEach(Setting::named);
        return of(arguments, System.getenv());
    }

    /**
     * Settings of given arguments and environment; names that are no settings are passed over.
     *
     * @throws UserException if a value is not allowed
     */
    public static Settings of(Map<String, String> arguments, Map<String, String> environment) {
        Map<Setting, Entry> entries = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            put(entries, setting, setting.defaultText(), Origin.DEFAULT);
            putIfSet(entries, setting, environment.get(setting.name()), Origin.ENVIRONMENT);
            putIfSet(entries, setting, arguments.get(setting.name()), Origin.COMMAND_LINE);
        }
        return new Settings(entries);
    }

    private static void putIfSet(Map<Setting, Entry> entries, Setting setting, String text, Origin origin) {
        if (text != null) {
            put(entries, setting, text, origin);
        }
    }

    private static void put(Map<Setting, Entry> entries, Setting setting, String text, Origin origin) {
        entries.put(setting, new Entry(setting.validated(text, origin), origin));
    }

    /**
     * These settings with one value changed by notebook code.
     *
     * @param value a number or a text, as it would be typed
     * @throws UserException if the value is not allowed
     */
    public Settings with(Setting setting, Object value) {
        return with(setting, String.valueOf(value), Origin.CODE);
    }

    /**
     * These settings with one value and its origin as they were elsewhere, such as in the process that started this
     * one.
     */
    public Settings with(Setting setting, String text, Origin origin) {
        Map<Setting, Entry> changed = new EnumMap<>(entries);
        put(changed, setting, text, origin);
        return new Settings(changed);
    }

    /** The value of a whole-number setting. */
    public int number(Setting setting) {
        return Math.toIntExact(longNumber(setting));
    }

    /** The value of a whole-number setting that may be larger than an {@code int}, such as the seed. */
    public long longNumber(Setting setting) {
        return Long.parseLong(text(setting));
    }

    /** The value of a setting that may have decimals. */
    public double decimal(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    /** The fraction that a percentage stands for, .02 of 2 or 2%; absent where the setting is empty. */
    public OptionalDouble fraction(Setting setting) {
        String text = text(setting);
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Domain.Percentage.fraction(text));
    }

    /**
     * These settings as one of two variants has them: with the values that it sets, which come from where it came from.
     *
     * @param variant {@link Setting#A} or {@link Setting#B}
     */
    public Settings variant(Setting variant) {
        Settings changed = this;
        for (Map.Entry<Setting, String> entry :
                Domain.Variant.assignments(text(variant)).entrySet()) {
            changed = changed.with(entry.getKey(), entry.getValue(), origin(variant));
        }
        return changed;
    }

    /**
     * The value as it would be typed, a percentage without its sign. It may hold a password or a key: to print it, take
     * {@link #shown}.
     */
    public String text(Setting setting) {
        return entries.get(setting).text();
    }

    /** The value without a password or a key, fit to print and to keep. */
    public String shown(Setting setting) {
        return setting.shown(text(setting));
    }

    /** Where the value came from. */
    public Origin origin(Setting setting) {
        return entries.get(setting).origin();
    }

    /** One line for each setting: {@code NAME=value (origin)}, without passwords. */
    @Override
    public String toString() {
        Function<Setting, String> line = s -> s + "=" + shown(s) + " (" + origin(s) + ")";
        return Arrays.stream(Setting.values()).map(line).collect(Collectors.joining("\n"));
    }
}
