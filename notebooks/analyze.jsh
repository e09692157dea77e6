// %% [markdown]
// # Analyze saved runs
// From the CSV files alone: no database, no network. Takes the newest complete run, or the run folders that
// RUN_FOLDERS names: `lib/bench run analyze data/examples/default`.

// %%
var settings = Settings.load();
var runs = RunFolder.chosen(settings);
RunFolder.copies(runs).forEach(sentence -> display(sentence));

// %%
for (var run : runs) {
    var summary = Summary.of(run).with(settings);
    display(summary);
    display(summary.quantiles());
    display(SteadyState.of(run));
    Operations.find(run).ifPresent(operations -> display(operations));
    Resources.find(run).ifPresent(resources -> display(resources));
    Events.find(run).ifPresent(events -> display(events));
}

// %% [markdown]
// Where the noise arises, between forks or between the iterations of one, and the cheapest number of both for an
// interval of 5, 2 or 1 % of the mean. Then what else was unusual in iterations whose throughput is an outlier.

// %%
for (var run : runs) {
    display(Replication.of(run));
    display(OutlierIterations.of(run));
}

// %% [markdown]
// Every value is there to explore: `Tables.samples(run)`, `Tables.operations(run)` and `Tables.events(run)` are
// Tablesaw tables, and `Outliers.flag(...)` adds the flag columns that the summary counts.

// %%
for (var run : runs) {
    var flagged = Outliers.flag(Tables.samples(run));
    var outliers = flagged.where(flagged.stringColumn("outlier").isIn("mild", "severe"));
    display(outliers.
        selectColumns("fork", "iteration", "phase", "metric", "unit", "value", "outlier", "side", "mad_outlier").
        setName("Flagged values of " + run.manifest().runId()));
}

// %% [markdown]
// The charts of each run, into its folder; and how its throughput compares with that of every complete run of the same
// scenario that is saved beside it.

// %%
for (var run : runs) {
    display(Charts.save(run));
    display(Charts.saveTrend(run));
}

// %% [markdown]
// A file that was cut off while it was written is analysed as far as it goes. That it was cut ends the notebook
// with an error all the same, so that a script cannot miss it.

// %%
runs.forEach(RunFolder::requireWhole);
