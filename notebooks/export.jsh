// %% [markdown]
// # Export results for other tools
// The newest complete run, or those that follow the name, by id or folder, in the format of another tool:
// `lib/bench run export FORMAT=jmh`, `lib/bench run export data/examples/default FORMAT=github`.
//
// The formats are hyperfine, jmh, github, bencher, google, otava, json and csv; README says what each holds. Files go
// into `exports/` of the run's folder, or where EXPORT_FILE says; `EXPORT_FILE=-` is standard output.

// %%
var settings = Settings.load();
var export = Export.of(settings);
display(export.write());

// %% [markdown]
// Of a file that was cut off while it was written, what is left is exported; that it was cut ends the notebook with an error
// all the same.

// %%
RunFolder.chosen(settings).forEach(RunFolder::requireWhole);
