// %% [markdown]
// # The old numbers
// A script reported that 0.5 % and 10 % of the events were delivered. Nothing was lost: it counted what it had not
// asked for. This measures both counts again, says where every event went, and then listens the right way.
//
// A flow run of S steps announces 2 + 2 × S events: run:started, run:completed, and two for each step. One iteration
// without warm-up is enough, since events are counted here and not timed.

// %%
var once = Settings.load().
    with(RUNS, 1).with(PRECISION, "").with(WARMUP_ITERATIONS, 0).with(MEASURED_ITERATIONS, 1).with(WORKERS, 1).
    with(EVENT_CHANNEL, "poll").with(EVENT_FAULTS, "").with(EVENT_TIME_LIMIT_MS, 30000).
    with(STEP_COUNT, 100).with(CONCURRENT_FLOWS, 20).with(STEPS_PER_FLOW, 4).with(CONCURRENT_FLOW_PROCESSING, 0);
var wrong = once.with(EVENT_SUBSCRIPTION, "after").with(EVENT_LEVEL, "run").with(MIN_EVENT_DELIVERY, 0);
var right = once.with(EVENT_SUBSCRIPTION, "before").with(EVENT_LEVEL, "all");

// %% [markdown]
// ## 0.5 %: one run of 100 steps
// The script subscribed after it had started the run. By then run:started and the start of all 100 steps had been
// announced: 101 events before_subscription. It listened at run level, so that the 100 step:completed arrived and were
// passed over: not_listened_for. What was left is run:completed: 1 of 202.

// %%
var highFrequencyWrong = Experiment.of(new HighFrequency(wrong)).record();
display(Events.of(highFrequencyWrong));

// %% [markdown]
// The same work, subscribed before the start and listening to all levels: 202 of 202.

// %%
var highFrequencyRight = Experiment.of(new HighFrequency(right)).record();
display(Events.of(highFrequencyRight));

// %% [markdown]
// ## 10 %: 20 runs of 4 steps
// The same two mistakes, of 20 × (2 + 2 × 4) = 200 events: 20 run:started and 80 step:started were announced
// before_subscription, 80 step:completed were not_listened_for, and 20 run:completed are left: 20 of 200. The share
// rose from 0.5 % to 10 % because the runs are shorter, not because more arrives.

// %%
var concurrentFlowsWrong = Experiment.of(new ConcurrentFlows(wrong)).record();
display(Events.of(concurrentFlowsWrong));

// %% [markdown]
// And the right way: 200 of 200.

// %%
var concurrentFlowsRight = Experiment.of(new ConcurrentFlows(right)).record();
display(Events.of(concurrentFlowsRight));

// %% [markdown]
// ## Beside each other
// Wrong, right, wrong, right, as pictures.

// %%
for (var run : List.of(highFrequencyWrong, highFrequencyRight, concurrentFlowsWrong, concurrentFlowsRight)) {
    display(Charts.events(run));
    Charts.save(run).stream().filter(file -> file.endsWith("events.png")).forEach(file -> display(file));
}
