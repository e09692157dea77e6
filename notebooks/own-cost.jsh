// %% [markdown]
// # What Flowbench itself costs
// First, what it costs to choose, time and record every call: the execute phase of high-frequency with one worker on the
// reference engine, beside a plain JDBC loop that calls the same functions on the same server. Then what the probes cost:
// WORKERS such loops that work without a pause, one SAMPLE_INTERVAL_MS with a look of the probes and the next without. What is
// compared is measured in turn, there and back, so that a server that slows down or speeds up favours none.

// %%
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

var settings = Settings.load().with(ENGINE, "reference").with(POOL_SIZE, 0);
var interval = TimeUnit.MILLISECONDS.toNanos(settings.number(SAMPLE_INTERVAL_MS));
if (settings.number(SAMPLE_INTERVAL_MS) < 20 || settings.number(SAMPLE_INTERVAL_MS) > 1000) {
    throw new UserException("SAMPLE_INTERVAL_MS=" + settings.number(SAMPLE_INTERVAL_MS) +
            ": what the probes cost is measured between their looks, in rounds of 10 s; choose 20 to 1000.");
}
var steps = settings.number(STEP_COUNT);
var batch = settings.number(COMPLETION_BATCH_SIZE);
var database = Database.open(settings);
var engine = Engines.of(settings);
try (var connection = database.pool().getConnection()) {
    engine.install(connection);
}
var channel = PreparedChannel.open(settings, database, engine.outbox());
var unwatched = new Telemetry(settings.with(SAMPLE_INTERVAL_MS, 0), database, warning -> display(warning));

// %% [markdown]
// With Flowbench: all phases of an iteration, of which only the execute phase counts. Listening to EVENT_CHANNEL goes
// on beside it, and costs what it costs; EVENT_CHANNEL=none leaves choosing, timing and recording.

// %%
double withFlowbench(String prefix) throws Exception {
    var one = settings.with(WORKERS, 1);
    var bed = new TestBed(one, database, engine, channel.channel(), prefix, unwatched.threads(), new OperationLog(1),
            warning -> display(warning));
    var work = new HighFrequency(one).work(bed);
    double seconds = 0;
    try (var sampling = unwatched.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()))) {
        for (var phase : Phase.values()) {
            sampling.begins(phase);
            long start = System.nanoTime();
            work.run(phase);
            long end = System.nanoTime();
            sampling.ended(phase, end);
            if (phase == Phase.EXECUTE) {
                seconds = (end - start) / 1e9;
            }
        }
    }
    return seconds;
}

// %% [markdown]
// Without: one connection, three prepared statements, a loop; one run of a flow, or one after another while there is time.

// %%
void runs(String flow, int steps, LongStream.Builder completed, BooleanSupplier again) throws SQLException {
    try (var connection = database.pool().getConnection();
            var start = connection.prepareStatement("select flowbench.start_flow(?, '{}')");
            var claim = connection.prepareStatement("select * from flowbench.start_tasks(?, ?, ?)");
            var complete = connection.prepareStatement("select flowbench.complete_task(?, ?, ?, ?::jsonb, ?)")) {
        start.setString(1, flow);
        claim.setString(1, flow);
        claim.setInt(2, batch);
        claim.setObject(3, new UUID(0, 1));
        do {
            start.execute();
            for (int done = 0; done < steps; ) {
                try (var task = claim.executeQuery()) {
                    while (task.next()) {
                        complete.setObject(1, task.getObject("run_id"));
                        complete.setString(2, task.getString("step_slug"));
                        complete.setInt(3, task.getInt("task_index"));
                        complete.setString(4, "{\"result\": 1}");
                        complete.setInt(5, task.getInt("attempt"));
                        complete.execute();
                        completed.add(System.nanoTime());
                        done++;
                    }
                }
            }
        } while (again.getAsBoolean());
    }
}
double plainJdbc(String flow) throws SQLException {
    define(flow, steps);
    long start = System.nanoTime();
    runs(flow, steps, LongStream.builder(), () -> false);
    double seconds = (System.nanoTime() - start) / 1e9;
    delete(flow);
    return seconds;
}
void define(String flow, int steps) throws SQLException {
    try (var connection = database.pool().getConnection()) {
        engine.define(connection, FlowDefinition.independentSteps(flow, steps));
    }
}
void delete(String flow) throws SQLException {
    try (var connection = database.pool().getConnection()) {
        engine.deleteFlow(connection, flow);
    }
}

// %% [markdown]
// A block is two ways there and back (ABBA), and its times one pair. A checkpoint and a vacuum come before each run;
// the first block is a warm-up.

// %%
double seconds(boolean plain, int block, int turn) throws Exception {
    database.settle(engine.tables());
    var prefix = FlowNames.prefix("0000", block, turn);
    return plain ? plainJdbc(prefix + 1) : withFlowbench(prefix);
}
int blocks = settings.number(RUNS) * settings.number(MEASURED_ITERATIONS) / 2 + 1;
var timesWithFlowbench = new double[blocks];
var timesWithPlainJdbc = new double[blocks];
for (int block = 0; block <= blocks; block++) {
    double with = seconds(false, block, 1);
    double plain = seconds(true, block, 2) + seconds(true, block, 3);
    with += seconds(false, block, 4);
    display(String.format("%s: with Flowbench %.3f s, plain JDBC %.3f s", block > 0 ? "block " + block : "warm-up", with, plain));
    if (block > 0) {
        timesWithFlowbench[block - 1] = with;
        timesWithPlainJdbc[block - 1] = plain;
    }
}

