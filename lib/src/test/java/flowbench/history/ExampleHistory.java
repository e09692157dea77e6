package flowbench.history;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Library;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Runs of one scenario, one a day, each at a commit of its own. */
public final class ExampleHistory {
    private static final Instant BEGIN = Instant.parse("2026-10-01T03:00:00Z");
    private static final long DAY = 86_400;
    /** What the iterations of a fork differ by, which is nothing to the mean of a run. */
    private static final double APART = .01;

    private ExampleHistory() {}

    /** A run for each mean, oldest first, of two forks and two iterations around it. */
    public static List<RunFolder> of(Path data, Metric metric, double... means) {
        Manifest like = ExampleRun.empty(data.resolve("like"), BEGIN).manifest();
        List<RunFolder> runs = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            String startedAt = BEGIN.plusSeconds(DAY * i).toString();
            Library library = new Library("0.1.0", commit(i), false);
            RunFolder run = create(data, like.scenario(), id -> with(like, id, startedAt, library));
            double low = means[i] * (1 - APART);
            double high = means[i] * (1 + APART);
            ExampleRun.append(run, metric, new double[] {low, high}, new double[] {high, low});
            runs.add(run);
        }
        return runs;
    }

    /** Names of runs that begin in the same second differ by chance, and now and then do not. */
    private static RunFolder create(Path data, String scenario, Function<String, Manifest> manifest) {
        while (true) {
            try {
                return RunFolder.create(data, scenario, manifest);
            } catch (UserException e) {
                assertThat(e).hasMessageContaining("FileAlreadyExists");
            }
        }
    }

    /** Steps a second, 3 % apart, of a number of runs; from one on they are a share lower. */
    public static double[] withStep(int runs, int index, double share) {
        Random random = new Random(1);
        double[] means = new double[runs];
        for (int i = 0; i < runs; i++) {
            means[i] = (i < index ? 1000 : 1000 * (1 - share)) * (1 + .03 * random.nextGaussian());
        }
        return means;
    }

    /** The commit that a run was measured at. */
    public static String commit(int run) {
        return String.format("%02x", run) + "ab".repeat(19);
    }

    /** A manifest with another library. */
    public static Manifest with(Manifest m, Library library) {
        return with(m, m.runId(), m.startedAt(), library);
    }

    private static Manifest with(Manifest m, String id, String startedAt, Library library) {
        return new Manifest(
                id,
                m.scenario(),
                m.engine(),
                m.engineVersion(),
                m.status(),
                startedAt,
                m.endedAt(),
                m.failure(),
                m.seed(),
                m.settings(),
                m.server(),
                m.machine(),
                library,
                m.forks(),
                m.warnings());
    }
}
