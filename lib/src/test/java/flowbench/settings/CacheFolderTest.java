package flowbench.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is fetched is kept where the operating system wants it, or where CACHE_DIR says. */
class CacheFolderTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void onLinuxItIsTheCacheFolderOfTheUser() {
        assertThat(CacheFolder.ofUser("Linux", Map.of(), HOME)).isEqualTo(HOME.resolve(".cache/flowbench"));
        assertThat(CacheFolder.ofUser("Linux", Map.of("XDG_CACHE_HOME", "/cache"), HOME))
                .isEqualTo(Path.of("/cache/flowbench"));
    }

    @Test
    void onMacAndWindowsItIsTheirs() {
        assertThat(CacheFolder.ofUser("Mac OS X", Map.of(), HOME)).isEqualTo(HOME.resolve("Library/Caches/flowbench"));
        assertThat(CacheFolder.ofUser("Windows 11", Map.of("LOCALAPPDATA", "local"), HOME))
                .isEqualTo(Path.of("local", "flowbench", "cache"));
    }

    @Test
    void theSettingDecidesWhereItIsGiven() {
        Settings settings = Settings.of(Map.of("CACHE_DIR", "/chosen"), Map.of());
        assertThat(CacheFolder.of(settings)).isEqualTo(Path.of("/chosen"));
    }
}
