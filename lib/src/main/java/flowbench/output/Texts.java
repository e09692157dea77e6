package flowbench.output;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tech.tablesaw.table.Relation;

/** The text of an object for people. */
public final class Texts {
    private static final Map<Class<?>, Function<Object, String>> OF_TYPES = new ConcurrentHashMap<>();

    private Texts() {}

    /** From now on the text of objects of a type, and of its subtypes, is what a function makes of them. */
    public static <T> void put(Class<T> type, Function<? super T, String> text) {
        OF_TYPES.put(type, object -> text.apply(type.cast(object)));
    }

    /** The text of an object: tables in columns, collections an element a line, arrays with their elements. */
    static String of(Object object) {
        for (Map.Entry<Class<?>, Function<Object, String>> entry : OF_TYPES.entrySet()) {
            if (entry.getKey().isInstance(object)) {
                return entry.getValue().apply(object);
            }
        }
        if (object instanceof Relation relation) {
            return new RelationText(relation).toString();
        }
        if (object instanceof Collection<?> elements) {
            return elements.stream().map(Texts::of).collect(Collectors.joining("\n"));
        }
        if (object != null && object.getClass().isArray()) {
            String text = Arrays.deepToString(new Object[] {object});
            return text.substring(1, text.length() - 1);
        }
        return String.valueOf(object);
    }
}
