package flowbench.report;

/** Text in Markdown as GitHub reads it, in which HTML is markup too. */
final class MarkdownText {
    private MarkdownText() {}

    /** A text that stands for itself, on one line, in a table as elsewhere. */
    static String escaped(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("([\\\\`*_{}\\[\\]|~#])", "\\\\$1")
                // No person is notified, and no issue linked, by a label: GitHub looks for both in what is rendered,
                // and
                // finds neither where a blank of no width follows the sign.
                .replace("@", "@\u200b")
                .replace("#", "#\u200b");
    }
}
