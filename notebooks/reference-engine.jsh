// %% [markdown]
// # How the reference engine got fast
// The first reference engine completed a step in a transaction that updated the run's row and held it until its commit was
// on disk. However many workers there were, the commits of one run were flushed one after the other. Three things changed:
//
// - What remains of a run is counted down in several rows (`flowbench.countdowns`), and a completion takes one that nobody
//   has. Commits of steps that do not wait for each other are flushed together. The run's row is written when it ends.
// - The rows that change in every completion carry no check constraints: each statement parses them anew, which took longer
//   than all else. The view `flowbench.contradictions` says the same of all rows at once.
// - The queue is a part of the tasks, found by an index of those that wait. A claim is one statement for all its tasks, and
//   a completion writes the task, its step, one countdown and one event.
//
// What each was worth, on PostgreSQL 18 with the client on the same two cores and 0.2 ms for a flush to disk. One connection,
// without waiting for the disk, from the old engine to the new one: completing a step 234 to 95 µs, claiming a task 80 to
// 27 µs; in between, updating a step state took 128 µs with its eleven checks, and a row of the queue, with one, 16 µs. Four
// workers, a run of 1000 steps, the median of eight turns: 1084 steps a second before, 2660 after, 10 186 with all tasks of
// a claim of 100 completed in one call. Where a flush takes milliseconds there is less to be won task by task: each worker
// waits for the flush of its own commit, so that four workers share a flush between four of them at best. A batch still wins.
//
// What that is worth on your machine is measured here: by workers, each task in a call of its own and all tasks of a claim in
// one.

// %%
var settings = Settings.load().with(ENGINE, "reference").with(EVENT_CHANNEL, "none").with(POOL_SIZE, 9);
var database = Database.open(settings);
var engine = Engines.of(settings);
try (var connection = database.pool().getConnection()) {
    engine.install(connection);
}

// %% [markdown]
// One run of STEP_COUNT independent steps: its steps a second, and what a step writes to the log of the server. Every
// condition has its turn before any has its next.

// %%
record Condition(int workers, String mode, int batch) {}
var conditions = Stream.of(1, 2, 4, 8).
    flatMap(workers -> Stream.of(new Condition(workers, "single", 10), new Condition(workers, "batch", 100))).
    toList();
var speeds = new LinkedHashMap<Condition, List<Double>>();
var logs = new LinkedHashMap<Condition, List<Double>>();
int round = 0;

void measure(Condition condition, boolean counts) throws Exception {
    var chosen = settings.with(WORKERS, condition.workers()).with(COMPLETION_MODE, condition.mode()).
        with(COMPLETION_BATCH_SIZE, condition.batch());
    var bed = new TestBed(chosen, database, engine, Optional.empty(), "bench_fast_" + round++,
            new OperationLog(condition.workers()), warning -> display(warning));
    var work = new HighFrequency(chosen).work(bed);
    var durations = new EnumMap<Phase, Long>(Phase.class);
    for (var phase : Phase.values()) {
        long start = System.nanoTime();
        work.run(phase);
        durations.put(phase, System.nanoTime() - start);
        if (phase == Phase.SUBSCRIBE) {
            work.ready();
        } else if (phase == Phase.DRAIN) {
            work.verify();
        }
    }
    if (counts) {
        for (var reading : work.readings(durations)) {
            if (reading.metric().equals(Metric.STEPS_PER_SECOND)) {
                speeds.computeIfAbsent(condition, c -> new ArrayList<>()).add(reading.value());
            } else if (reading.metric().equals(Metric.WAL_BYTES_PER_STEP)) {
                logs.computeIfAbsent(condition, c -> new ArrayList<>()).add(reading.value());
            }
        }
    }
}

int rounds = 1 + settings.number(RUNS) * settings.number(MEASURED_ITERATIONS);
for (int i = 0; i < rounds; i++) {
    for (var condition : conditions) {
        database.settle(engine.tables());
        measure(condition, i > 0);
    }
}

// %%
double middle(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}
for (var condition : conditions) {
    var all = speeds.get(condition);
    display(String.format(Locale.ROOT, "%d workers, %-6s %6.0f steps/s (%.0f to %.0f), %.0f bytes of log for a step",
            condition.workers(), condition.mode(), middle(all), Collections.min(all), Collections.max(all),
            middle(logs.get(condition))));
}

// %% [markdown]
// A version of a row that stays on its page and changes no indexed column is heap-only (HOT): no index is written for it. The
// claim of a task is one, and so are the state of a step and a countdown; a task that completes leaves the index of the queue,
// and is the one that is not.

// %%
try (var connection = database.connect();
        var statement = connection.createStatement()) {
    try (var row = statement.executeQuery("""
            select relname, n_tup_upd, round(100.0 * n_tup_hot_upd / n_tup_upd)
            from pg_stat_user_tables
            where schemaname = 'flowbench' and n_tup_upd > 0
            order by n_tup_upd desc
            """)) {
        while (row.next()) {
            display(String.format("%-12s %7d updates, %3d %% of them heap-only", row.getString(1), row.getLong(2), row.getInt(3)));
        }
    }
}
database.close();
