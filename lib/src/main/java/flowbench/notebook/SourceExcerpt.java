package flowbench.notebook;

/** The source line of a place, with a caret below the column. */
final class SourceExcerpt {
    private SourceExcerpt() {}

    /** Two lines, indented. */
    static String of(Notebook notebook, Place place) {
        String line = notebook.line(place.line());
        int before = Math.min(place.column() - 1, line.length());
        // Tabs are kept, so that the caret stands below its character at any tab width.
        String indent = line.substring(0, before).replaceAll("[^\t]", " ");
        return "    " + line + "\n    " + indent + "^";
    }
}
