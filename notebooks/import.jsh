// %% [markdown]
// # Import results of other tools
// JSON of JMH (`-rf json`), JSON of hyperfine (`--export-json`) and logs of pgbench (`--log`) become runs in
// `data/runs/`, each file recognised by what is in it: `lib/bench run import jmh.json LABEL=before`.
//
// Then `lib/bench run analyze`, `compare BASE=before CANDIDATE=after` and `trend` read them as they read their own.

// %%
var settings = Settings.load();
var runs = Import.of(settings);
display(runs);

// %%
for (var run : runs) {
    display(Summary.of(run).with(settings));
}
