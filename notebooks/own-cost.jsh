// %% [markdown]
// # What Flowbench itself costs
// The execute phase of high-frequency with one worker on the reference engine, beside a plain JDBC loop that calls the
// same functions on the same server; and the same phase with the probes of SAMPLE_INTERVAL_MS looking on, beside it
// without. All in turn, there and back, so that a server that slows down or speeds up favours none. The ratios say how
// much slower the engine looks because Flowbench chooses, times and records every call, and because it is watched.

// %%
var settings = Settings.load().with(WORKERS, 1).with(ENGINE, "reference");
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
double withFlowbench(String prefix, Telemetry telemetry) throws Exception {
    var bed = new TestBed(settings, database, engine, channel.channel(), prefix, telemetry.threads(),
            new OperationLog(1), warning -> display(warning));
    var work = new HighFrequency(settings).work(bed);
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
// Each block runs watched, unwatched, plain, plain, unwatched, watched; each of its two ratios is one value. A
// checkpoint and a vacuum come before each run.

// %%
double settled(String how, int block, int turn) throws Exception {
    database.settle(engine.tables());
    var prefix = FlowNames.prefix("0000", block, turn);
    return switch (how) {
        case "watched" -> withFlowbench(prefix, watched);
        case "unwatched" -> withFlowbench(prefix, unwatched);
        default -> plainJdbc(prefix + 1);
    };
}
var flowbench = new ArrayList<Double>();
var probes = new ArrayList<Double>();
int warmups = 1;
int blocks = warmups + settings.number(RUNS) * settings.number(MEASURED_ITERATIONS) / 2 + 1;
for (int block = 1; block <= blocks; block++) {
    var seconds = new HashMap<String, Double>();
    int turn = 0;
    for (var how : List.of("watched", "unwatched", "plain", "plain", "unwatched", "watched")) {
        seconds.merge(how, settled(how, block, ++turn), Double::sum);
    }
    if (block > warmups) {
        flowbench.add(seconds.get("unwatched") / seconds.get("plain"));
        probes.add(seconds.get("watched") / seconds.get("unwatched"));
    }
    display(String.format("%s %d: %.3f s watched, %.3f s unwatched, %.3f s plain", block > warmups ? "block" : "warm-up",
            block, seconds.get("watched"), seconds.get("unwatched"), seconds.get("plain")));
}
watched.close();
unwatched.close();
channel.close();
database.close();

// %% [markdown]
// The mean of the ratios: 1.02 would be two in a hundred slower with Flowbench than without.

// %%
display("Flowbench ÷ plain JDBC: " + Estimate.of(flowbench.stream().mapToDouble(r -> r).toArray()));
display("with the probes ÷ without: " + Estimate.of(probes.stream().mapToDouble(r -> r).toArray()));
