package flowbench.notebook;

/** Knows where Java text is comment, and where it only looks like one inside a string. */
final class Comments {
    private Comments() {}

    /** The index of the first character that is neither blank nor in a comment; the length where there is none. */
    static int skip(String text) {
        int i = 0;
        while (i < text.length()) {
            int end = commentEnd(text, i);
            if (end > i) {
                i = end;
            } else if (Character.isWhitespace(text.charAt(i))) {
                i++;
            } else {
                return i;
            }
        }
        return i;
    }

    /** The text with a blank in place of each comment. */
    static String removed(String text) {
        StringBuilder code = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int comment = commentEnd(text, i);
            if (comment > i) {
                code.append(' ');
                i = comment;
            } else {
                int end = literalEnd(text, i);
                code.append(text, i, end);
                i = end;
            }
        }
        return code.toString();
    }

    private static int commentEnd(String text, int from) {
        if (text.startsWith("//", from)) {
            return endOr(text, text.indexOf('\n', from), 0);
        }
        return text.startsWith("/*", from) ? endOr(text, text.indexOf("*/", from + 2), 2) : from;
    }

    /** The end of the literal that begins here, or of the one character that is no literal. */
    private static int literalEnd(String text, int from) {
        char first = text.charAt(from);
        if (first != '"' && first != '\'') {
            return from + 1;
        }
        String quote = text.startsWith("\"\"\"", from) ? "\"\"\"" : String.valueOf(first);
        for (int i = from + quote.length(); i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.startsWith(quote, i)) {
                return i + quote.length();
            }
        }
        return text.length();
    }

    private static int endOr(String text, int found, int length) {
        return found < 0 ? text.length() : found + length;
    }
}
