package flowbench.experiment;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the measured iterations of a run delivered as many of their events as {@link Setting#MIN_EVENT_DELIVERY} asks for. */
final class DeliveryVerdict {
    private DeliveryVerdict() {}

    /** What to say of a run that did not; nothing of one that did, or that did not listen. */
    static Optional<String> of(RunFolder run, Settings settings) {
        List<Sample> measured = run.readSamples(notice -> {}).stream()
                .filter(sample -> sample.kind() == Kind.MEASURED)
                .toList();
        boolean listened = measured.stream().anyMatch(sample -> sample.metric().equals(Metric.EVENTS_DELIVERED));
        double expected = sum(measured, Metric.EVENTS_EXPECTED);
        double delivered = sum(measured, Metric.EVENTS_DELIVERED);
        double least = settings.decimal(Setting.MIN_EVENT_DELIVERY);
        if (!listened || 100 * delivered >= least * expected) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "Only %.0f of %.0f expected events were delivered in time (%.4g %%; MIN_EVENT_DELIVERY=%s): %.0f late, %.0f"
                        + " recovered, %.0f missing.",
                delivered,
                expected,
                100 * delivered / expected,
                settings.text(Setting.MIN_EVENT_DELIVERY),
                sum(measured, Metric.EVENTS_LATE),
                sum(measured, Metric.EVENTS_RECOVERED),
                sum(measured, Metric.EVENTS_MISSING)));
    }

    private static double sum(List<Sample> samples, Metric metric) {
        return samples.stream()
                .filter(sample -> sample.metric().equals(metric))
                .mapToDouble(Sample::value)
                .sum();
    }
}
