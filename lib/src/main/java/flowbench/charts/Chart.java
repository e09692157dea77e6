package flowbench.charts;

import flowbench.settings.UserException;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A chart: a plot between a title and the conditions under which its numbers were measured. */
public final class Chart {
    private static final int MARGIN = 22;
    private static final int MOST_SCALED = 8;

    private final String name;
    private final String title;
    private final String subtitle;
    private final String caption;
    private final Plot plot;

    Chart(String name, String title, String subtitle, String caption, Plot plot) {
        this.name = name;
        this.title = title;
        this.subtitle = subtitle;
        this.caption = caption;
        this.plot = plot;
    }

    /** The file name without its ending, such as {@code iterations-steps_per_second}. */
    public String name() {
        return name;
    }

    /** What it shows. */
    public String title() {
        return title;
    }

    /** The figures in words: means, intervals, n. */
    public String subtitle() {
        return subtitle;
    }

    /** The conditions of the measurement. */
    public String caption() {
        return caption;
    }

    /** Writes a PNG of 1000 × 640 pixels, light, and returns its path. */
    public Path savePng(Path file) {
        return save(file, png());
    }

    /** Writes an SVG, light, and returns its path. */
    public Path saveSvg(Path file) {
        return save(file, svg().getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a PNG of 1000 × 640 pixels, light, to show in a notebook. */
    public byte[] png() {
        return png(Theme.LIGHT, 1);
    }

    /**
     * The bytes of a PNG, to put into a page. The numbers are those that were read when the chart was made: no file is read again.
     *
     * @param scale how many times 1000 × 640 pixels it has in each direction, 1 to 8; the layout is the same
     * @throws UserException if the scale is another
     */
    public byte[] png(Theme theme, int scale) {
        if (scale < 1 || scale > MOST_SCALED) {
            throw new UserException("A chart is drawn at a scale of 1 to " + MOST_SCALED + ", not of " + scale + ".");
        }
        return IndexedPng.of(
                image(theme, scale),
                Stream.of(Ink.values()).map(ink -> ink.on(theme)).toList());
    }

    /** The drawing in every colour. */
    BufferedImage image(Theme theme, int scale) {
        BufferedImage image = new BufferedImage(scale * Look.WIDTH, scale * Look.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(scale, scale);
        new Framed(theme).paint(g, Look.WIDTH, Look.HEIGHT);
        g.dispose();
        return image;
    }

    /** The text of an SVG, light. */
    public String svg() {
        return svg(Theme.LIGHT);
    }

    /** The text of an SVG, to put into a page. */
    public String svg(Theme theme) {
        try {
            return new String(ChartEncoder.getBytes(new Framed(theme), "svg"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path save(Path file, byte[] bytes) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UserException(file + ": the chart cannot be written: " + e + ".", e);
        }
    }

    /** The words on the chart. */
    @Override
    public String toString() {
        return "Chart " + name + ": " + title + "\n  " + subtitle + "\n  " + caption;
    }

    /** The plot with the words around it, laid out so that nothing is clipped however long they are. */
    private final class Framed implements IChart {
        private final Theme theme;

        private Framed(Theme theme) {
            this.theme = theme;
        }

        @Override
        public void paint(Graphics2D g, int width, int height) {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            // So that words are as wide at any scale.
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g.setColor(theme.ground());
            g.fillRect(0, 0, width, height);
            int top = write(g, title, Look.TITLE, Ink.TEXT, 14, width);
            top = write(g, subtitle, Look.SUBTITLE, Ink.TEXT, top + 4, width) + 6;
            int bottom = height - 12 - height(g, caption, Look.CAPTION, width);
            write(g, caption, Look.CAPTION, Ink.QUIET, bottom, width);
            Graphics2D middle = (Graphics2D) g.create();
            middle.translate(MARGIN - 8, top);
            plot.paint(middle, theme, width - 2 * MARGIN + 16, bottom - 4 - top);
            middle.dispose();
        }

        /** Writes lines from a top and returns their bottom. */
        private int write(Graphics2D g, String text, Font font, Ink ink, int top, int width) {
            g.setFont(font);
            g.setColor(ink.on(theme));
            FontMetrics metrics = g.getFontMetrics(font);
            int y = top;
            for (String line : lines(metrics, text, width - 2 * MARGIN)) {
                g.drawString(line, MARGIN, y + metrics.getAscent());
                y += metrics.getHeight();
            }
            return y;
        }

        private int height(Graphics2D g, String text, Font font, int width) {
            FontMetrics metrics = g.getFontMetrics(font);
            return lines(metrics, text, width - 2 * MARGIN).size() * metrics.getHeight();
        }

        private static List<String> lines(FontMetrics metrics, String text, int width) {
            List<String> lines = new ArrayList<>();
            for (String paragraph : text.split("\n")) {
                StringBuilder line = new StringBuilder();
                for (String word : paragraph.split(" ")) {
                    if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > width) {
                        lines.add(line.toString());
                        line.setLength(0);
                    }
                    line.append(line.isEmpty() ? "" : " ").append(word);
                }
                lines.add(line.toString());
            }
            return lines;
        }

        @Override
        public int getWidth() {
            return Look.WIDTH;
        }

        @Override
        public int getHeight() {
            return Look.HEIGHT;
        }

        @Override
        public String getTitle() {
            return title;
        }
    }
}
