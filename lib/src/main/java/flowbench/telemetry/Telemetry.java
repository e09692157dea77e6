package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.IterationStart;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The probes of a fork. Close it to close their connection. */
public final class Telemetry implements AutoCloseable {
    private final MeasuredThreads threads = new MeasuredThreads();
    private final ClientProbe client = new ClientProbe(threads);
    private final MachineProbe machine = new MachineProbe();
    /** Two, since they may be read at the same time. */
    private final ServerProcesses processes;

    private final ServerProcesses processesOfMemory;
    private final ProbeConnection connection;
    private final Looks looks;

    /**
     * Watches a database and this process.
     *
     * @param settings of which {@link Setting#SAMPLE_INTERVAL_MS} says how often the probes are read
     * @param warnings takes, from another thread, what cannot be read
     */
    public Telemetry(Settings settings, Database database, Consumer<String> warnings) {
        this.connection = new ProbeConnection(database, warnings);
        this.processes = new ServerProcesses(database);
        this.processesOfMemory = new ServerProcesses(database);
        List<Probe> cheap = List.of(client, machine, new ProcessesProbe(processes), new PoolProbe(database));
        Probe memory = new ProcessesMemoryProbe(processesOfMemory);
        this.looks = new Looks(
                with(cheap, memory, new ProcessorWaitProbe(threads)),
                with(cheap, new ActivityProbe(connection)),
                List.of(memory, new StatisticsProbe(connection)),
                TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.SAMPLE_INTERVAL_MS)),
                warnings);
    }

    private static List<Probe> with(List<Probe> some, Probe... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    /** Makes the threads that do the work. */
    public ThreadFactory threads() {
        return threads;
    }

    /** Begins to read the probes, for one iteration. */
    public Sampling begin(IterationStart iteration) {
        return new Sampling(looks, new Readings(iteration));
    }

    @Override
    public void close() {
        client.close();
        machine.close();
        processes.close();
        processesOfMemory.close();
        connection.close();
    }
}
