package flowbench.notebook;

/**
 * What jshell takes from a notebook in one go: one snippet, or an {@code /exit}.
 *
 * @param place where the text begins
 * @param text the text, with the comments before it
 * @param terminated whether it ended, in the file, as a finished statement or declaration does
 * @param lastOfCell whether nothing but comments follows it in its cell
 */
record Piece(Place place, String text, boolean terminated, boolean lastOfCell) {
    /** The command that ends a notebook. */
    static final String EXIT = "/exit";

    /** Whether a text is a command of the jshell tool and not Java. */
    static boolean isCommand(String text) {
        return text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/*");
    }

    /** Whether this ends the notebook. */
    boolean exit() {
        return isCommand(text);
    }

    /** The expression after {@code /exit}, or nothing. */
    String exitExpression() {
        return text.strip().substring(EXIT.length()).strip();
    }

    /** The place of the first character that is no blank and in no comment. */
    Place start() {
        return place.after(text.substring(0, Comments.skip(text)));
    }

    /** Whether a text ends as a finished statement or declaration does. */
    static boolean terminates(String text) {
        String code = Comments.removed(text).strip();
        return code.endsWith(";") || code.endsWith("}");
    }
}
