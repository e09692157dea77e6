// %% [markdown]
// # Do the statistics do what they say?
// Data whose truth is known is made up over and over, from SEED: normal, skewed, with two modes, in forks that differ, and
// with iterations that depend on the one before. How often does a 95 % interval hold the truth? How often does a
// comparison, or a history, alarm where nothing changed, and how often does it find what did? REPETITIONS says how often
// each is repeated. No database.

// %%
var study = CoverageStudy.of(Settings.load());
display(study.means());
display(study.medians());

// %% [markdown]
// Forks that differ, the right way and the wrong way: as if all iterations were independent.

// %%
display(study.forks());

// %% [markdown]
// A thing compared with itself, and with one that is slower.

// %%
display(study.falseAlarms());
display(study.power());

// %% [markdown]
// Histories in which nothing happened, and such as became slower half-way.

// %%
display(study.historyAlarms());
display(study.historyPower());

// %% [markdown]
// Each of these has a `table()` with a row for every cell: how often of how many, the seed, and the standard error.
