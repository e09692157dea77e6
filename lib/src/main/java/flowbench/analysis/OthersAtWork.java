package flowbench.analysis;

import flowbench.resources.BusyProcessors;
import flowbench.resources.Usage;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.Scale;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** That others used the processors while some of many runs were measured, which each of them alone would warn of, said once. */
public final class OthersAtWork {
    private OthersAtWork() {}

    /**
     * How many of some runs were measured so, in a sentence; absent where none was.
     *
     * @throws flowbench.settings.UserException if a file is bad
     */
    public static Optional<String> during(List<RunFolder> runs) {
        List<BusyProcessors> shared = runs.stream()
                // That a file was cut off is told where all files of a run are looked at.
                .map(run -> BusyProcessors.of(Usage.of(run, notice -> {})))
                .flatMap(Optional::stream)
                .filter(BusyProcessors::isShared)
                .toList();
        String place = shared.size() == 1 ? "" : "where it was most, ";
        return shared.stream()
                .max(Comparator.comparingDouble(BusyProcessors::others))
                .map(most -> "Others used the processors while " + shared.size() + " of "
                        + Scale.counted(runs.size(), "run") + (shared.size() == 1 ? " was" : " were") + " measured: "
                        + place + "they were " + most.words()
                        + ". What is measured then is this machine: measure again when nothing else runs.");
    }
}
