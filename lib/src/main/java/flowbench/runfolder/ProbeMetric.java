package flowbench.runfolder;

/**
 * What a probe reads: a gauge is a value as it was, a counter what was added since the iteration started.
 *
 * @param probe who reads it, and so what is looked at
 * @param name in snake case; of {@link #WAITS} the wait event as PostgreSQL names it, such as {@code Lock:transactionid}
 * @param unit {@code ns}, {@code bytes}, or a plural noun
 */
public record ProbeMetric(String probe, String name, String unit) {
    /** Of the name alone, whose own is computed once: looked up for every reading, beside the work that is measured. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The phases of the iteration. */
    public static final String PHASE = "phase";

    /** The process that measures. */
    public static final String CLIENT = "client";

    /** The machine that it runs on, all processors together. */
    public static final String MACHINE = "machine";

    /** The processes of the embedded server, together. */
    public static final String PROCESSES = "processes";

    /** The pool of connections. */
    public static final String POOL = "pool";

    /** The server, by its own statistics; what its backends count is read once a second, and comes up to a second late. */
    public static final String SERVER = "server";

    /** What the backends of the pool's connections do, a metric for each wait event. */
    public static final String WAITS = "waits";

    /** Rows that backends wait to lock, by table; looked up only while some backend of the pool waits for such a lock. */
    public static final String ROW_LOCKS = "row_locks";

    /** A connection of the probes' own, beside the pool. */
    public static final String NETWORK = "network";

    /** The probes themselves. */
    public static final String TELEMETRY = "telemetry";

    /** 1 where a phase begins, and 0 where it ends. */
    public static final ProbeMetric PHASE_RUNNING = new ProbeMetric(PHASE, "running", "");

    /** Gauge: heap in use. */
    public static final ProbeMetric HEAP_USED = new ProbeMetric(CLIENT, "heap_used_bytes", "bytes");

    /** Gauge: heap that the operating system has given. */
    public static final ProbeMetric HEAP_COMMITTED = new ProbeMetric(CLIENT, "heap_committed_bytes", "bytes");

    /** Gauge: memory of the process that is in use (resident set size); Linux. */
    public static final ProbeMetric CLIENT_RSS = new ProbeMetric(CLIENT, "rss_bytes", "bytes");

    /** Counter: garbage collections. */
    public static final ProbeMetric GC_COLLECTIONS = new ProbeMetric(CLIENT, "gc_collections", "collections");

    /** Counter: time in garbage collections that stop the work, no concurrent cycles; the JVM counts it in milliseconds. */
    public static final ProbeMetric GC_TIME = new ProbeMetric(CLIENT, "gc_ns", "ns");

    /** Counter: bytes that all threads allocated on the heap. */
    public static final ProbeMetric ALLOCATED = new ProbeMetric(CLIENT, "allocated_bytes", "bytes");

    /** Counter: processor time of the process, which the JVM counts in hundredths of a second. */
    public static final ProbeMetric CLIENT_CPU = new ProbeMetric(CLIENT, "cpu_ns", "ns");

    /**
     * Counter: time that the threads that do the work, together, were ready to run and waited for a processor; read right before
     * and after the execute phase only; Linux.
     */
    public static final ProbeMetric CLIENT_CPU_WAIT = new ProbeMetric(CLIENT, "cpu_wait_ns", "ns");

    /** Gauge: live threads. */
    public static final ProbeMetric THREADS = new ProbeMetric(CLIENT, "threads", "threads");

    /** Gauge: processors of the machine; more than a process in a container is given; Linux. */
    public static final ProbeMetric PROCESSORS = new ProbeMetric(MACHINE, "processors", "processors");

    /** Counter: processor time of everything on the machine; Linux. */
    public static final ProbeMetric MACHINE_CPU = new ProbeMetric(MACHINE, "cpu_ns", "ns");

    /** Counter: processor time that a hypervisor gave to others while something here was to run; Linux. */
    public static final ProbeMetric MACHINE_STOLEN = new ProbeMetric(MACHINE, "stolen_ns", "ns");

    /** Counter: time in which at least one task was to run and had to wait for a processor (pressure stall information); Linux. */
    public static final ProbeMetric CPU_PRESSURE = new ProbeMetric(MACHINE, "cpu_pressure_ns", "ns");

    /** Counter: time in which at least one task waited for a disk (pressure stall information); Linux. */
    public static final ProbeMetric IO_PRESSURE = new ProbeMetric(MACHINE, "io_pressure_ns", "ns");

    /** Gauge: load average of the last minute. */
    public static final ProbeMetric LOAD = new ProbeMetric(MACHINE, "load_average", "tasks");

    /** Counter: processor time of the server's processes, those that ended included; Linux. */
    public static final ProbeMetric SERVER_CPU = new ProbeMetric(PROCESSES, "cpu_ns", "ns");

    /** Counter: time that the server's processes, together, were ready to run and waited for a processor; Linux. */
    public static final ProbeMetric SERVER_CPU_WAIT = new ProbeMetric(PROCESSES, "cpu_wait_ns", "ns");

    /** Gauge: memory of the server's processes that is in use, what they share counted once; Linux. */
    public static final ProbeMetric SERVER_RSS = new ProbeMetric(PROCESSES, "rss_bytes", "bytes");

