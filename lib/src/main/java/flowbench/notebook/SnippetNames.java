package flowbench.notebook;

/** Takes the names that jshell invents for the classes around snippets out of messages. */
final class SnippetNames {
    private SnippetNames() {}

    /** The message as if the notebook were one class. */
    static String removed(String message) {
        return message.strip()
                .replaceAll("REPL\\.\\$JShell\\$\\w+[.$]", "")
                .replaceAll("\\n\\s*location: class\\s*$", "");
    }
}
