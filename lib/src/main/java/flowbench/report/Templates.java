package flowbench.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The templates beside this class. Every text that they are given is escaped for what they make, unless they ask that it is not. */
final class Templates {
    private static final String FOLDER = "flowbench/report/";
    private static final String MARKDOWN = "markdown";

    private Templates() {}

    /** A page. */
    static String html(String file, Map<String, Object> texts) {
        return evaluate(engine().build(), file, texts);
    }

    /** A Markdown text. */
    static String markdown(String file, Map<String, Object> texts) {
        PebbleEngine engine = engine().addEscapingStrategy(MARKDOWN, MarkdownText::escaped)
                .defaultEscapingStrategy(MARKDOWN)
                .newLineTrimming(false)
                .build();
        return evaluate(engine, file, texts);
    }

    /** A file that is put into a page as it is. */
    static String text(String file) {
        try (InputStream in = Templates.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PebbleEngine.Builder engine() {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix(FOLDER);
        return new PebbleEngine.Builder()
                .loader(loader)
                .autoEscaping(true)
                // A name that is misspelt is a bug, and must not be a blank.
                .strictVariables(true)
                .defaultLocale(Locale.ROOT)
                .cacheActive(false);
    }

    private static String evaluate(PebbleEngine engine, String file, Map<String, Object> texts) {
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate(file).evaluate(out, texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
