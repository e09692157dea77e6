package flowbench.analysis;

import flowbench.resources.Usage;
import flowbench.resources.Window;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the probes saw in each measured execute phase, as values that can be held against those of the other iterations. */
final class WindowSamples {
    private final List<Sample> samples = new ArrayList<>();
    private final Window window;

    private WindowSamples(Window window) {
        this.window = window;
    }

    static List<Sample> of(Usage usage) {
        return usage.windows().stream()
                .flatMap(window -> new WindowSamples(window).all().stream())
                .toList();
    }

    private List<Sample> all() {
        share("cpu_of_others_share", others());
        share("cpu_stolen_share", window.perTime(ProbeMetric.MACHINE_STOLEN));
        share("cpu_pressure_share", window.perTime(ProbeMetric.CPU_PRESSURE));
        share("io_pressure_share", window.perTime(ProbeMetric.IO_PRESSURE));
        window.added(ProbeMetric.CHECKPOINTS).ifPresent(n -> add("checkpoints", "checkpoints", n));
        window.added(ProbeMetric.BLOCKS_READ).ifPresent(n -> add("blocks_read", "blocks", n));
        if (window.looks() > 0) {
            add(
                    "autovacuum_workers",
                    "workers",
                    window.gauge(ProbeMetric.AUTOVACUUM).max());
        }
        mean("lock_waits", "backends", ProbeMetric.LOCK_WAITS);
        mean("pool_pending", "threads", ProbeMetric.POOL_PENDING);
        // Measured once a second: a short phase may have none.
        mean("round_trip_ns", "ns", ProbeMetric.ROUND_TRIP);
        return samples;
    }

    /** Processors that neither the client nor the server kept busy; known where all three are. */
    private OptionalDouble others() {
        OptionalDouble all = window.perTime(ProbeMetric.MACHINE_CPU);
        OptionalDouble client = window.perTime(ProbeMetric.CLIENT_CPU);
        OptionalDouble server = window.perTime(ProbeMetric.SERVER_CPU);
        return all.isEmpty() || client.isEmpty() || server.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(all.getAsDouble() - client.getAsDouble() - server.getAsDouble());
    }

    private void share(String name, OptionalDouble fraction) {
        fraction.ifPresent(value -> add(name, "%", 100 * value));
    }

    private void mean(String name, String unit, ProbeMetric gauge) {
        window.gauge(gauge).mean().ifPresent(value -> add(name, unit, value));
    }

    private void add(String name, String unit, double value) {
        samples.add(new Sample(
                window.fork(),
                window.iteration(),
                window.kind(),
                Phase.EXECUTE,
                new Metric(name, unit, Better.LOWER),
                value,
                Instant.EPOCH));
    }
}
