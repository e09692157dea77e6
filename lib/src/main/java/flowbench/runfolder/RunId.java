package flowbench.runfolder;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the names of runs, such as {@code 20261123T120301Z-high-frequency-3f9a}, which sort by time. */
final class RunId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private RunId() {}

    static String of(Instant startedAt, String scenario) {
        // Not from SEED: two runs with one seed in one second must not meet in one folder.
        int suffix = ThreadLocalRandom.current().nextInt(0x10000);
        return String.format("%s-%s-%04x", TIME.format(startedAt), scenario, suffix);
    }
}
