package flowbench.notebook;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tech.tablesaw.table.Relation;

/** Shows a result of a notebook on standard output. */
public final class Display {
    private static final int TABLE_ROWS = 40;

    private static final Map<Class<?>, Function<Object, String>> TEXTS = new ConcurrentHashMap<>();

    private Display() {}

    /**
     * Prints a readable text of an object: tables in columns, collections an element a line, arrays with their elements, all
     * else as it prints itself.
     */
    public static void display(Object object) {
        System.out.println(text(object));
    }

    /** From now on shows objects of a type, and of its subtypes, by the text that a function makes of them. */
    public static <T> void showAs(Class<T> type, Function<? super T, String> text) {
        TEXTS.put(type, object -> text.apply(type.cast(object)));
    }

    private static String text(Object object) {
        for (Map.Entry<Class<?>, Function<Object, String>> entry : TEXTS.entrySet()) {
            if (entry.getKey().isInstance(object)) {
                return entry.getValue().apply(object);
            }
        }
        if (object instanceof Relation) {
            return ((Relation) object).print(TABLE_ROWS);
        }
        if (object instanceof Collection<?> elements) {
            return elements.stream().map(Display::text).collect(Collectors.joining("\n"));
        }
        if (object != null && object.getClass().isArray()) {
            String text = Arrays.deepToString(new Object[] {object});
            return text.substring(1, text.length() - 1);
        }
        return String.valueOf(object);
    }
}
