package flowbench.notebook;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Replaces the code of snippet classes that are already loaded. Without it jshell would load a fresh class after each later
 * import, and every object variable of the notebook would be null.
 */
public final class SnippetRedefinition {
    private static final AtomicReference<Instrumentation> INSTRUMENTATION = new AtomicReference<>();

    private SnippetRedefinition() {}

    /** Called by the Java machine before {@code main}, because the jar's manifest names this class. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        INSTRUMENTATION.set(instrumentation);
    }

    /** Whether the Java machine was started from the jar, so that classes can be redefined. */
    static boolean available() {
        return Optional.ofNullable(INSTRUMENTATION.get())
                .filter(Instrumentation::isRedefineClassesSupported)
                .isPresent();
    }

    /** Replaces the code of one class. */
    static void redefine(Class<?> type, byte[] code) throws ClassNotFoundException, UnmodifiableClassException {
        INSTRUMENTATION.get().redefineClasses(new ClassDefinition(type, code));
    }
}
