// %% [markdown]
// # How it scales
// Flow runs × steps of each × workers, and connections of the pool: a dimension at a time around
// CONCURRENT_FLOWS × STEPS_PER_FLOW with WORKERS workers, and workers on one run of STEP_COUNT steps as well, where all of
// them want the same run. Each point is measured in RUNS rounds (5, unless given) of one fork, all points in turn, and
// every second round goes the other way round, so that a machine that drifts favours none.
//
// A setting that is given takes the place of the values that would be swept. Run folders that are given are looked at,
// and nothing is measured.

// %%
var settings = Settings.load();
List<RunFolder> runs;
if (settings.text(RUN_FOLDERS).isEmpty()) {
    var sweep = ScalingSweep.of(settings);
    display(sweep);
    runs = sweep.record();
} else {
    runs = RunFolder.chosen(settings);
}

// %% [markdown]
// Where throughput stops growing with workers, how many connections the pool needs, and what each point is made of.

// %%
var scaling = Scaling.of(runs, settings);
display(scaling);

// %%
display(Charts.saveScaling(scaling));
