package flowbench.comparison;

import flowbench.analysis.Events;
import flowbench.analysis.Operations;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.statistics.Distribution;
import flowbench.statistics.Estimate;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Ratio;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The runs of one engine under one condition, in the order of time: its rounds. */
final class EngineRounds {
    /** The calls that are compared; a run has those of its scenario. */
    static final List<String> CALLS = List.of("start_flow", "claim", "complete_task", "send", "read", "finish");

    private static final double[] QUANTILES = {.5, .99};
    private static final List<Metric> SAMPLED = List.of(
            Metric.STEPS_PER_SECOND,
            Metric.MESSAGES_PER_SECOND,
            Metric.WAL_BYTES_PER_STEP,
            Metric.WAL_BYTES_PER_MESSAGE,
            Metric.DEAD_TUPLES_PER_STEP,
            Metric.DEAD_TUPLES_PER_MESSAGE,
            Metric.HOT_UPDATE_SHARE);

    /**
     * A metric in all rounds.
     *
     * @param n forks or, of a latency, calls
     * @param value mean of the fork means or, of a latency, the quantile of all calls together
     * @param interval of that mean
     * @param rounds the value of each round by itself; of fewer rounds than there are where some are too small for a
     *     quantile
     * @param forks the value of each fork or, of a latency, of each round
     */
    record Measured(
            Metric metric, int n, double value, Optional<StudentInterval> interval, double[] rounds, double[] forks) {}

    private final String engine;
    private final List<RunFolder> runs;
    private final Map<String, Measured> measured = new LinkedHashMap<>();
    private final Optional<Events.Row> events;

    EngineRounds(String engine, List<RunFolder> runs) {
        this.engine = engine;
        this.runs = List.copyOf(runs);
        List<List<Sample>> samples =
                runs.stream().map(run -> run.readSamples(notice -> {})).toList();
        SAMPLED.forEach(metric -> addSampled(metric, samples));
        List<Operations> operations =
                runs.stream().flatMap(run -> Operations.find(run).stream()).toList();
        CALLS.forEach(call -> addLatency(call, operations));
        List<Events.Row> totals = runs.stream()
                .flatMap(run -> Events.find(run).stream())
                .map(Events::total)
                .toList();
        this.events = totals.isEmpty() ? Optional.empty() : Optional.of(Events.total(totals));
    }

    private void addSampled(Metric metric, List<List<Sample>> samples) {
        List<double[]> forks = new ArrayList<>();
        List<Double> rounds = new ArrayList<>();
        for (List<Sample> run : samples) {
            List<double[]> own = Channels.forks(run, metric);
            forks.addAll(own);
            if (!own.isEmpty()) {
                rounds.add(Estimate.of(own).mean());
            }
        }
        if (rounds.isEmpty()) {
            return;
        }
        Estimate estimate = Estimate.of(forks);
        add(new Measured(
                metric,
                estimate.forks(),
                estimate.mean(),
                estimate.interval(),
                array(rounds),
                forks.stream().mapToDouble(fork -> Estimate.of(fork).mean()).toArray()));
    }

    private void addLatency(String call, List<Operations> operations) {
        List<Distribution> rounds = operations.stream()
                .flatMap(run -> run.rows().stream()
                        .filter(row ->
                                row.phase() == Phase.EXECUTE && row.operation().equals(call)))
                .map(Operations.Row::latency)
                .toList();
        Distribution all = Distribution.pooled(rounds);
        for (double p : QUANTILES) {
            OptionalDouble value = all.quantile(p);
            if (value.isPresent()) {
                double[] own = rounds.stream()
                        .map(round -> round.quantile(p))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
                add(new Measured(latency(call, p), all.n(), value.getAsDouble(), Optional.empty(), own, own));
            }
        }
    }

    /** The name of a quantile of a call's latency. */
    static Metric latency(String call, double p) {
        return new Metric(call + "_" + QuantileEstimate.percentile(p), "ns", Better.LOWER);
    }

    private void add(Measured values) {
        measured.put(values.metric().name(), values);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }

    String engine() {
        return engine;
    }

    int rounds() {
        return runs.size();
    }

    /** All metrics that were measured. */
    List<Measured> all() {
        return List.copyOf(measured.values());
    }

    Optional<Measured> find(Metric metric) {
        return Optional.ofNullable(measured.get(metric.name()));
    }

    Optional<Events.Row> events() {
        return events;
    }

    /**
     * One metric of these rounds as a ratio to another of others. Rounds are paired where both have as many, two at
     * least, each of them has a value, and each began before any of the next; else forks are taken as independent.
     */
    static Optional<Ratio> ratio(EngineRounds of, Metric metric, EngineRounds to, Metric base) {
        Optional<Measured> above = of.find(metric);
        Optional<Measured> below = to.find(base);
        if (above.isEmpty() || below.isEmpty()) {
            return Optional.empty();
        }
        double[] a = above.get().rounds();
        double[] b = below.get().rounds();
        boolean paired = of.rounds() == to.rounds()
                && a.length == of.rounds()
                && b.length == a.length
                && a.length > 1
                && isInTurn(of, to);
        return paired
                ? Ratio.ofPairs(a, b)
                : Ratio.ofIndependent(above.get().forks(), below.get().forks());
    }

    private static boolean isInTurn(EngineRounds a, EngineRounds b) {
        for (int round = 1; round < a.rounds(); round++) {
            String before = Collections.max(List.of(a.startedAt(round - 1), b.startedAt(round - 1)));
            if (before.compareTo(a.startedAt(round)) > 0 || before.compareTo(b.startedAt(round)) > 0) {
                return false;
            }
        }
        return true;
    }

    private String startedAt(int round) {
        return runs.get(round).manifest().startedAt();
    }

    @Override
    public String toString() {
        return engine + " in " + runs.size() + " rounds: "
                + Arrays.toString(measured.keySet().toArray());
    }
}
