package flowbench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import flowbench.NpmCache;
import flowbench.analysis.ExampleEvents;
import flowbench.comparison.SimulatedRuns;
import flowbench.resources.ExampleTelemetry;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page as a browser shows it. Where there is no Chromium these tests are skipped, and that of accessibility where npm cannot
 * fetch axe-core, which it does once, into the user's cache.
 */
@Tag("server")
@Timeout(180)
class ReportInBrowserTest {
    private static final String AXE = "4.14.1";

    @TempDir
    static Path data;

    private static Path page;
    private static Chromium browser;

    @BeforeAll
    static void makeAPageWithEverythingOnIt() throws Exception {
        assumeTrue(Chromium.program().isPresent(), "there is no Chromium here to show the page");
        List<RunFolder> runs = new ArrayList<>();
        for (String example :
                List.of("20261126T074226Z-high-frequency-4363", "20261126T074301Z-concurrent-flows-70d5")) {
            runs.add(RunFolder.open(copied(
                    ProjectFolder.locate().resolve("data/examples/default").resolve(example))));
        }
        runs.add(new ExampleTelemetry(data.resolve("telemetry"))
                .waits("Lock:transactionid", 3)
                .gauge(ProbeMetric.rowLock("flowbench.runs"), 3)
                .run(3));
        runs.add(
                ExampleEvents.delivered(data.resolve("events"), "poll", Instant.parse("2026-11-23T12:03:01Z"), 100, 5));
        List<RunFolder> pair = new SimulatedRuns(data.resolve("pair"), 1)
                .set("LABEL", "<script>throw 1</script>")
                .inTurn(8, 3, 1.3, .05);
        pair.get(0)
                .update(pair.get(0)
                        .manifest()
                        .withPair("A", pair.get(1).manifest().runId()));
        pair.get(1)
                .update(pair.get(1)
                        .manifest()
                        .withPair("B", pair.get(0).manifest().runId()));
        runs.add(pair.get(1));
        page = Report.of(runs, Settings.of(Map.of("DATA_DIR", data.toString()), Map.of()))
                .save()
                .get(0);
        browser = Chromium.start(Chromium.program().get(), Files.createDirectory(data.resolve("profile")));
    }

    private static Path copied(Path run) throws IOException {
        Path copy = Files.createDirectories(data.resolve("examples").resolve(run.getFileName()));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "390, 844, light, screen",
        "390, 844, dark, screen",
        "1366, 900, light, screen",
        "1366, 900, dark, screen",
        "688, 972, light, print"
    })
    void itIsQuietAsksForNothingAndFitsItsWidth(int width, int height, String scheme, String medium) throws Exception {
        browser.open(page, width, height, scheme);
        browser.media(medium, scheme);
        browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .allMatch(address -> address.equals(page.toUri().toString()) || address.startsWith("data:"));
        assertThat(texts(browser.evaluate("""
                        [...document.querySelectorAll('body *')]
                            .filter(one => !one.closest('.scroll, .skip, pre') || %s && !one.closest('.skip'))
                            .filter(one => one.getBoundingClientRect().right > %d + 1)
                            .map(one => one.outerHTML.slice(0, 200))
                        """.formatted(medium.equals("print"), width))))
                .as("what reaches beyond the page")
                .isEmpty();
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void everyPictureIsDrawnInTheSchemeOfThePage(String scheme) throws Exception {
        browser.open(page, 1366, 900, scheme);

        JsonNode sizes = browser.evaluate(
                "Promise.all([...document.images].map(one => one.decode().then(() => one.naturalWidth)))");
        assertThat(sizes).hasSizeGreaterThan(8).allMatch(size -> size.asInt() == 2000 || size.asInt() == 1000);
        boolean dark = browser.evaluate("document.images[0].currentSrc != document.images[0].src")
                .asBoolean();
        assertThat(dark).isEqualTo(scheme.equals("dark"));
        String ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
        assertThat(ground.replaceAll("[^0-9]*(\\d+).*", "$1"))
                .satisfies(red -> assertThat(Integer.parseInt(red) < 128).isEqualTo(scheme.equals("dark")));
    }

    @ParameterizedTest
    @CsvSource({"1366, light", "1366, dark", "390, light"})
    void axeFindsNothingThatShutsPeopleOut(int width, String scheme) throws Exception {
        String axe = Files.readString(axe());
        browser.open(page, width, 900, scheme);
        browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
        browser.evaluate(axe + "; 0");

        List<String> violations = texts(browser.evaluate("""
                axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one =>
                    one.id + ': ' + one.help + ' ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))))
                """));
        assertThat(violations).isEmpty();
        assertThat(browser.evaluate("axe.run(document).then(found => found.passes.length)")
                        .asInt())
                .isGreaterThan(20);
    }

    private static Path axe() throws Exception {
        return NpmCache.folder("axe-core-" + AXE, "axe-core@" + AXE).resolve("node_modules/axe-core/axe.min.js");
    }

    @Test
    void aTableIsSortedByTheKeyboardByValueAndNotByText() throws Exception {
        browser.open(page, 1366, 900, "light");
        String table =
                "[...document.querySelectorAll('table')].find(one => one.caption.textContent.startsWith('Results'))";
        browser.evaluate("window.table = " + table + "; window.mean = [...table.tHead.rows[0].cells].find(one =>"
                + " one.textContent === 'mean'); mean.querySelector('button').focus()");
        List<Double> unsorted = keys();

        browser.press("Enter", 13, "\r");
        assertThat(sort()).isEqualTo("ascending");
        assertThat(keys())
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(unsorted)
                .isNotEqualTo(unsorted);

        browser.press(" ", 32, " ");
        assertThat(sort()).isEqualTo("descending");
        assertThat(keys()).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(browser.evaluate("document.activeElement.textContent").asText())
                .isEqualTo("mean");
        assertThat(browser.evaluate("table.querySelectorAll('[aria-sort]').length")
                        .asInt())
                .isEqualTo(1);
    }

    private static String sort() throws Exception {
        return browser.evaluate("mean.getAttribute('aria-sort')").asText();
    }

    private static List<Double> keys() throws Exception {
        List<Double> keys = new ArrayList<>();
        browser.evaluate("[...table.tBodies[0].rows].map(row => Number(row.cells[mean.cellIndex].dataset.key))")
                .forEach(key -> keys.add(key.asDouble()));
        return keys;
    }

    @Test
    void theFirstKeyGoesToTheReportAndEveryChartCanBeSaved() throws Exception {
        browser.open(page, 1366, 900, "light");

        browser.press("Tab", 9, "");
        assertThat(browser.evaluate("document.activeElement.textContent").asText())
                .isEqualTo("Skip to the report");
        browser.press("Enter", 13, "\r");
        assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("main");
        assertThat(texts(browser.evaluate("""
                        [...document.querySelectorAll('figure')].map(one => one.querySelector('a[download]'))
                            .map(link => (link.hidden || link.download) + ' ' + link.href.slice(0, 22))
                        """)))
                .hasSizeGreaterThan(8)
                .doesNotHaveDuplicates()
                .allMatch(link -> link.endsWith(".png data:image/png;base64,"));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
