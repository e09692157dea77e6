package flowbench.notebook;

import flowbench.settings.ExitCode;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;
import jdk.jshell.UnresolvedReferenceException;

/** Tells of an exception in the words of the notebook: its lines, its methods, and no frame of anything else. */
final class ThrownInNotebook {
    private static final int MOST_FRAMES = 10;

    private final Function<StackTraceElement, Optional<Place>> places;
    private final Place running;

    /**
     * In a notebook.
     *
     * @param places the place in the notebook of a stack frame, if it has one
     * @param running where the snippet begins that threw
     */
    ThrownInNotebook(Function<StackTraceElement, Optional<Place>> places, Place running) {
        this.places = places;
        this.running = running;
    }

    /** The failure of an exception as jshell tells it, and as it was thrown. */
    NotebookFailure failure(JShellException told, Optional<Throwable> thrown) {
        Optional<Place> top = Stream.of(told.getStackTrace())
                .map(places)
                .flatMap(Optional::stream)
                .findFirst();
        String at = top.orElse(running) + ": error: ";
        Optional<UserException> mendable = mendable(thrown);
        if (mendable.isPresent()) {
            return new NotebookFailure(
                    at + mendable.get().getMessage(), mendable.get().exitCode(), thrown);
        }
        List<String> lines = new ArrayList<>();
        lines.add(at + cause(told));
        lines.addAll(frames(told));
        for (Throwable cause = told.getCause(); cause != null; cause = cause.getCause()) {
            lines.add("  caused by " + cause(cause));
            lines.addAll(frames(cause));
        }
        return new NotebookFailure(String.join("\n", lines), ExitCode.FAILED, thrown);
    }

    /** A library of a library may have wrapped the sentence that helps. */
    private static Optional<UserException> mendable(Optional<Throwable> thrown) {
        return Stream.iterate(thrown, Optional::isPresent, t -> t.map(Throwable::getCause))
                .flatMap(Optional::stream)
                .filter(UserException.class::isInstance)
                .map(UserException.class::cast)
                .findFirst();
    }

    private static String cause(Throwable told) {
        if (told instanceof UnresolvedReferenceException) {
            UnresolvedReferenceException unresolved = (UnresolvedReferenceException) told;
            return unresolved.getSnippet().name()
                    + " was called, but it uses something that the notebook has not declared yet.";
        }
        String type = told instanceof EvalException
                ? ((EvalException) told).getExceptionClassName()
                : told.getClass().getName();
        String message = told.getMessage();
        return SnippetNames.removed(message == null || message.isBlank() ? type : type + ": " + message);
    }

    private List<String> frames(Throwable told) {
        List<String> lines = new ArrayList<>();
        for (StackTraceElement frame : told.getStackTrace()) {
            places.apply(frame).ifPresent(place -> {
                String method = frame.getMethodName();
                String in = method == null || method.isEmpty() || method.startsWith("do_it$") ? "" : " in " + method;
                lines.add("    at " + place.file() + ":" + place.line() + in);
            });
        }
        // The rest of an endless recursion tells nothing new.
        if (lines.size() > MOST_FRAMES) {
            String more = "    and " + (lines.size() - MOST_FRAMES) + " more";
            return Stream.concat(lines.stream().limit(MOST_FRAMES), Stream.of(more))
                    .toList();
        }
        return lines;
    }
}
