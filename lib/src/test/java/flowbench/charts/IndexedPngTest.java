package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.RunFolder;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedPngTest {
    @TempDir
    Path data;

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** A noise of some colours, all different. */
    private static BufferedImage noise(int colors) {
        BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 80 * 60; i++) {
            image.setRGB(i % 80, i / 80, 0x10305 * (i < colors ? i : random.nextInt(colors)));
        }
        return image;
    }

    @Test
    void aDrawingOf256ColoursLosesNothing() throws IOException {
        for (int colors : List.of(1, 2, 17, 256)) {
            BufferedImage image = noise(colors);

            assertThat(pixels(read(IndexedPng.of(image, List.of())))).isEqualTo(pixels(image));
        }
    }

    @Test
    void ofMoreColoursThoseThatAreToBeKeptStayAndTheOthersBecomeNear() throws IOException {
        BufferedImage image = noise(2000);
        image.setRGB(3, 3, 0xABCDEF);

        BufferedImage written = read(IndexedPng.of(image, List.of(new Color(0xABCDEF), new Color(0x123456))));

        assertThat(written.getRGB(3, 3)).isEqualTo(0xFFABCDEF);
        assertThat(IntStream.of(pixels(written)).distinct().count()).isEqualTo(256);
    }

    @Test
    void aChartTakesTwoThirdsOfItsBytesAtMostAndLooksTheSame() throws IOException {
        RunFolder run = ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1);
        for (Chart chart : Charts.all(run)) {
            BufferedImage drawn = chart.image(Theme.LIGHT, 2);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            ImageIO.write(drawn, "png", whole);
            byte[] png = chart.png(Theme.LIGHT, 2);

            assertThat(png.length).isLessThan(whole.size() * 2 / 3);
            int[] before = pixels(drawn);
            int[] after = pixels(read(png));
            double far = IntStream.range(0, before.length)
                    .filter(i -> distance(before[i], after[i]) > 24)
                    .count();
            assertThat(far / before.length).isLessThan(.001);
        }
    }

    private static double distance(int a, int b) {
        return Math.sqrt(IntStream.of(0, 8, 16)
                .mapToDouble(shift -> Math.pow((a >> shift & 255) - (b >> shift & 255), 2))
                .sum());
    }
}
