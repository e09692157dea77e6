package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.IterationStart;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The probes of a fork. Close it to close their connection. */
public final class Telemetry implements AutoCloseable {
    private final MeasuredThreads threads = new MeasuredThreads();
    private final List<Probe> atBoundaries;
    private final List<Probe> onInterval;
    private final ServerProbe server;
    private final long intervalNs;

    /**
     * Watches a database and this process.
     *
     * @param settings of which {@link Setting#SAMPLE_INTERVAL_MS} says how often the probes are read
     * @param warnings takes, from another thread, what cannot be read
     */
    public Telemetry(Settings settings, Database database, Consumer<String> warnings) {
        List<Probe> cheap = List.of(
                new ClientProbe(threads),
                new MachineProbe(),
                new ServerProcessesProbe(database),
                new PoolProbe(database));
        this.server = new ServerProbe(database, warnings);
        this.atBoundaries = with(cheap, new ProcessorWaitProbe(threads));
        this.onInterval = with(cheap, server);
        this.intervalNs = TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.SAMPLE_INTERVAL_MS));
    }

    private static List<Probe> with(List<Probe> some, Probe more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    /** Makes the threads that do the work. */
    public MeasuredThreads threads() {
        return threads;
    }

    /** Begins to read the probes, for one iteration. */
    public Sampling begin(IterationStart iteration) {
        return new Sampling(atBoundaries, onInterval, intervalNs, new Readings(iteration));
    }

    @Override
    public void close() {
        server.close();
    }
}
