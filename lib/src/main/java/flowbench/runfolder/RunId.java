package flowbench.runfolder;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the names of runs, such as {@code 20261123T120301Z-high-frequency-3f9a}, which sort by time. */
final class RunId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_NAME = 48;

    private RunId() {}

    static String of(Instant startedAt, String scenario) {
        // Not from SEED: two runs with one seed in one second must not meet in one folder.
        int suffix = ThreadLocalRandom.current().nextInt(0x10000);
        return String.format("%s-%s-%04x", TIME.format(startedAt), fileName(scenario), suffix);
    }

    /** A scenario in characters that every file system takes: of a command or a long name, the end. */
    static String fileName(String scenario) {
        String name = scenario.replaceAll("[^A-Za-z0-9._=]+", "-").replaceAll("-+$", "");
        String last = name.substring(Math.max(0, name.length() - LONGEST_NAME)).replaceAll("^[-.]+", "");
        return last.isEmpty() ? "unnamed" : last;
    }
}
