package flowbench.resources;

import flowbench.runfolder.ProbeMetric;
import flowbench.statistics.Scale;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The processors of the machine that measured, where hardly any of them was free.
 *
 * @param share of them that was busy, a fraction
 * @param busy how many were
 * @param others how many were busy with neither the client nor, where it is seen, the server's processes
 * @param processors how many there are
 * @param isServerSeen whether the server's processes are seen from here; else they may be among the others
 */
public record BusyProcessors(double share, double busy, double others, int processors, boolean isServerSeen) {
    private static final double SATURATED = .90;

    /** What an idle machine does beside the work is less than this share of it. */
    private static final double MUCH = .10;

    /** Of the measured execute phases of a run; absent where a tenth of the processors was free, or nobody looked. */
    public static Optional<BusyProcessors> of(Usage usage) {
        double share = usage.saturation().orElse(0);
        if (share <= SATURATED) {
            return Optional.empty();
        }
        double busy = usage.busy(ProbeMetric.MACHINE_CPU).orElse(0);
        double client = usage.busy(ProbeMetric.CLIENT_CPU).orElse(0);
        OptionalDouble server = usage.busy(ProbeMetric.SERVER_CPU);
        return Optional.of(new BusyProcessors(
                share, busy, busy - client - server.orElse(0), usage.processors(), server.isPresent()));
    }

    /** Whether others certainly had enough of them to be felt. */
    public boolean isShared() {
        return isServerSeen && others > MUCH * processors;
    }

    /** Whether others had more of them than client and server. */
    public boolean isMostlyOfOthers() {
        return isServerSeen && others > busy / 2;
    }

    /** How busy they were, and how many of them with whom. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "busy %s of the time, %.2f of %s with %s",
                Scale.percent(share),
                others,
                Scale.counted(processors, "processor"),
                isServerSeen ? "neither the client nor the server's processes" : "others than the client");
    }
}
