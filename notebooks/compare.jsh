// %% [markdown]
// # Compare runs
// Is the candidate better or worse than the base? From saved runs alone, with no database.
// BASE and CANDIDATE name a run each, by its id, its folder, or the LABEL that it was measured with; several runs
// of one label are taken together, fork by fork: `lib/bench run compare BASE=main CANDIDATE=my-change`.
//
// Runs that differ in durability, scale, server or machine are refused: a difference between them would say nothing.

// %%
var settings = Settings.load();
var comparison = Comparison.chosen(settings);
display(comparison);

// %%
display(Charts.saveComparison(comparison));

// %% [markdown]
// Every metric and every digit is in `comparison.table()`, the row of one in `comparison.row("steps_per_second")`.
// The exit code says how it ended: 4 where something that matters is worse, else 0; with FAIL_ON=inconclusive
// 5 where the runs cannot tell. A file that was cut off while it was written is compared as far as it goes; where the exit
// code would be 0, that it was cut ends the notebook with an error all the same.

// %%
if (comparison.exitCode() == ExitCode.OK) {
    comparison.base().forEach(RunFolder::requireWhole);
    comparison.candidate().forEach(RunFolder::requireWhole);
}
/exit comparison.exitCode().number()
