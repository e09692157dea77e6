package flowbench.output;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something displayed as a notebook keeps it: a text and, of a chart, its picture as well.
 *
 * @param text for where there are no pictures
 * @param png the picture
 */
public record MediaBundle(String text, Optional<byte[]> png) {
    /**
     * What was displayed, a bundle for each picture; that a picture was written as SVG too is said in its text, as it
     * would only be shown twice.
     */
    public static List<MediaBundle> of(Object object) {
        List<Shown> all = Shown.of(object);
        if (all.stream().noneMatch(MediaBundle::isPicture)) {
            return List.of(new MediaBundle(Texts.of(object), Optional.empty()));
        }
        List<MediaBundle> bundles = new ArrayList<>();
        for (Shown shown : all) {
            MediaBundle bundle = of(shown);
            Optional<MediaBundle> before =
                    bundles.isEmpty() ? Optional.empty() : Optional.of(bundles.get(bundles.size() - 1));
            Optional<MediaBundle> same = before.filter(other -> bundle.text().endsWith(".svg")
                    && bundle.text().replaceFirst("svg$", "png").equals(other.text()));
            if (same.isPresent()) {
                bundles.set(
                        bundles.size() - 1,
                        new MediaBundle(
                                same.get().text() + "\n" + bundle.text(),
                                same.get().png()));
            } else {
                bundles.add(bundle);
            }
        }
        return bundles;
    }

    private static boolean isPicture(Shown shown) {
        return shown instanceof Shown.ChartFile || shown instanceof Shown.Drawn;
    }

    private static MediaBundle of(Shown shown) {
        if (shown instanceof Shown.ChartFile file) {
            return new MediaBundle(file.path().toString(), file.png());
        }
        if (shown instanceof Shown.Drawn drawn) {
            return new MediaBundle(
                    drawn.chart().toString(), Optional.of(drawn.chart().png()));
        }
        return new MediaBundle(
                shown instanceof Shown.Data data ? Texts.of(data.result()) : ((Shown.Words) shown).text(),
                Optional.empty());
    }

    /** By MIME type, binary data in base 64. */
    public Map<String, String> byType() {
        Map<String, String> data = new TreeMap<>(Map.of("text/plain", text));
        png.ifPresent(bytes -> data.put("image/png", Base64.getEncoder().encodeToString(bytes)));
        return data;
    }
}
