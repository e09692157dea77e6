package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Events;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of the expected events, a bar for each type: the shares that were delivered, late, recovered, and missing for each
 * cause. What was not delivered is at least three pixels wide, however small its share, and its count stands beside it.
 */
final class EventsChart {
    private static final Map<EventCause, Ink> CAUSES = new EnumMap<>(Map.of(
            EventCause.BEFORE_SUBSCRIPTION, Ink.PURPLE,
            EventCause.NOT_LISTENED_FOR, Ink.SKY,
            EventCause.NOT_DELIVERED, Ink.VERMILLION,
            EventCause.NEVER_WRITTEN, Ink.STRONG,
            EventCause.CHANNEL_CLOSED, Ink.WARMUP,
            EventCause.BUFFER_FULL, Ink.YELLOW));

    /** A way for an event to end: its name, its colour, and how many events of a type ended so. */
    private record Part(String name, Ink ink, ToIntFunction<Events.Row> count) {}

    private EventsChart() {}

    static Chart of(RunFolder run) {
        return draw(run, Events.of(run))
                .orElseThrow(() -> new UserException(run.path() + ": no events to draw: none was expected."));
    }

    /** Absent where no event was expected. */
    static Optional<Chart> find(Reading reading) {
        return reading.events().flatMap(events -> draw(reading.run(), events));
    }

