package flowbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.charts.Chart;
import flowbench.charts.Charts;
import flowbench.comparison.Comparison;
import flowbench.history.History;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Settings;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows and links to is there, and its pictures are what the commands beside them draw of data/examples. */
class PicturesTest {
    private static final Path PROJECT = ProjectFolder.locate();
    private static final Path EXAMPLES = PROJECT.resolve("data/examples");

    /** Of a text in the font that the pictures were drawn with, DejaVu Sans, at 100 points. */
    private static final int WIDTH_OF_TEXT = 1537;

    @TempDir
    Path data;

    @Test
    void whatIsLinkedToIsThere() throws IOException {
        assertThat(links())
                .hasSizeGreaterThan(2)
                .allSatisfy(link -> assertThat(PROJECT.resolve(link)).exists());
    }

    @Test
    void picturesAreWhatTheCommandsBesideThemDraw() throws IOException {
        assumeTrue(widthOfText() == WIDTH_OF_TEXT, "with the fonts of this machine the pictures look different");
        Path history = EXAMPLES.resolve("history");
        RunFolder run = RunFolder.at(EXAMPLES.resolve("default")).get(0);
        same(run, Charts.iterations(run, "steps_per_second"));
        History trend = History.of(settings(history));
        same(trend.lines().get(0).series().newest().run(), Charts.trend(trend).get(0));
        Comparison comparison =
                Comparison.chosen(settings(history, "BASE", "with-index", "CANDIDATE", "without-index"));
        List<RunFolder> candidate = comparison.candidate();
        same(candidate.get(candidate.size() - 1), Charts.comparison(comparison));
    }

    private Settings settings(Path folder, String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATA_DIR", data.toString());
        settings.put("RUN_FOLDERS", folder.toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return Settings.of(settings, Map.of());
    }

    private static void same(RunFolder run, Chart chart) throws IOException {
        Path shown = run.charts().resolve(chart.name() + ".png");
        assertThat(links()).contains(PROJECT.relativize(shown).toString());
        assertThat(pixels(Files.readAllBytes(shown)))
                .as("%s is not what is drawn now; make it anew with the command beside it in README.md", shown)
                .isEqualTo(pixels(chart.png()));
    }

    private static int[] pixels(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    /** Where README links to below the project. */
    private static List<String> links() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(PROJECT.resolve("README.md")));
        List<String> all = new ArrayList<>();
        while (link.find()) {
            all.add(link.group(1));
        }
        return all;
    }

    private static int widthOfText() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return g.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 100)).stringWidth("Steps per second 0123456789");
    }
}
