// %% [markdown]
// # Self-check
// Published reference values, computed again on this machine by the code that results are made with: NIST's certified sets,
// worked examples of papers, values of R and SciPy. `digits` says how many digits agree, `least` how many must: what the
// published value has, or what its data allow. No database, no network. It ends with exit code 1 where a value fails.

// %%
var check = SelfCheck.run();
display(check);

// %% [markdown]
// Every digit is in `check.table()`.

// %%
check.requirePassed();