    private static Optional<Chart> draw(RunFolder run, Events events) {
        List<Events.Row> rows = Stream.concat(events.rows().stream(), Stream.of(events.total()))
                .filter(row -> row.expected() > 0)
                .toList();
        List<Part> parts = parts(events)
                .filter(part -> part.count().applyAsInt(events.total()) > 0)
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(
                        "events",
                        "What became of the events on channel " + events.channel(),
                        subtitle(events, parts) + faults(run),
                        Conditions.of(run.manifest()),
                        new Bars(rows, parts)));
    }

    private static String faults(RunFolder run) {
        String faults = run.manifest().setting(Setting.EVENT_FAULTS);
        return faults.isEmpty() ? "" : "; faults injected on purpose: " + faults;
    }

    private static Stream<Part> parts(Events events) {
        List<Part> parts = new ArrayList<>(List.of(
                new Part("delivered", Ink.BLUE, Events.Row::delivered),
                new Part("late", Ink.ORANGE, Events.Row::late),
                new Part("recovered", Ink.GREEN, Events.Row::recovered)));
        CAUSES.forEach((cause, ink) ->
                parts.add(new Part("missing: " + cause, ink, row -> missing(events, row, Optional.of(cause)))));
        parts.add(new Part("missing: no cause given", Ink.GROUND, row -> missing(events, row, Optional.empty())));
        return parts.stream();
    }

    private static int missing(Events events, Events.Row row, Optional<EventCause> cause) {
        return events.undelivered().stream()
                .filter(lost -> lost.cause().equals(cause))
                .filter(lost -> row.type().map(lost.type()::equals).orElse(true))
                .mapToInt(Events.Undelivered::missing)
                .sum();
    }

    private static String subtitle(Events events, List<Part> parts) {
        Events.Row all = events.total();
        String named = parts.stream()
                .skip(all.delivered() > 0 ? 1 : 0)
                .map(part -> part.count().applyAsInt(all) + " " + part.name())
                .collect(Collectors.joining(", "));
        String others = Stream.of(
                        some(all.outOfOrder(), "out of order"),
                        some(all.duplicates(), "duplicate"),
                        some(all.unknown(), "unknown"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        return all.delivered() + " of " + all.expected() + " delivered ("
                + Events.share(all.delivered(), all.expected())
                + ")" + (named.isEmpty() ? "" : "; " + named) + (others.isEmpty() ? "" : "; besides " + others)
                + "; measured iterations, all forks pooled";
    }

    private static String some(int n, String word) {
        return n == 0 ? "" : n + " " + word;
    }

    /** The bars. XChart has none that lie and are stacked; lying, they leave room for the names and the counts. */
    private record Bars(List<Events.Row> rows, List<Part> parts) implements Plot {
        private static final int LEAST = 3;
        private static final int LEFT = 8;
        private static final int GAP = 14;

        @Override
        public void paint(Graphics2D g, Theme theme, int width, int height) {
            g.setFont(Look.LABEL);
            FontMetrics metrics = g.getFontMetrics(Look.LABEL);
            int line = metrics.getHeight() + 6;
            int names = rows.stream()
                    .mapToInt(row -> metrics.stringWidth(row.name()))
                    .max()
                    .orElse(0);
            int counts = rows.stream()
                    .mapToInt(row -> metrics.stringWidth(count(row)))
                    .max()
                    .orElse(0);
            int left = LEFT + names + GAP;
            int right = width - counts - GAP - LEFT;
            int bottom = height - legend(g, theme, metrics, width, 0, false) - 2 * line - 22;
            int top = 16;
            axis(g, theme, metrics, left, right, top, bottom);
            double step = (double) (bottom - top) / rows.size();
            double thick = Math.min(step * .62, 54);
            for (int i = 0; i < rows.size(); i++) {
                double middle = top + step * (i + .5);
                float base = (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0);
                Events.Row row = rows.get(i);
                g.setColor(Ink.TEXT.on(theme));
                g.drawString(row.name(), left - GAP - metrics.stringWidth(row.name()), base);
                g.drawString(count(row), right + GAP, base);
                bar(g, theme, row, left, right, middle - thick / 2, thick);
            }
            legend(g, theme, metrics, width, height - legend(g, theme, metrics, width, 0, false), true);
        }

        private static String count(Events.Row row) {
            return row.delivered() + " of " + row.expected();
        }

        private static void axis(
                Graphics2D g, Theme theme, FontMetrics metrics, int left, int right, int top, int bottom) {
            for (int percent = 0; percent <= 100; percent += 25) {
                int x = (int) Math.round(left + (right - left) * percent / 100.0);
                g.setStroke(new BasicStroke(1));
                g.setColor(percent == 0 ? Ink.QUIET.on(theme) : Ink.GRID.on(theme));
                g.drawLine(x, top, x, bottom);
                g.setColor(Ink.TEXT.on(theme));
                String text = percent + " %";
                g.drawString(text, x - metrics.stringWidth(text) / 2, bottom + 4 + metrics.getAscent());
            }
            String title = "share of the expected events, a part at least " + LEAST
                    + " pixels wide; at the right: delivered of expected";
            g.drawString(
                    title,
                    (left + right - metrics.stringWidth(title)) / 2,
                    bottom + 8 + metrics.getHeight() + metrics.getAscent());
        }

        private void bar(Graphics2D g, Theme theme, Events.Row row, int left, int right, double top, double thick) {
            double[] widths = parts.stream()
                    .mapToDouble(part -> {
                        int n = part.count().applyAsInt(row);
                        return n == 0 ? 0 : Math.max(LEAST, (double) (right - left) * n / row.expected());
                    })
                    .toArray();
            // What the small ones are too wide, the widest is too narrow.
            int widest = 0;
            double sum = 0;
            for (int i = 0; i < widths.length; i++) {
                sum += widths[i];
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest] -= sum - (right - left);
            double x = left;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > 0) {
                    Rectangle2D part = new Rectangle2D.Double(x, top, widths[i], thick);
                    g.setColor(parts.get(i).ink().on(theme));
                    g.fill(part);
                    outline(g, theme, part, parts.get(i).ink());
                    x += widths[i];
                }
            }
        }

        /** What is no colour of a mark is told from the ground by an outline. */
        private static void outline(Graphics2D g, Theme theme, Rectangle2D part, Ink ink) {
            if (ink == Ink.GROUND || ink == Ink.YELLOW) {
                g.setColor(Ink.QUIET.on(theme));
                g.setStroke(new BasicStroke(1));
                g.draw(part);
            }
        }

        /** Draws the legend from a top on, in as many lines as it takes, or only tells its height. */
        private int legend(Graphics2D g, Theme theme, FontMetrics metrics, int width, int top, boolean draw) {
            int line = metrics.getHeight() + 6;
            int square = metrics.getAscent();
            int x = LEFT;
            int y = top;
            for (Part part : parts) {
                String text = part.name();
                int space = square + 6 + metrics.stringWidth(text) + 22;
                if (x + space > width && x > LEFT) {
                    x = LEFT;
                    y += line;
                }
                if (draw) {
                    Rectangle2D box = new Rectangle2D.Double(x, y, square, square);
                    g.setColor(part.ink().on(theme));
                    g.fill(box);
                    outline(g, theme, box, part.ink());
                    g.setColor(Ink.TEXT.on(theme));
                    g.drawString(text, x + square + 6, y + metrics.getAscent() - 1);
                }
                x += space;
            }
            return y + line - top;
        }
    }
}
