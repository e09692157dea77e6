package flowbench.runfolder;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Makes the names of runs, such as {@code 20261123T120301Z-high-frequency-3f9a}, which sort by time. */
final class RunId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_NAME = 48;
    /** More of its beginning is kept than of its end: a benchmark stands before its parameters. */
    private static final int LONGEST_START = 32;

    private static final String CUT = "..";

    /** A package before other packages, a class and a method. */
    private static final Pattern PACKAGE =
            Pattern.compile("[a-z][a-z0-9_]*\\.(?=([a-z][a-z0-9_]*\\.)*[A-Z]\\w*\\.\\w)");

    private RunId() {}

    static String of(Instant startedAt, String scenario) {
        // Not from SEED: two runs with one seed in one second must not meet in one folder.
        int suffix = ThreadLocalRandom.current().nextInt(0x10000);
        return String.format("%s-%s-%04x", TIME.format(startedAt), fileName(scenario), suffix);
    }

    /**
     * A scenario in characters that every file system takes. Of a long one the packages before the name of a class go first, so that
     * of {@code com.acme.bench.Queue.claim} the end stays whole, and then what is in its middle.
     */
    static String fileName(String scenario) {
        String name = scenario.replaceAll("[^A-Za-z0-9._=]+", "-").replaceAll("^[-.]+|-+$", "");
        while (name.length() > LONGEST_NAME && PACKAGE.matcher(name).lookingAt()) {
            name = name.substring(name.indexOf('.') + 1);
        }
        if (name.length() > LONGEST_NAME) {
            name = name.substring(0, LONGEST_START)
                    + CUT
                    + name.substring(name.length() - LONGEST_NAME + LONGEST_START + CUT.length());
        }
        return name.isEmpty() ? "unnamed" : name;
    }
}
