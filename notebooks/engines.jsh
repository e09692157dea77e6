// %% [markdown]
// # Engines beside each other
// The same work on the reference engine and on pgflow: steps a second, latency, what a step costs the server,
// and its events, at several numbers of steps, workers and flows; and the bare queue below each, to see what the
// workflow layer costs. RUNS rounds of one fork each; the engines follow one another under each condition, and
// every second round goes the other way round, so that a machine that drifts favours none.
//
// A setting that is given takes the place of the values that would be swept: WORKERS=4 STEP_COUNT=1000 takes a
// third of the time. Run folders that are given are compared, and nothing is measured.

// %%
var settings = Settings.load();
List<RunFolder> runs;
if (settings.text(RUN_FOLDERS).isEmpty()) {
    var sweep = EngineSweep.of(settings, List.of("reference", "pgflow"));
    display(sweep);
    runs = sweep.record();
} else {
    runs = RunFolder.chosen(settings);
}

// %% [markdown]
// Round i of pgflow beside round i of the reference engine.

// %%
var comparison = EngineComparison.of(runs);
display(comparison);

// %%
display(Charts.saveEngines(runs));
