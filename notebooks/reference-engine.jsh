// %% [markdown]
// # How the reference engine got fast
// The first reference engine completed a step in a transaction that updated the run's row and held it until its commit was
// on disk. However many workers there were, the commits of one run were flushed one after the other. Four things changed:
//
// - **Locks.** What remains of a run is counted down in several rows (`flowbench.countdowns`), and a completion takes one that
//   nobody has. Commits of steps that do not wait for each other are flushed together; the run's row is written when it ends.
//   The rows may run empty, all but the first, and whoever finds none shares out anew what is left: until then each of the
//   last sixteen steps of a run waited for all the others.
// - **Heap-only updates.** A version of a row that stays on its page and changes no indexed column is heap-only (HOT): no
//   index is written for it. The claim of a task is one, and so are the state of a step and a countdown. A task that completes
//   leaves the index of the queue, and is the one that is not. Rows that change in every completion carry no check
//   constraints either, since each statement parses them anew; the view `flowbench.contradictions` says the same of all.
// - **Sets.** The queue is a part of the tasks, a claim is one statement for all its tasks, and `complete_tasks` completes all
//   of them in one transaction: one flush to disk where task by task there are as many as tasks.
// - **Plans.** The server plans the statements of a session for what the last vacuum saw, which is next to nothing, and then
//   joined the steps of a run with their states by comparing each with each, in the first five starts of every session: 340
//   ms for 1000 steps, 25 since a row is looked up by the whole of its key in a subquery of its own.
//
// Four workers, a run of 1000 steps, PostgreSQL 18, client and server on the same two cores of a quiet machine, 5 forks of 10
// iterations after 6 for warm-up: 5035 steps a second (95 % interval 4714 to 5356), and 17 272 (17 062 to 17 482) with all tasks
// of a claim of 100 completed in one call. In a slower hour, with 0.2 ms for a flush to disk: 1084 steps a second before the four
// changes, 2409 after. Where a flush takes milliseconds there is less to be won task by task: each worker waits for the flush
// of its own commit. A batch still wins.
//
// What that is worth on your machine: by workers, each task in a call of its own, and all tasks of a claim in one. RUNS rounds
// of one fork each, every second one the other way round. WORKERS that are given take the place of 1, 4 and 8.

// %%
var settings = Settings.load().with(ENGINE, "reference").with(EVENT_CHANNEL, "none");
var workers = settings.origin(WORKERS) == Origin.DEFAULT ? List.of(1, 4, 8) : List.of(settings.number(WORKERS));
var conditions = new ArrayList<Settings>();
for (int n : workers) {
    conditions.add(settings.with(WORKERS, n).with(COMPLETION_MODE, "single").with(COMPLETION_BATCH_SIZE, 10));
    conditions.add(settings.with(WORKERS, n).with(COMPLETION_MODE, "batch").with(COMPLETION_BATCH_SIZE, 100));
}
var runs = new LinkedHashMap<Settings, List<RunFolder>>();
conditions.forEach(condition -> runs.put(condition, new ArrayList<>()));
var rounds = settings.number(RUNS);
for (int round = 1; round <= rounds; round++) {
    for (var condition : conditions) {
        runs.get(condition).add(Experiment.of(new HighFrequency(condition.with(RUNS, 1))).record());
    }
    Collections.reverse(conditions);
}

// %% [markdown]
// Steps a second; bytes of WAL for each step, which are what is flushed; and how many of the updates were heap-only, in
// percent. Each round is a fork: the intervals are over their means. What the server does not let be read is left out.

// %%
for (var metric : List.of(Metric.STEPS_PER_SECOND, Metric.WAL_BYTES_PER_STEP, Metric.HOT_UPDATE_SHARE)) {
    display(metric.name());
    runs.forEach((condition, folders) -> {
        var forks = folders.stream().
            map(run -> run.readSamples(notice -> display(notice)).stream().
                filter(sample -> sample.kind() == Kind.MEASURED && sample.metric().equals(metric)).
                mapToDouble(Sample::value).
                toArray()).
            filter(values -> values.length > 0).
            toList();
        if (!forks.isEmpty()) {
            display(String.format("  WORKERS=%s %-6s %s", condition.text(WORKERS), condition.text(COMPLETION_MODE),
                    Estimate.of(forks)));
        }
    });
}
