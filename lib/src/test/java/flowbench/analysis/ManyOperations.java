package flowbench.analysis;

import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;

/**
 * Makes a run folder with some ten million operations, a fifth of them warm-up, to time the analysis of large files:
 *
 * <pre>
 * mvn -f lib/pom.xml test-compile dependency:build-classpath -Dmdep.outputFile=/tmp/class-path
 * java -cp lib/target/test-classes:lib/target/classes:$(cat /tmp/class-path) flowbench.analysis.ManyOperations /tmp/many
 * </pre>
 */
final class ManyOperations {
    private static final Shape TEN_MILLION = new Shape(5, 1, 4, 190_500);

    private ManyOperations() {}

    public static void main(String... arguments) {
        RunFolder run = ExampleRun.of(Path.of(arguments[0]), TEN_MILLION, 1);
        System.out.println(run.path());
    }
}
