package flowbench.experiment;

import flowbench.terminal.StandardError;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens where this process is told to end while runs are recorded together: they are sealed, the fork at work ends, and
 * one sentence says what is kept, however many they are.
 */
final class Interruption implements AutoCloseable {
    /** Runs that this process recorded before, one after the other: whoever interrupts a notebook of many wants to know of them. */
    private static final AtomicInteger RECORDED = new AtomicInteger();

    private final List<Recording> recordings;
    private final Thread hook = new Thread(this::interrupt, "seal-interrupted-runs");
    private volatile boolean begun;

    private Interruption(List<Recording> recordings) {
        this.recordings = recordings;
    }

    /** From now on, of those that a list holds at that moment; the list may be read in any thread. */
    static Interruption of(List<Recording> recordings) {
        Interruption interruption = new Interruption(recordings);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupt() {
        begun = true;
        recordings.forEach(Recording::interrupt);
        recordings.forEach(Recording::endFork);
        // On a line of its own, below the bar.
        String newLine = StandardError.isTerminal() ? System.lineSeparator() : "";
        System.err.println(newLine + sentence(recordings, RECORDED.get()));
    }

    /**
     * What is kept of runs that were interrupted.
     *
     * @param before how many ended before them
     */
    private static String sentence(List<Recording> recordings, int before) {
        List<Recording> measured =
                recordings.stream().filter(Recording::hasIterations).toList();
        String place = recordings.isEmpty()
                ? ""
                : " in " + recordings.get(0).folder().path().getParent();
        return "interrupted: "
                + (measured.isEmpty() ? "no iteration had ended, so nothing was measured" : kept(recordings, measured))
                + (before == 0 ? "" : before == 1 ? "; the run before is" : "; the " + before + " runs before are")
                + (before == 0 ? "" : " kept" + place);
    }

    private static String kept(List<Recording> recordings, List<Recording> measured) {
        String whose = measured.size() == recordings.size()
                ? "was"
                : measured.size() + " of the " + recordings.size() + " runs";
        // Folders that are too many to be named are the newest only where they are all.
        return "what " + whose + " measured is kept in "
                + Rounds.places(Rounds.areFew(measured) ? measured : recordings)
                + Rounds.command(recordings)
                        .map(command -> "; " + command + " shows it")
                        .orElse("");
    }

    /**
     * Once the process is told to end, its forks end too, as Ctrl-C goes to all of them: that is no failure to tell of, and the
     * thread that notices it waits for the end.
     */
    void awaitEndIfBegun() {
        while (begun) {
            LockSupport.park();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            RECORDED.addAndGet(recordings.size());
        } catch (IllegalStateException e) {
            // The process is ending, and the hook is doing its work.
        }
    }
}
