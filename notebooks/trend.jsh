// %% [markdown]
// # The history of a scenario
// All complete runs that are saved, or the run folders that RUN_FOLDERS names, as far as they were measured like the
// newest: `lib/bench run trend`, or `lib/bench run trend data/runs/*-high-frequency-*`. One value a run. Where its level
// changed says how much, by which p-value, and which commits lie between. From the files alone: no database.
//
// METRIC names other metrics than throughput; TREND_MODE, TREND_WINDOW, TREND_P_VALUE and TREND_MAGNITUDE say what is
// looked for.

// %%
var settings = Settings.load();
var history = History.of(settings);
display(history);

// %%
display(Charts.saveTrend(history));

// %% [markdown]
// `history.table()` has every digit of the changes, `history.runTable()` of the runs. For those who call this from a
// script: 4 where a regression of the newest runs stands, 6 where no run is there, else 0. A file of samples that was cut
// off is looked at as far as it goes; where nothing is worse, that it was cut ends the notebook with an error all the same.

// %%
if (!history.worse()) {
    history.requireWhole();
}
/exit history.exitCode().number()
