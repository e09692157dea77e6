package flowbench.notebook;

/**
 * A place in a file, as editors and compilers write it.
 *
 * @param file the file as messages show it
 * @param line counted from 1
 * @param column counted from 1
 */
record Place(String file, int line, int column) {
    /** The place after some text that begins here. */
    Place after(CharSequence text) {
        int line = this.line;
        int column = this.column;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Place(file, line, column);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
