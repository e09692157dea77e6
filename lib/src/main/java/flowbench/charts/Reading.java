package flowbench.charts;

import flowbench.analysis.Events;
import flowbench.analysis.Operations;
import flowbench.analysis.Summary;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the charts of one run are drawn from: each of its files is read once, when the first chart needs it. */
final class Reading {
    private final RunFolder run;
    private final Supplier<List<Sample>> samples;
    private final Supplier<List<Summary.Row>> rows;
    private final Supplier<Optional<Operations>> operations;
    private final Supplier<Optional<Events>> events;

    private Reading(RunFolder run) {
        this.run = run;
        this.samples = once(() -> run.readSamples(notice -> {}));
        this.rows = once(() -> Summary.rows(run, samples.get()));
        this.operations = once(() -> Operations.find(run));
        this.events = once(() -> Events.find(run));
    }

    static Reading of(RunFolder run) {
        return new Reading(run);
    }

    private static <T> Supplier<T> once(Supplier<T> read) {
        return new Supplier<>() {
            private Optional<T> value = Optional.empty();

            @Override
            public T get() {
                if (value.isEmpty()) {
                    value = Optional.of(read.get());
                }
                return value.get();
            }
        };
    }

    RunFolder run() {
        return run;
    }

    Manifest manifest() {
        return run.manifest();
    }

    List<Sample> samples() {
        return samples.get();
    }

    /** The values of a row's measured iterations. */
    List<Sample> measured(Summary.Row row) {
        return samples().stream()
                .filter(sample -> sample.kind() == Kind.MEASURED
                        && sample.phase() == row.phase()
                        && sample.metric().equals(row.metric()))
                .toList();
    }

    /** What was measured; at least one row. */
    List<Summary.Row> rows() {
        return rows.get();
    }

    /** Whether metrics were measured, all of them. */
    boolean has(Metric... metrics) {
        return List.of(metrics).stream()
                .allMatch(metric ->
                        rows().stream().anyMatch(row -> row.metric().name().equals(metric.name())));
    }

    /** The name of the metric that the scenario is about: steps a second or, where it has no steps, events or messages. */
    String throughput() {
        return Metric.THROUGHPUTS.stream()
                .filter(this::has)
                .map(Metric::name)
                .findFirst()
                .orElseGet(() -> rows().get(0).metric().name());
    }

    /** Absent where no call was measured. */
    Optional<Operations> operations() {
        return operations.get();
    }

    /** Absent where no event was measured. */
    Optional<Events> events() {
        return events.get();
    }
}
