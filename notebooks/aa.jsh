// %% [markdown]
// # The noise of this machine
// SCENARIO is measured twice in turn with nothing changed, a fork of each in every round, and every second round goes
// the other way round. Whatever differs between the two is noise. It is kept for this machine, scenario, engine and
// scale, and comparisons take no smaller change for one. RUNS=10 unless it is given; a noise of fewer forks is too rough,
// and comparisons do not use it.

// %%
var settings = Settings.load();
var scenario = Scenario.chosen(settings.origin(RUNS) == Origin.DEFAULT ? settings.with(RUNS, 10) : settings);
var pair = Alternation.of(scenario, scenario).record();

// %%
display(Summary.of(pair.a(), pair.b()));

// %% [markdown]
// How far apart the two came out, and the file in which that is kept.

// %%
var noise = NoiseFloor.of(pair.a(), pair.b());
display(noise);
display(noise.save(settings));
