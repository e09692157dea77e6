package flowbench.exchange;

import com.fasterxml.jackson.databind.node.TextNode;
import flowbench.analysis.Operations;
import flowbench.exchange.RunResults.Measure;
import flowbench.history.RunSeries;
import flowbench.runfolder.Better;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The history of a scenario as Apache Otava reads it: a CSV file with a row for each run, and the configuration that names its
 * columns and their directions (1: higher is better, -1: lower). The runs are those that may stand on one line with the
 * newest, as {@link RunSeries} says. A metric is in the file where every one of these runs has it, since Otava takes no empty
 * cell; a value is the mean of a run, in the metric's unit, or of a call the median or p99 in nanoseconds.
 */
final class OtavaCsv implements ExchangeFormat {
    private static final List<String> ATTRIBUTES = List.of("run", "commit", "label", "flowbench", "engine_version");

    @Override
    public List<Document> documents(List<RunResults> runs, String name) {
        List<String> scenarios =
                runs.stream().map(run -> run.manifest().scenario()).distinct().toList();
        if (scenarios.size() > 1) {
            throw new UserException("FORMAT: otava holds the history of one scenario, and the runs given are of "
                    + String.join(" and ", scenarios) + "; name those of one.");
        }
        List<RunFolder> line =
                RunSeries.of(runs.stream().map(RunResults::run).toList(), List.of()).get(0).points().stream()
                        .map(RunSeries.Point::run)
                        .toList();
        List<RunResults> comparable = line.stream()
                .flatMap(run -> runs.stream().filter(other -> other.run() == run))
                .toList();
        List<Map<Metric, Double>> rows =
                comparable.stream().map(OtavaCsv::values).toList();
        Map<String, Metric> metrics = new LinkedHashMap<>();
        rows.get(rows.size() - 1).keySet().stream()
                .filter(metric -> rows.stream().allMatch(row -> row.containsKey(metric)))
                .forEach(metric -> metrics.put(metric.name(), metric));
        String scenario = comparable.get(0).manifest().scenario();
        return List.of(
                new Document("", "csv", csv(comparable, rows, metrics)),
                new Document("", "yaml", yaml(scenario, name + ".csv", metrics)));
    }

    /** What a run says, each by a metric whose name is that of its column. */
    private static Map<Metric, Double> values(RunResults run) {
        Map<Metric, Double> values = new LinkedHashMap<>();
        for (Measure measure : run.results()) {
            Metric metric = measure.metric();
            String unit = metric.unit().equals("ns") ? "_ns" : "";
            values.put(
                    new Metric(measure.name() + unit, metric.unit(), metric.better()),
                    measure.estimate().mean());
        }
        for (Operations.Row call : run.calls()) {
            if (call.phase() == Phase.EXECUTE) {
                quantile(values, call, .5, "_p50_ns");
                quantile(values, call, .99, "_p99_ns");
            }
        }
        return values;
    }

    private static void quantile(Map<Metric, Double> values, Operations.Row call, double p, String suffix) {
        OptionalDouble quantile = call.latency().quantile(p);
        quantile.ifPresent(value -> values.put(new Metric(call.operation() + suffix, "ns", Better.LOWER), value));
    }

    private static String csv(List<RunResults> runs, List<Map<Metric, Double>> rows, Map<String, Metric> metrics) {
        List<String> lines = new ArrayList<>();
        lines.add("time," + String.join(",", ATTRIBUTES) + "," + String.join(",", metrics.keySet()));
        for (int i = 0; i < runs.size(); i++) {
            Manifest run = runs.get(i).manifest();
            Map<Metric, Double> row = rows.get(i);
            List<String> cells = new ArrayList<>(List.of(
                    run.startedAt(),
                    run.runId(),
                    run.library().gitCommit(),
                    run.setting(Setting.LABEL),
                    run.library().version(),
                    run.engineVersion()));
            metrics.values()
                    .forEach(metric -> cells.add(Json.number(row.get(metric)).asText()));
            lines.add(cells.stream().map(OtavaCsv::cell).collect(Collectors.joining(",")));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static String yaml(String scenario, String file, Map<String, Metric> metrics) {
        StringBuilder yaml = new StringBuilder("tests:\n");
        yaml.append("  ").append(quoted(scenario)).append(":\n");
        yaml.append("    type: csv\n");
        yaml.append("    file: ").append(quoted(file)).append('\n');
        yaml.append("    time_column: time\n");
        yaml.append("    attributes: [").append(String.join(", ", ATTRIBUTES)).append("]\n");
        yaml.append("    metrics:\n");
        metrics.forEach((column, metric) -> yaml.append("      ")
                .append(quoted(column))
                .append(":\n")
                .append("        column: ")
                .append(quoted(column))
                .append('\n')
                .append("        direction: ")
                .append(metric.better() == Better.HIGHER ? 1 : -1)
                .append('\n')
                .append("        scale: 1\n"));
        yaml.append("    csv_options:\n      delimiter: \",\"\n      quotechar: '\"'\n");
        return yaml.toString();
    }

    /** A YAML string, which JSON's are. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
