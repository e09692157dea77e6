// %% [markdown]
// # High-frequency completion
// One flow with STEP_COUNT independent steps, one run of it, WORKERS workers completing as fast as they can.
// Throughput is steps ÷ the execute phase. Creating the flow, subscribing, draining and cleaning up are timed
// apart. All steps belong to one run, so whatever the engine locks per run is what this scenario feels.

// %%
var settings = Settings.load();
var run = Experiment.of(new HighFrequency(settings)).record();

// %%
display(Summary.of(run).with(settings));

// %% [markdown]
// Where the time of one step goes: a claim fetches up to COMPLETION_BATCH_SIZE tasks, each of which is then
// completed in a transaction of its own. Waiting for a connection of the pool is shown apart.

// %%
display(Operations.of(run));

// %% [markdown]
// What a step takes of processors and memory, what the workers wait for, and what holds them up.

// %%
display(Resources.of(run));

// %% [markdown]
// Every event that the flow's shape says must be announced, and whether it arrived on EVENT_CHANNEL.

// %%
Events.find(run).ifPresent(events -> display(events));

// %%
display(Charts.save(run));
