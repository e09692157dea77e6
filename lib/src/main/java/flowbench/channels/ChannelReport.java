package flowbench.channels;

import flowbench.runfolder.Metric;
import java.util.List;
import java.util.Map;

/**
 * What there is to say of a channel itself, beside its events.
 *
 * @param counts of what goes wrong on such a channel, also where nothing did
 * @param warnings what a reader of the numbers must know, a sentence each
 */
public record ChannelReport(Map<Metric, Long> counts, List<String> warnings) {
    /** Of a channel that has nothing to say. */
    public static final ChannelReport NOTHING = new ChannelReport(Map.of(), List.of());
}
