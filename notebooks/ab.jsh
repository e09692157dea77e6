// %% [markdown]
// # A and B in turn
// Is B better than A? Two variants of SCENARIO are measured in turn, a fork of each in every round, and every second
// round goes the other way round: A B, B A, A B, … A machine that drifts favours neither. What the variants differ in
// is what A and B say: `lib/bench run ab A="WORKERS=4" B="WORKERS=8"`. All else they have in common.

// %%
var settings = Settings.load();
var variants = Alternation.ofVariants(settings);
display(variants);
var pair = variants.record();

// %% [markdown]
// Each variant is a run of its own, and can be looked at by itself.

// %%
display(Summary.of(pair.a(), pair.b()));

// %% [markdown]
// B beside A.

// %%
var comparison = Comparison.of(List.of(pair.a()), List.of(pair.b()), variants.differing());
display(comparison);

// %% [markdown]
// The exit code says how it ended: 4 where something that matters is worse with B, else 0; with FAIL_ON=inconclusive
// 5 where the runs cannot tell.

// %%
/exit comparison.exitCode().number()