// %% [markdown]
// The probes look at every second interval only: a window with a look, a window without, and 7 ms more, so that nothing that the
// server does every 200 ms of its own falls into one of the two for long. Meanwhile the workers go on, each with a flow, a run of
// STEPS_PER_FLOW steps and a connection of its own: nobody waits for another, and the processors are all that is to be shared.
// What the probes read once a second is there in every fifth look at 100 ms, where it would be in every tenth; so the figure is, if
// anything, too bad. A round is 1 s to get going and 10 s that count; the first round is a warm-up.

// %%
long period = 2 * interval + TimeUnit.MILLISECONDS.toNanos(7);
var watched = new Telemetry(settings.with(SAMPLE_INTERVAL_MS, TimeUnit.NANOSECONDS.toMillis(period)), database, warning -> display(warning));
LookCost watchedRound(int round) throws Exception {
    var flows = IntStream.rangeClosed(1, settings.number(WORKERS)).
        mapToObj(worker -> FlowNames.prefix("0000", round, worker) + 1).
        toList();
    int perRun = settings.number(STEPS_PER_FLOW);
    for (var flow : flows) {
        define(flow, perRun);
    }
    database.settle(engine.tables());
    var over = new AtomicBoolean();
    var workers = Executors.newCachedThreadPool(watched.threads());
    var work = flows.stream().
        map(flow -> workers.submit(() -> {
            var times = LongStream.builder();
            runs(flow, perRun, times, () -> !over.get());
            return times.build();
        })).
        toList();
    Thread.sleep(1_000);
    long start = System.nanoTime();
    List<ProbeReading> readings;
    try (var sampling = watched.begin(new IterationStart(1, 1, Kind.MEASURED, start))) {
        Thread.sleep(10_000);
        readings = sampling.readings();
    }
    over.set(true);
    var completed = LongStream.builder();
    for (var done : work) {
        done.get().forEach(completed);
    }
    workers.shutdown();
    for (var flow : flows) {
        delete(flow);
    }
    var sinceStart = completed.build().map(time -> time - start).toArray();
    return LookCost.of(readings, sinceStart, period, interval);
}
int rounds = settings.number(RUNS) * settings.number(MEASURED_ITERATIONS);
var watchedRounds = new ArrayList<LookCost>();
for (int round = 0; round <= rounds; round++) {
    var cost = watchedRound(round);
    display(String.format("%s: %.0f steps/s with the probes, %.0f without", round > 0 ? "round " + round : "warm-up",
            cost.with(), cost.without()));
    if (round > 0) {
        watchedRounds.add(cost);
    }
}
int spilled = watchedRounds.stream().mapToInt(LookCost::spilled).sum();
int looked = watchedRounds.stream().mapToInt(LookCost::looks).sum();
if (100 * spilled > looked) {
    display(spilled + " of " + looked + " looks ended after their window or were left out: the figure is too good. Raise SAMPLE_INTERVAL_MS.");
}

// %% [markdown]
// What the probes take of the processors is known in another way, too: they look for ten seconds at a server that has
// nothing to do, up to three times, there and back after a warm-up, and what this process and the server take then, less what they
// take when nobody looks, is theirs.

// %%
double share(ProbeMetric counter, List<ProbeReading> readings) {
    return readings.stream().
        filter(reading -> reading.metric().equals(counter)).
        reduce((before, last) -> last).
        map(last -> last.value() / last.elapsedNs()).
        orElse(Double.NaN);
}
List<ProbeReading> idle(Telemetry telemetry, int seconds) throws Exception {
    database.settle(engine.tables());
    try (var sampling = telemetry.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()))) {
        sampling.begins(Phase.EXECUTE);
        Thread.sleep(1_000 * seconds);
        sampling.ended(Phase.EXECUTE, System.nanoTime());
        return sampling.readings();
    }
}
var looking = new Telemetry(settings, database, warning -> display(warning));
var client = new double[Math.min(3, rounds)];
var server = new double[client.length];
idle(looking, 1);
for (int i = 0; i < client.length; i++) {
    var first = idle(i % 2 == 0 ? unwatched : looking, 10);
    var second = idle(i % 2 == 0 ? looking : unwatched, 10);
    var without = i % 2 == 0 ? first : second;
    var with = i % 2 == 0 ? second : first;
    client[i] = 100 * (share(ProbeMetric.CLIENT_CPU, with) - share(ProbeMetric.CLIENT_CPU, without));
    server[i] = 100 * (share(ProbeMetric.SERVER_CPU, with) - share(ProbeMetric.SERVER_CPU, without));
}
looking.close();
watched.close();
unwatched.close();
channel.close();
database.close();

// %% [markdown]
// Ratios of geometric means. Time: 1.02 would be two in a hundred slower with Flowbench than with plain JDBC. Steps a second:
// .98 would be two in a hundred fewer while the probes look.

// %%
String ratio(double[] a, double[] b) {
    return Ratio.ofPairs(a, b).map(Ratio::toString).orElse("unknown");
}
display("time with Flowbench ÷ with plain JDBC: " + ratio(timesWithFlowbench, timesWithPlainJdbc));
display("steps a second with the probes ÷ without: " +
        ratio(watchedRounds.stream().mapToDouble(LookCost::with).toArray(), watchedRounds.stream().mapToDouble(LookCost::without).toArray()));
display("the probes take, in % of a processor, at the client: " + Estimate.of(client));
display("the probes take, in % of a processor, at the server: " + Estimate.of(server));
