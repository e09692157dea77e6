package flowbench.notebook;

import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code .jsh} file and its lines.
 *
 * @param name the file as messages show it
 * @param lines every line, without its end
 */
record Notebook(String name, List<String> lines) {
    private static final String MARKER = "// %%";

    Notebook {
        lines = List.copyOf(lines);
    }

    /** Reads a notebook as UTF-8, or says in one sentence why it cannot be read. */
    static Notebook read(Path file) {
        try {
            return of(shown(file), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new UserException(shown(file) + " is not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw new UserException("The notebook " + shown(file) + " cannot be read: " + e + ".", e);
        }
    }

    /** A notebook of a text. */
    static Notebook of(String name, String text) {
        List<String> lines = new ArrayList<>();
        // The jshell tool reads its files with a Scanner, which knows more line ends than other readers do.
        try (Scanner scanner = new Scanner(text)) {
            while (scanner.hasNextLine()) {
                lines.add(scanner.nextLine());
            }
        }
        return new Notebook(name, lines);
    }

    /** The cells in their order; what stands before the first marker is a cell as well. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        int first = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).startsWith(MARKER)) {
                if (i > first) {
                    cells.add(new Cell(first + 1, lines.subList(first, i)));
                }
                first = i;
            }
        }
        return cells;
    }

    /** A line by its number, counted from 1; empty beyond the end. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    /**
     * The lines from one marker to the next.
     *
     * @param firstLine the number of its first line in the file, counted from 1
     * @param lines its lines, the marker first
     */
    record Cell(int firstLine, List<String> lines) {
        /** Whether the cell is prose: all of it comment lines. */
        boolean markdown() {
            return lines.get(0).startsWith(MARKER)
                    && lines.get(0).substring(MARKER.length()).strip().startsWith("[markdown]");
        }

        /** The text of a cell of prose, without the marks that make comments of it. */
        String prose() {
            return text(lines.stream().skip(1).map(line -> line.replaceFirst("^// ?", "")));
        }

        /** The text of a cell of code, without its marker. */
        String code() {
            return text(lines.stream().skip(lines.get(0).startsWith(MARKER) ? 1 : 0));
        }

        private static String text(Stream<String> lines) {
            return lines.collect(Collectors.joining("\n")).replaceAll("^\n+|\\s+$", "");
        }

        /** The number of its last line in the file. */
        int lastLine() {
            return firstLine + lines.size() - 1;
        }
    }
}
