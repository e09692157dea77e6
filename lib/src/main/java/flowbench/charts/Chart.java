package flowbench.charts;

import flowbench.settings.UserException;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A chart: a plot between a title and the conditions under which its numbers were measured. */
public final class Chart {
    private static final int MARGIN = 22;

    private final String name;
    private final String title;
    private final String subtitle;
    private final String caption;
    private final IChart plot;

    Chart(String name, String title, String subtitle, String caption, IChart plot) {
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

    /** Writes a PNG of 1000 × 640 pixels and returns its path. */
    public Path savePng(Path file) {
        return save(file, png());
    }

    /** Writes an SVG and returns its path. */
    public Path saveSvg(Path file) {
        return save(file, bytes("svg"));
    }

    /** The bytes of a PNG, to show in a notebook or to put into a page. */
    public byte[] png() {
        return bytes("png");
    }

    /** The text of an SVG. */
    public String svg() {
        return new String(bytes("svg"), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String format) {
        try {
            return ChartEncoder.getBytes(new Framed(), format);
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
        @Override
        public void paint(Graphics2D g, int width, int height) {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, height);
            int top = write(g, title, Look.TITLE, Look.TEXT, 14, width);
            top = write(g, subtitle, Look.SUBTITLE, Look.TEXT, top + 4, width) + 6;
            int bottom = height - 12 - height(g, caption, Look.CAPTION, width);
            write(g, caption, Look.CAPTION, Look.QUIET, bottom, width);
            Graphics2D middle = (Graphics2D) g.create();
            middle.translate(MARGIN - 8, top);
            plot.paint(middle, width - 2 * MARGIN + 16, bottom - 4 - top);
            middle.dispose();
        }

        /** Writes lines from a top and returns their bottom. */
        private int write(Graphics2D g, String text, Font font, Color color, int top, int width) {
            g.setFont(font);
            g.setColor(color);
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
