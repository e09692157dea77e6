// %% [markdown]
// # What Flowbench itself costs
// The execute phase of high-frequency with one worker on the reference engine, beside a plain JDBC loop that calls the
// same functions on the same server, in turn: ABBA, so that a server that slows down or speeds up favours neither. The
// ratio says how much slower the engine looks because Flowbench chooses, times and records every call.

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

// %% [markdown]
// With Flowbench: all phases of an iteration, of which only the execute phase counts. Listening to EVENT_CHANNEL goes
// on beside it, and costs what it costs; EVENT_CHANNEL=none leaves choosing, timing and recording.

// %%
double withFlowbench(String prefix) throws Exception {
    var bed = new TestBed(settings, database, engine, channel.channel(), prefix, new OperationLog(1),
            warning -> display(warning));
    var work = new HighFrequency(settings).work(bed);
    double seconds = 0;
    for (var phase : Phase.values()) {
        long start = System.nanoTime();
        work.run(phase);
        if (phase == Phase.EXECUTE) {
            seconds = (System.nanoTime() - start) / 1e9;
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
// Each block runs with, without, without, with; its ratio is one value. A checkpoint and a vacuum come before each run.

// %%
double settled(boolean withFlowbench, int block, int turn) throws Exception {
    database.settle(engine.tables());
    var prefix = FlowNames.prefix("0000", block, turn);
    return withFlowbench ? withFlowbench(prefix) : plainJdbc(prefix + 1);
}
var ratios = new ArrayList<Double>();
int warmups = 1;
int blocks = warmups + settings.number(RUNS) * settings.number(MEASURED_ITERATIONS) / 2 + 1;
for (int block = 1; block <= blocks; block++) {
    double with = settled(true, block, 1);
    double without = settled(false, block, 2) + settled(false, block, 3);
    with += settled(true, block, 4);
    if (block > warmups) {
        ratios.add(with / without);
    }
    display(String.format("%s %d: %.3f s with, %.3f s without", block > warmups ? "block" : "warm-up", block, with, without));
}
channel.close();
database.close();

// %% [markdown]
// The mean of the ratios: 1.02 would be two in a hundred slower with Flowbench than without.

// %%
display("with ÷ without: " + Estimate.of(ratios.stream().mapToDouble(r -> r).toArray()));
