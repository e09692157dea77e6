// %% [markdown]
// # Event delivery
// Which events arrive, how soon, and what listening costs those who write. The same high-frequency work is measured
// without a listener and with each channel in turn, RUNS rounds of one fork each; every second round goes the other
// way round, so that a machine that drifts favours none. One fresh process and database for each.

// %%
var settings = Settings.load().
    with(EVENT_FAULTS, "").with(EVENT_LEVEL, "all").with(EVENT_SUBSCRIPTION, "before").with(MIN_EVENT_DELIVERY, 0).
    with(PRECISION, "");
var rounds = settings.number(RUNS);
var runs = new ArrayList<RunFolder>();
for (int round = 1; round <= rounds; round++) {
    var channels = new ArrayList<>(List.of("none", "poll", "notify", "wal"));
    if (round % 2 == 0) {
        Collections.reverse(channels);
    }
    for (var channel : channels) {
        runs.add(Experiment.of(new HighFrequency(settings.with(EVENT_CHANNEL, channel).with(RUNS, 1))).record());
    }
}

// %% [markdown]
// Steps per second beside those without a listener: round i of a channel is compared with round i of none.

// %%
display(Channels.of(runs));

// %% [markdown]
// What became of the events of each channel, in its last round. A latency below 0 is no error: the event was here
// before the answer to the call that wrote it.

// %%
var last = new ArrayList<>(runs.subList(runs.size() - 4, runs.size()));
last.sort(Comparator.comparing(run -> run.manifest().settings().get("EVENT_CHANNEL").value()));
for (var run : last) {
    Events.find(run).ifPresent(events -> display(events));
}

// %%
for (var run : last) {
    display(Charts.save(run));
}
display(Charts.saveChannels(runs));
