package flowbench.output;

import flowbench.analysis.Result;
import flowbench.charts.Chart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tech.tablesaw.table.Relation;

/** One of the kinds of things that a notebook displays. */
sealed interface Shown {
    /** A result, or a table of Tablesaw. */
    record Data(Result result) implements Shown {}

    /** A chart that has been drawn into a file. */
    record ChartFile(Path path) implements Shown {
        /** The picture, where the file is one that a notebook can show. */
        Optional<byte[]> png() {
            try {
                return ends(path, ".png") && Files.isReadable(path)
                        ? Optional.of(Files.readAllBytes(path))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A chart. */
    record Drawn(Chart chart) implements Shown {}

    /** All else, by the text that it prints itself as. */
    record Words(String text) implements Shown {}

    /** What an object is; of a collection, what its elements are. */
    static List<Shown> of(Object object) {
        if (object instanceof Collection<?> elements) {
            List<Shown> all = new ArrayList<>();
            elements.forEach(element -> all.addAll(of(element)));
            return all;
        }
        if (object instanceof Result result) {
            return List.of(new Data(result));
        }
        if (object instanceof Relation relation) {
            return List.of(new Data(new PlainTable(relation)));
        }
        if (object instanceof Chart chart) {
            return List.of(new Drawn(chart));
        }
        if (object instanceof Path path && (ends(path, ".png") || ends(path, ".svg"))) {
            return List.of(new ChartFile(path));
        }
        return List.of(new Words(Texts.of(object)));
    }

    private static boolean ends(Path path, String ending) {
        return path.toString().endsWith(ending);
    }
}
