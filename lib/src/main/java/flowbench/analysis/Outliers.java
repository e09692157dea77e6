package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.SampleColumn;
import flowbench.settings.UserException;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Marks outliers in a table of samples by {@linkplain TukeyFences Tukey's fences}. A flag is a question, not a verdict: on
 * clean normal data more than a quarter of samples of ten values have one. No row is ever left out.
 */
public final class Outliers {
    private Outliers() {}

    /**
     * A copy of a table of samples with two more columns: {@code outlier} ({@code none}, {@code mild} or {@code severe}) and
     * {@code side} ({@code low} or {@code high}; missing for {@code none}). The fences are those of the measured values of
     * the same run, phase and metric; both columns are missing in warm-up rows.
     *
     * @param samples as {@link Tables#samples} gives it, or any part of its rows
     */
    public static Table flag(Table samples) {
        for (SampleColumn column : List.of(
                SampleColumn.RUN_ID, SampleColumn.KIND, SampleColumn.PHASE, SampleColumn.METRIC, SampleColumn.VALUE)) {
            if (!samples.containsColumn(column.header())) {
                throw new UserException("Table " + samples.name() + ": column " + column.header()
                        + " is missing; flag a samples table.");
            }
        }
        Map<List<String>, List<Integer>> groups = new LinkedHashMap<>();
        for (int row = 0; row < samples.rowCount(); row++) {
            if (text(samples, SampleColumn.KIND, row).equals(Kind.MEASURED.toString())) {
                List<String> group = List.of(
                        text(samples, SampleColumn.RUN_ID, row),
                        text(samples, SampleColumn.PHASE, row),
                        text(samples, SampleColumn.METRIC, row));
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(row);
            }
        }
        StringColumn outliers = StringColumn.create("outlier", samples.rowCount());
        StringColumn sides = StringColumn.create("side", samples.rowCount());
        for (List<Integer> rows : groups.values()) {
            flag(samples, rows, outliers, sides);
        }
        Table flagged = samples.copy();
        flagged.removeColumns(flagged.columnNames().stream()
                .filter(name -> name.equals("outlier") || name.equals("side"))
                .toArray(String[]::new));
        return flagged.addColumns(outliers, sides);
    }

    private static void flag(Table samples, List<Integer> rows, StringColumn outliers, StringColumn sides) {
        double[] values = rows.stream()
                .mapToDouble(
                        row -> samples.numberColumn(SampleColumn.VALUE.header()).getDouble(row))
                .toArray();
        TukeyFences fences = TukeyFences.of(values);
        for (int i = 0; i < values.length; i++) {
            Outlier outlier = fences.flag(values[i]);
            outliers.set(rows.get(i), outlier.toString());
            if (outlier != Outlier.NONE) {
                sides.set(rows.get(i), fences.low(values[i]) ? "low" : "high");
            }
        }
    }

    private static String text(Table samples, SampleColumn column, int row) {
        return samples.stringColumn(column.header()).get(row);
    }
}
