// %% [markdown]
// # Concurrent flows
// CONCURRENT_FLOWS flows of STEPS_PER_FLOW independent steps, one run of each, all started together, or as many
// at a time as CONCURRENT_FLOW_PROCESSING allows. The same number of steps as in high-frequency costs less here
// if the engine's locks are per run, and more if starting a run is what is dear.

// %%
var settings = Settings.load();
var run = Experiment.of(new ConcurrentFlows(settings)).record();

// %%
display(Summary.of(run).with(settings));

// %%
display(Operations.of(run));

// %%
Events.find(run).ifPresent(events -> display(events));

// %%
display(Charts.save(run));
