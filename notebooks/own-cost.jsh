// %% [markdown]
// # What Flowbench itself costs
// Twice the execute phase of high-frequency on the reference engine. With one worker, beside a plain JDBC loop that calls
// the same functions on the same server: what it costs to choose, time and record every call. And with WORKERS workers,
// while the probes of SAMPLE_INTERVAL_MS look on, beside while they do not. All in turn, there and back, so that a server
// that slows down or speeds up favours none.

// %%
var settings = Settings.load().with(ENGINE, "reference");
var steps = settings.number(STEP_COUNT);
var batch = settings.number(COMPLETION_BATCH_SIZE);
var database = Database.open(settings);
var engine = Engines.of(settings);
try (var connection = database.pool().getConnection()) {
    engine.install(connection);
}
var channel = PreparedChannel.open(settings, database, engine.outbox());
var watched = new Telemetry(settings, database, warning -> display(warning));
var unwatched = new Telemetry(settings.with(SAMPLE_INTERVAL_MS, 0), database, warning -> display(warning));

// %% [markdown]
// With Flowbench: all phases of an iteration, of which only the execute phase counts. Listening to EVENT_CHANNEL goes
// on beside it, and costs what it costs; EVENT_CHANNEL=none leaves choosing, timing and recording.

// %%
double withFlowbench(String prefix, int workers, Telemetry telemetry) throws Exception {
    var with = settings.with(WORKERS, workers);
    var bed = new TestBed(with, database, engine, channel.channel(), prefix, telemetry.threads(),
            new OperationLog(workers), warning -> display(warning));
    var work = new HighFrequency(with).work(bed);
    double seconds = 0;
    try (var sampling = telemetry.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()))) {
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
// Without: one connection, three prepared statements, a loop.

// %%
double plainJdbc(String name) throws Exception {
    try (var connection = database.pool().getConnection();
            var start = connection.prepareStatement("select flowbench.start_flow(?, '{}')");
            var claim = connection.prepareStatement("select * from flowbench.start_tasks(?, ?, ?)");
            var complete = connection.prepareStatement("select flowbench.complete_task(?, ?, ?, ?::jsonb, ?)")) {
        engine.define(connection, FlowDefinition.independentSteps(name, steps));
        long begin = System.nanoTime();
        start.setString(1, name);
        start.execute();
        claim.setString(1, name);
        claim.setInt(2, batch);
        claim.setObject(3, new UUID(0, 1));
        for (int completed = 0; completed < steps; ) {
            try (var task = claim.executeQuery()) {
                while (task.next()) {
                    complete.setObject(1, task.getObject("run_id"));
                    complete.setString(2, task.getString("step_slug"));
                    complete.setInt(3, task.getInt("task_index"));
                    complete.setString(4, "{\"result\": 1}");
                    complete.setInt(5, task.getInt("attempt"));
                    complete.execute();
                    completed++;
                }
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        engine.deleteFlow(connection, name);
        return seconds;
    }
}

// %% [markdown]
// A block is two ways there and back (ABBA), and its ratio one value. A checkpoint and a vacuum come before each run;
// the first block is a warm-up.

// %%
double seconds(String way, int block, int turn) throws Exception {
    database.settle(engine.tables());
    var prefix = FlowNames.prefix("0000", block, turn);
    return switch (way) {
        case "plain JDBC" -> plainJdbc(prefix + 1);
        case "one worker" -> withFlowbench(prefix, 1, unwatched);
        case "watched" -> withFlowbench(prefix, settings.number(WORKERS), watched);
        default -> withFlowbench(prefix, settings.number(WORKERS), unwatched);
    };
}
double[] ratios(String a, String b, int blocks) throws Exception {
    var ratios = new double[blocks];
    for (int block = 0; block <= blocks; block++) {
        double first = seconds(a, block, 1);
        double second = seconds(b, block, 2) + seconds(b, block, 3);
        first += seconds(a, block, 4);
        if (block > 0) {
            ratios[block - 1] = first / second;
        }
        display(String.format("%s: %s %.3f s, %s %.3f s", block > 0 ? "block " + block : "warm-up", a, first, b, second));
    }
    return ratios;
}
int blocks = settings.number(RUNS) * settings.number(MEASURED_ITERATIONS) / 2 + 1;
var flowbench = ratios("one worker", "plain JDBC", blocks);
var probes = ratios("watched", "unwatched", 2 * blocks);

// %% [markdown]
// Blocks tell two ways apart as well as the disk lets them. What the probes take of the processors is known better: they
// look for ten seconds at a server that has nothing to do, and all that this process and the server take then counts as theirs.

// %%
List<ProbeReading> idle;
try (var sampling = watched.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()))) {
    sampling.begins(Phase.SETUP);
    Thread.sleep(10_000);
    idle = sampling.readings();
}
String busy(ProbeMetric counter) {
    return idle.stream().
        filter(reading -> reading.metric().equals(counter)).
        reduce((before, last) -> last).
        map(last -> String.format("%.2f %%", 100 * last.value() / last.elapsedNs())).
        orElse("an unknown share");
}
watched.close();
unwatched.close();
channel.close();
database.close();

// %% [markdown]
// The mean of the ratios: 1.02 would be two in a hundred slower with Flowbench, or with its probes, than without. Their
// median with its interval is what a few blocks in which the disk stood still do not move.

// %%
display("Flowbench ÷ plain JDBC: " + Estimate.of(flowbench));
display("with the probes ÷ without: " + Estimate.of(probes));
display("with the probes ÷ without: " + Estimate.of(probes).quantile(.5));
display("the probes take " + busy(ProbeMetric.CLIENT_CPU) + " of a processor at the client, " + busy(ProbeMetric.SERVER_CPU) + " at the server");
