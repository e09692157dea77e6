// %% [markdown]
// # A report to hand on
// What was found, in words that can be repeated, with its conditions, tables, charts and warnings, as one HTML file that
// loads nothing, and as Markdown for a pull request. From the CSV files alone: no database, no network. Takes the newest
// complete run, or runs by id, folder or label: `lib/bench run report RUN…`; with BASE and CANDIDATE it compares them.

// %%
var settings = Settings.load();
var report = Report.chosen(settings);
display(report);

// %%
display(report.save());

// %% [markdown]
// Of a file that was cut off while it was written there is what is whole. That it was cut ends the notebook with an
// error all the same, so that a script cannot miss it.

// %%
report.runs().forEach(RunFolder::requireWhole);
