// %% [markdown]
// # Sustained delivery
// The highest rate of events that each channel holds for STREAM_SECONDS with nothing lost and latency flat, and what gives
// way first above it. The events are those of made-up flow runs of STEPS_PER_FLOW steps, each run written straight to the
// outbox in one transaction, at times that are set beforehand: no engine is at work, and a channel that falls behind
// slows nobody down. Client and server share this machine, so it is this machine's rate that is found.

// %%
var settings = Settings.load().
    with(RUNS, 1).with(PRECISION, "").
    with(MEASURED_ITERATIONS, 1).
    with(MIN_EVENT_DELIVERY, 0).
    with(EVENT_LEVEL, "all").with(EVENT_SUBSCRIPTION, "before").
    with(MAX_DRAIN_TIME_MS, 60000);

// %% [markdown]
// One measurement: a stream at a rate for some seconds, in a process and a database of its own. A short trial follows a
// stream of its own length that is not counted, since a cold process cannot write what a warm one can.

// %%
RunFolder measure(String channel, int rate, int seconds) {
    boolean isShort = seconds < settings.number(STREAM_SECONDS);
    return Experiment.of(new EventStream(settings.
        with(EVENT_CHANNEL, channel).
        with(EVENT_RATE, rate).
        with(STREAM_SECONDS, seconds).
        with(WARMUP_ITERATIONS, isShort ? 1 : 0))).record();
}

// %% [markdown]
// The search: trials of TRIAL_SECONDS at doubling rates from EVENT_RATE on until one does not hold, three more between the
// last two, then STREAM_SECONDS at the highest that held; where that is too much, a tenth less.

// %%
var runs = new ArrayList<RunFolder>();
for (var channel : List.of("poll", "notify", "wal")) {
    var found = RateSearch.highest(settings, (rate, seconds) -> {
        runs.add(measure(channel, rate, seconds));
        return Sustained.of(runs.get(runs.size() - 1)).held();
    });
    display(channel + ": " + found);
}

// %% [markdown]
// Every trial, and under the table what gave way in each that did not hold.

// %%
var sustained = Sustained.of(runs);
display(sustained);

// %% [markdown]
// What is worth remembering: the rate that each channel held, and what gave way first as the rate rose.

// %%
display(sustained.answer());

// %% [markdown]
// The stream at that rate, second by second, and the first that was too much.

// %%
Stream.concat(sustained.highest().stream(), sustained.lowestNotHeld().stream()).
    map(Sustained.Row::runId).
    distinct().
    flatMap(id -> runs.stream().filter(run -> run.manifest().runId().equals(id))).
    forEach(run -> display(Charts.saveEventRate(run)));
