package flowbench.charts;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A drawing as a PNG of at most 256 colours, which takes about half of the bytes. A drawing of no more loses nothing. Of one with
 * more, the colours of marks and text stay as they are, as do those that most pixels have; the others, shades along slanted edges,
 * become the nearest of these.
 */
final class IndexedPng {
    private static final int MOST = 256;

    /** Of 0, smallest, to 1, fastest: little is left to gain above. */
    private static final float COMPRESSION = .3f;

    private IndexedPng() {}

    /**
     * The bytes of the PNG.
     *
     * @param image opaque
     * @param kept colours that stay as they are, if they occur
     */
    static byte[] of(BufferedImage image, Collection<Color> kept) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, int[]> counts = counts(pixels);
        int[] palette = palette(counts, kept);
        Map<Integer, Byte> indexes = new HashMap<>();
        counts.keySet().forEach(color -> indexes.put(color, (byte) nearest(color, palette)));
        IndexColorModel colors = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colors);
        byte[] cells = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
        int color = pixels[0];
        byte index = indexes.get(color);
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != color) {
                color = pixels[i];
                index = indexes.get(color);
            }
            cells[i] = index;
        }
        return written(indexed);
    }

    /** Neighbours mostly have one colour, which is looked up once. */
    private static Map<Integer, int[]> counts(int[] pixels) {
        Map<Integer, int[]> counts = new HashMap<>();
        int color = pixels[0];
        int[] count = new int[1];
        counts.put(color, count);
        for (int pixel : pixels) {
            if (pixel != color) {
                color = pixel;
                count = counts.computeIfAbsent(color, first -> new int[1]);
            }
            count[0]++;
        }
        return counts;
    }

    private static int[] palette(Map<Integer, int[]> counts, Collection<Color> kept) {
        Set<Integer> palette = new LinkedHashSet<>();
        kept.stream().map(Color::getRGB).filter(counts::containsKey).forEach(palette::add);
        counts.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Integer, int[]>>comparingInt(entry -> -entry.getValue()[0])
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .forEach(palette::add);
        return palette.stream().limit(MOST).mapToInt(color -> color).toArray();
    }

    private static int nearest(int color, int[] palette) {
        int nearest = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length && least > 0; i++) {
            int red = (color >> 16 & 255) - (palette[i] >> 16 & 255);
            int green = (color >> 8 & 255) - (palette[i] >> 8 & 255);
            int blue = (color & 255) - (palette[i] & 255);
            int distance = red * red + green * green + blue * blue;
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    private static byte[] written(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(COMPRESSION);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
