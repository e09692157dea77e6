package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.IterationStart;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The probes of a fork. Close it to close their connection. */
public final class Telemetry implements AutoCloseable {
    private final MeasuredThreads threads = new MeasuredThreads();
    private final MachineProbe machine = new MachineProbe();
    private final PressureProbe pressure = new PressureProbe();
    private final ServerProcesses processes;
    private final ResidentMemoryProbe memory;
    private final ProbeConnection connection;
    private final Looks looks;
    private final long seed;

    /**
     * Watches a database and this process.
     *
     * @param settings of which {@link Setting#SAMPLE_INTERVAL_MS} says how often the probes are read, and {@link Setting#SEED}
     *     decides when in each iteration that begins
     * @param warnings takes, from another thread, what cannot be read
     */
    public Telemetry(Settings settings, Database database, Consumer<String> warnings) {
        this.seed = settings.longNumber(Setting.SEED);
        this.connection = new ProbeConnection(database, warnings);
        this.processes = new ServerProcesses(database::serverProcess);
        // Processes of its own: it may be read while the others are.
        this.memory = new ResidentMemoryProbe(new ServerProcesses(database::serverProcess));
        ProcessesProbe server = new ProcessesProbe(processes);
        Probe client = new ClientProbe();
        Probe pool = new PoolProbe(database);
        Probe allocation = new ThreadsProbe(threads);
        this.looks = new Looks(
                // Those last, and so nearest to the phase, whose values grow by reading the others.
                List.of(
                        pressure,
                        memory,
                        pool,
                        new ProcessorWaitProbe(threads),
                        server.all(),
                        machine,
                        allocation,
                        client),
                List.of(client, machine, server, pool, new ActivityProbe(connection)),
                List.of(
                        server.housekeeping(),
                        memory,
                        allocation,
                        pressure,
                        new RoundTripProbe(connection),
                        new StatisticsProbe(connection)),
                TimeUnit.MILLISECONDS.toNanos(settings.number(Setting.SAMPLE_INTERVAL_MS)),
                warnings);
    }

    /** Makes the threads that do the work. */
    public ThreadFactory threads() {
        return threads;
    }

    /** Begins to read the probes, for one iteration. */
    public Sampling begin(IterationStart iteration) {
        return new Sampling(looks, new Readings(iteration), looks.untilSecondNs(iteration.seed(seed)));
    }

    @Override
    public void close() {
        machine.close();
        pressure.close();
        processes.close();
        memory.close();
        connection.close();
    }
}
