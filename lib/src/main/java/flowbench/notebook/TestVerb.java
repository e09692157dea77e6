package flowbench.notebook;

import flowbench.settings.UserException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help for the verb that the launcher itself handles, by calling Maven. */
@Command(name = "test", description = "Build and test Flowbench itself (mvn verify).", sortOptions = false)
final class TestVerb implements Callable<Integer> {
    @Parameters(paramLabel = "[ARGUMENT…]", hideParamSyntax = true, description = "Passed on to Maven.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        throw new UserException("Only the launcher can run the tests: "
                + String.join(" ", "lib/bench test", String.join(" ", words)).strip() + ".");
    }
}
