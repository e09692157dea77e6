package flowbench.scenario;

import flowbench.engine.MessageQueue;
import flowbench.runfolder.Event;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sends messages through a bare queue, with workers that start at a signal. */
final class QueueWork implements Work {
    private final TestBed bed;
    private final MessageQueue queue;
    private final String name;
    private final List<String> bodies;
    private final Caller leader;
    private final CostMeter cost;
    private Optional<QueueWorkers> workers = Optional.empty();

    QueueWork(TestBed bed, String name, int messages) {
        this.bed = bed;
        this.queue = bed.engine().queue();
        this.name = name;
        Outputs outputs = new Outputs(bed.settings().longNumber(Setting.SEED));
        this.bodies = IntStream.range(0, messages).mapToObj(outputs::next).toList();
        this.leader = bed.caller(0);
        this.cost = new CostMeter(bed.database(), bed.warnings());
    }

    @Override
    public void run(Phase phase) throws SQLException {
        bed.log().enter(phase);
        switch (phase) {
            case SETUP -> {
                bed.database().fillPool();
                leader.call("engine_version", bed.engine()::version);
            }
            case CREATE ->
                leader.call("create_queue", c -> {
                    queue.create(c, name);
                    return null;
                });
            case SUBSCRIBE -> workers = Optional.of(QueueWorkers.ready(bed, name, bodies));
            case EXECUTE -> workers.orElseThrow().work(bed.settings().number(Setting.MAX_COMPLETION_TIME_MS));
            case DRAIN -> {
                workers.orElseThrow().join();
                cost.workEnded();
            }
            case CLEANUP -> {
                workers.ifPresent(QueueWorkers::dismiss);
                leader.call("drop_queue", c -> {
                    queue.drop(c, name);
                    return null;
                });
            }
        }
    }

    @Override
    public void ready() throws SQLException {
        cost.begin();
    }

    @Override
    public void verify() throws SQLException {
        if (finished() != bodies.size()) {
            throw new UserException(finished() + " of " + bodies.size() + " messages were finished.");
        }
        cost.settle();
    }

    @Override
    public List<Reading> readings(Map<Phase, Long> durations) {
        double seconds = durations.get(Phase.EXECUTE) / 1e9;
        List<Reading> readings = new ArrayList<>(List.of(
                new Reading(Phase.EXECUTE, Metric.MESSAGES_PER_SECOND, finished() / seconds),
                new Reading(Phase.EXECUTE, Metric.MESSAGES_FINISHED, finished())));
        readings.addAll(cost.readings(finished(), Metric.WAL_BYTES_PER_MESSAGE, Metric.DEAD_TUPLES_PER_MESSAGE));
        return readings;
    }

    @Override
    public long units() {
        return finished();
    }

    @Override
    public List<Event> events() {
        return List.of();
    }

    private int finished() {
        return workers.map(QueueWorkers::finished).orElse(0);
    }
}
