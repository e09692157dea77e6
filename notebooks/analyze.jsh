// %% [markdown]
// # Analyze saved runs
// From the CSV files alone: no database, no network. Takes the newest complete run, or the run folders that
// RUN_FOLDERS names: `lib/bench run analyze data/examples/*`.

// %%
var settings = Settings.load();
var runs = RunFolder.chosen(settings);

// %%
for (var run : runs) {
    display(Summary.of(run));
    display(Operations.of(run));
    display(Charts.save(run));
}

// %% [markdown]
// Every value is there to explore: `Tables.samples(run)` and `Tables.operations(run)` are Tablesaw tables, and
// `Outliers.flag(...)` adds the flag columns that the summary counts.

// %%
var flagged = Outliers.flag(Tables.samples(runs.get(0)));
display(flagged.where(flagged.stringColumn("outlier").isNotEqualTo("none")));
