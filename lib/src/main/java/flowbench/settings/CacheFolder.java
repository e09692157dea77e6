package flowbench.settings;

import java.nio.file.Path;
import java.util.Map;

/** The folder for what is fetched once and then kept, outside of the project. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@link Setting#CACHE_DIR}, or {@code flowbench} in the folder that the operating system has for this. */
    public static Path of(Settings settings) {
        String chosen = settings.text(Setting.CACHE_DIR);
        return chosen.isEmpty()
                ? ofUser(System.getProperty("os.name"), System.getenv(), Path.of(System.getProperty("user.home")))
                : Path.of(chosen).toAbsolutePath().normalize();
    }

    static Path ofUser(String system, Map<String, String> environment, Path home) {
        if (system.startsWith("Windows") && environment.containsKey("LOCALAPPDATA")) {
            return Path.of(environment.get("LOCALAPPDATA"), "flowbench", "cache");
        }
        if (system.startsWith("Mac")) {
            return home.resolve("Library/Caches/flowbench");
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isEmpty() ? home.resolve(".cache") : Path.of(cache)).resolve("flowbench");
    }
}
