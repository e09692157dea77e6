package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.FailedIteration;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Sample;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a reader must know of connections that were lost while a run went on. */
final class ConnectionWarnings {
    /** How many failures are told one by one. */
    private static final int MOST_TOLD = 3;

    private ConnectionWarnings() {}

    static List<Warning> of(Manifest manifest, List<Sample> samples) {
        List<Warning> warnings = new ArrayList<>();
        if (!manifest.failedIterations().isEmpty()) {
            warnings.add(new Warning(Warning.Type.FAILED_ITERATIONS, failed(manifest)));
        }
        List<Sample> reconnected = samples.stream()
                .filter(sample -> sample.kind() == Kind.MEASURED
                        && sample.metric().name().equals(Metric.RECONNECTS.name())
                        && sample.value() > 0)
                .toList();
        if (!reconnected.isEmpty()) {
            warnings.add(new Warning(Warning.Type.RECONNECTED, reconnected(manifest, reconnected)));
        }
        return warnings;
    }

    private static String failed(Manifest manifest) {
        List<FailedIteration> failed = manifest.failedIterations();
        long measured =
                failed.stream().filter(one -> one.kind() == Kind.MEASURED).count();
        return Scale.counted(failed.size(), "iteration") + " failed, "
                + (measured == failed.size() ? "" : measured + " of them after the warm-up, ")
                + "and " + (failed.size() == 1 ? "is" : "are") + " left out (n is smaller by " + measured + "): "
                + failed.stream().limit(MOST_TOLD).map(Object::toString).collect(Collectors.joining("; "))
                + (failed.size() > MOST_TOLD ? "; and " + (failed.size() - MOST_TOLD) + " more in run.json" : "")
                + ". What came next had fresh connections and, after a restart, a server with cold caches: "
                + (manifest.server().keepsLog() ? "look at the server's log for the reason, and " : "")
                + "measure again where every iteration counts.";
    }

    private static String reconnected(Manifest manifest, List<Sample> samples) {
        return "Connections were lost in measured iterations that went on, and opened again: "
                + samples.stream()
                        .limit(MOST_TOLD)
                        .map(sample -> Math.round(sample.value()) + " in fork " + sample.fork() + ", iteration "
                                + sample.iteration())
                        .collect(Collectors.joining("; "))
                + (samples.size() > MOST_TOLD
                        ? "; and in " + Scale.counted(samples.size() - MOST_TOLD, "more iteration")
                        : "")
                + ". A fresh connection has to plan its statements anew"
                + (manifest.server().keepsLog() ? ": look at the server's log for who ended them." : ".");
    }
}
