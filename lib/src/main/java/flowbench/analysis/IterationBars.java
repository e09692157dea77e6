package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Sample;
import flowbench.statistics.Scale;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import flowbench.terminal.Emphasis;
import flowbench.terminal.Sparkline;
import flowbench.terminal.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The throughput of every iteration as small bars, a line for each fork, warm-up before a bar and fainter. All bars begin
 * at 0, so that none looks more different than it is; the measured values that Tukey's fences flag are named beside them.
 */
final class IterationBars {
    /** More forks would fill the screen. */
    private static final int MOST_FORKS = 10;

    /** For the name of the fork, the line between warm-up and the rest, and some of what is beside. */
    private static final int BESIDE = 20;

    private static final int MOST_NAMED = 3;

    private final List<Sample> samples;
    private final Terminal terminal;

    /**
     * Bars of the values of one metric.
     *
     * @param samples warm-up and measured
     */
    IterationBars(List<Sample> samples, Terminal terminal) {
        this.samples = samples.stream()
                .filter(sample -> sample.kind() != Kind.FAILED)
                .sorted(Comparator.comparing(Sample::iteration))
                .toList();
        this.terminal = terminal;
    }

    /** The lines, and above them the scale; none where there is nothing to see: one value, or none above 0. */
    String text() {
        double most = samples.stream().mapToDouble(Sample::value).max().orElse(0);
        SortedMap<Integer, List<Sample>> forks =
                samples.stream().collect(Collectors.groupingBy(Sample::fork, TreeMap::new, Collectors.toList()));
        int longest = forks.values().stream().mapToInt(List::size).max().orElse(0);
        boolean measured = samples.stream().anyMatch(sample -> sample.kind() == Kind.MEASURED);
        if (samples.size() < 2 || !measured || most <= 0 || longest > terminal.columns() - BESIDE) {
            return "";
        }
        Sparkline bars = Sparkline.upTo(most, terminal);
        TukeyFences fences = TukeyFences.of(samples.stream()
                .filter(sample -> sample.kind() == Kind.MEASURED)
                .mapToDouble(Sample::value)
                .toArray());
        boolean warmup = samples.stream().anyMatch(sample -> sample.kind() == Kind.WARMUP);
        StringBuilder text = new StringBuilder(Grid.wrapped(
                "",
                "by iteration, " + bars.legend() + " to "
                        + Scale.text(samples.get(0).metric().unit(), most) + (warmup ? ", warm-up before the |" : "")));
        int width = "fork ".length() + String.valueOf(forks.lastKey()).length();
        forks.entrySet().stream()
                .limit(MOST_FORKS)
                .forEach(fork -> text.append(String.format("%-" + width + "s  ", "fork " + fork.getKey()))
                        .append(line(fork.getValue(), bars, longest, fences))
                        .append('\n'));
        if (forks.size() > MOST_FORKS) {
            text.append("… and ").append(forks.size() - MOST_FORKS).append(" more\n");
        }
        return text.toString();
    }

    private static String line(List<Sample> fork, Sparkline bars, int longest, TukeyFences fences) {
        String warmup = bars.of(values(fork, Kind.WARMUP));
        String measured = bars.of(values(fork, Kind.MEASURED));
        List<String> outliers = new ArrayList<>();
        for (Sample sample : fork) {
            Outlier flag = fences.flag(sample.value());
            if (sample.kind() == Kind.MEASURED && flag != Outlier.NONE) {
                outliers.add("iteration " + sample.iteration() + " " + (fences.low(sample.value()) ? "low" : "high"));
            }
        }
        String named = outliers.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (outliers.size() > MOST_NAMED ? ", …" : "");
        String beside = outliers.isEmpty() ? "" : " ".repeat(longest - fork.size() + 2) + named;
        return Emphasis.FAINT.write(warmup) + (warmup.isEmpty() ? "" : "|") + measured + beside;
    }

    private static double[] values(List<Sample> fork, Kind kind) {
        return fork.stream()
                .filter(sample -> sample.kind() == kind)
                .mapToDouble(Sample::value)
                .toArray();
    }
}
