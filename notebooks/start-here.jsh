// %% [markdown]
// # Start here
// How many steps a second does a workflow engine complete on a PostgreSQL that loses nothing?
// This measures both scenarios at their default scale, about a minute each, on an embedded server with
// fsync, synchronous_commit and full_page_writes on. Each fork is a fresh process with a fresh database;
// each iteration starts on empty tables. Everything measured is kept below data/runs/.

// %%
var settings = Settings.load();

// %% [markdown]
// ## One run of many steps
// One flow with STEP_COUNT independent steps, completed as fast as WORKERS workers can.

// %%
var highFrequency = Experiment.of(new HighFrequency(settings)).record();
display(Summary.of(highFrequency).with(settings));

// %% [markdown]
// ## Many runs of few steps
// CONCURRENT_FLOWS flows of STEPS_PER_FLOW steps each, all started together.

// %%
var concurrentFlows = Experiment.of(new ConcurrentFlows(settings)).record();
display(Summary.of(concurrentFlows).with(settings));

// %% [markdown]
// ## What to look at next
// The charts, as PNG and SVG, and a report of both runs to open in a browser and to hand on. Then `lib/bench run analyze`
// for more tables.

// %%
display(Charts.save(highFrequency));
display(Charts.save(concurrentFlows));

// %%
var report = Report.of(List.of(highFrequency, concurrentFlows), settings);
display(report);
display(report.save());