    /** Gauge: processes of the server. */
    public static final ProbeMetric SERVER_PROCESSES = new ProbeMetric(PROCESSES, "processes", "processes");

    /** Gauge: connections that are in use. */
    public static final ProbeMetric POOL_ACTIVE = new ProbeMetric(POOL, "active", "connections");

    /** Gauge: connections that wait to be used. */
    public static final ProbeMetric POOL_IDLE = new ProbeMetric(POOL, "idle", "connections");

    /** Gauge: threads that wait for a connection. */
    public static final ProbeMetric POOL_PENDING = new ProbeMetric(POOL, "pending", "threads");

    /** Gauge: connections of the pool. */
    public static final ProbeMetric POOL_TOTAL = new ProbeMetric(POOL, "total", "connections");

    /** Counter: times that a connection was got. */
    public static final ProbeMetric POOL_ACQUIRED = new ProbeMetric(POOL, "acquired", "times");

    /** Counter: time that all threads waited for a connection, together. */
    public static final ProbeMetric POOL_ACQUIRE_TIME = new ProbeMetric(POOL, "acquire_ns", "ns");

    /** Counter: waits for a connection that ended without one. */
    public static final ProbeMetric POOL_TIMEOUTS = new ProbeMetric(POOL, "timeouts", "timeouts");

    /** Counter: connections that the pool opened after it had been filled, each in place of one that was lost. */
    public static final ProbeMetric POOL_RECONNECTS = new ProbeMetric(POOL, "reconnects", "connections");

    /** Counter: transactions committed in the database. */
    public static final ProbeMetric COMMITS = new ProbeMetric(SERVER, "commits", "transactions");

    /** Counter: transactions rolled back in the database. */
    public static final ProbeMetric ROLLBACKS = new ProbeMetric(SERVER, "rollbacks", "transactions");

    /** Counter: blocks of the database found in shared buffers. */
    public static final ProbeMetric BLOCKS_HIT = new ProbeMetric(SERVER, "blocks_hit", "blocks");

    /** Counter: blocks of the database that were not found there. */
    public static final ProbeMetric BLOCKS_READ = new ProbeMetric(SERVER, "blocks_read", "blocks");

    /** Counter: WAL that the server's transactions made, whether or not it has reached the disk. */
    public static final ProbeMetric WAL = new ProbeMetric(SERVER, "wal_bytes", "bytes");

    /** Counter: checkpoints begun; PostgreSQL 15 and later, since earlier ones tell it half a second late. */
    public static final ProbeMetric CHECKPOINTS = new ProbeMetric(SERVER, "checkpoints", "checkpoints");

    /** Gauge: 1 while the checkpointer is at work. */
    public static final ProbeMetric CHECKPOINTING = new ProbeMetric(SERVER, "checkpointing", "");

    /** Gauge: autovacuum workers at work, in any database of the server. */
    public static final ProbeMetric AUTOVACUUM = new ProbeMetric(SERVER, "autovacuum_workers", "workers");

    /** Gauge: dead row versions in the tables of the database, those of its own catalogue left out. */
    public static final ProbeMetric DEAD_TUPLES = new ProbeMetric(SERVER, "dead_tuples", "tuples");

    /** Gauge: how full the queue of notifications is. */
    public static final ProbeMetric NOTIFICATION_QUEUE = new ProbeMetric(SERVER, "notification_queue_share", "%");

    /** Gauge: backends of the database that wait for a heavyweight lock. */
    public static final ProbeMetric LOCK_WAITS = new ProbeMetric(SERVER, "lock_waits", "backends");

    /** Gauge: how long the server took to answer a statement that does nothing. */
    public static final ProbeMetric ROUND_TRIP = new ProbeMetric(NETWORK, "round_trip_ns", "ns");

    /** Counter: calls of the probes after which the connection did not answer, or that could not open it. */
    public static final ProbeMetric CONNECTION_ERRORS = new ProbeMetric(NETWORK, "connection_errors", "errors");

    /** Counter: those of them that ended because the answer took too long. */
    public static final ProbeMetric TIMEOUTS = new ProbeMetric(NETWORK, "timeouts", "timeouts");

    /** Counter: attempts of the probes to connect again. */
    public static final ProbeMetric RETRIES = new ProbeMetric(NETWORK, "retries", "attempts");

    /** Counter: those of them that succeeded. */
    public static final ProbeMetric RECONNECTS = new ProbeMetric(NETWORK, "reconnects", "connections");

    /** Gauge: how long the probes took to read all this. */
    public static final ProbeMetric TICK_TIME = new ProbeMetric(TELEMETRY, "tick_ns", "ns");

    /** Counter: processor time of the thread that reads the probes. */
    public static final ProbeMetric PROBE_CPU = new ProbeMetric(TELEMETRY, "cpu_ns", "ns");

    /** The name of what an active backend does that waits for nothing. */
    public static final String RUNNING = "CPU:running";

    /** The name of what a backend does that waits for its client's next statement. */
    public static final String IDLE = "Client:idle";

    /** Gauge: rows of a table that some backend holds or waits for while others want to lock them too. */
    public static ProbeMetric rowLock(String table) {
        return new ProbeMetric(ROW_LOCKS, table, "locks");
    }

    /** Gauge: backends of the pool in one kind of wait, by its name. */
    public static ProbeMetric wait(String name) {
        return new ProbeMetric(WAITS, name, "backends");
    }
}
