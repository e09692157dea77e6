package flowbench.notebook;

import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this process. The engine of the jshell tool talks to a second process for each snippet, which costs ten
 * times as much, and hands back texts where {@link Display} and messages need the real object and the real exception.
 */
final class InProcessExecution extends DirectExecutionControl {
    private Optional<Object> value = Optional.empty();
    private Optional<Throwable> thrown = Optional.empty();

    /** What the last snippet returned. */
    Optional<Object> value() {
        return value;
    }

    /** What the last snippet threw. */
    Optional<Throwable> thrown() {
        return thrown;
    }

    /** Forgets the last snippet. */
    void clear() {
        value = Optional.empty();
        thrown = Optional.empty();
    }

    /** This engine, as {@link jdk.jshell.JShell.Builder} takes it. */
    ExecutionControlProvider provider() {
        ExecutionControl engine = this;
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "flowbench";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv environment, java.util.Map<String, String> parameters) {
                return engine;
            }
        };
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // As in the jshell tool: libraries that look up classes by name find those of the notebook too.
        thread.setContextClassLoader(snippet.getDeclaringClass().getClassLoader());
        try {
            value = Optional.ofNullable(snippet.invoke(null));
            // The text of the value is never shown here, and making it could take long for a large one.
            return "";
        } catch (InvocationTargetException e) {
            thrown = Optional.of(e.getCause());
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        if (!SnippetRedefinition.available()) {
            super.redefine(classes);
            return;
        }
        boolean[] done = new boolean[classes.length];
        try {
            for (int i = 0; i < classes.length; i++) {
                SnippetRedefinition.redefine(findClass(classes[i].name()), classes[i].bytecodes());
                done[i] = true;
            }
        } catch (ClassNotFoundException | UnmodifiableClassException | UnsupportedOperationException e) {
            // jshell's answer to this is a fresh class: right when the shape of a class changed.
            throw new ClassInstallException(String.valueOf(e.getMessage()), done);
        }
        classesRedefined(classes);
    }
}
