package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.SampleColumn;
import flowbench.settings.UserException;
import flowbench.statistics.MadFences;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.TukeyFences.Outlier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Marks outliers in a table of samples by {@linkplain TukeyFences Tukey's fences}, with the
 * {@linkplain MadFences modified z-score} as a second opinion. A flag is a question, not a verdict: on clean normal
 * data more than a quarter of samples of ten values have one. No row is ever left out.
 */
public final class Outliers {
    private static final List<SampleColumn> NEEDED = List.of(
            SampleColumn.RUN_ID,
            SampleColumn.KIND,
            SampleColumn.PHASE,
            SampleColumn.METRIC,
            SampleColumn.UNIT,
            SampleColumn.VALUE);

    private static final String OUTLIER = "outlier";
    private static final String SIDE = "side";
    private static final String MODIFIED_Z = "modified_z";
    private static final String MAD_OUTLIER = "mad_outlier";

    private Outliers() {}

    /**
     * A copy of a table of samples with four more columns: {@code outlier} ({@code none}, {@code mild} or
     * {@code severe}), {@code side} ({@code low} or {@code high}; missing for {@code none}), {@code modified_z}
     * (DOUBLE, below 0 for values below the median) and {@code mad_outlier} ({@code yes} where that is more than 3.5
     * from 0, or {@code no}); these two are missing where the MAD is 0. The fences are those of the measured values of
     * the same run, phase and metric; all are missing in rows of the warm-up and of failed iterations.
     *
     * @param samples as {@link Tables#samples} gives it, or any part of its rows
     * @throws UserException if a column is missing, a measured value is missing, or a metric has two units
     */
    public static Table flag(Table samples) {
        for (SampleColumn column : NEEDED) {
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
        Flags flags = new Flags(samples.rowCount());
        for (List<Integer> rows : groups.values()) {
            flags.set(rows, values(samples, rows));
        }
        Table flagged = samples.copy();
        flagged.removeColumns(flagged.columnNames().stream()
                .filter(List.of(OUTLIER, SIDE, MODIFIED_Z, MAD_OUTLIER)::contains)
                .toArray(String[]::new));
        return flagged.addColumns(flags.outliers, flags.sides, flags.scores, flags.opinions);
    }

    private static double[] values(Table samples, List<Integer> rows) {
        String unit = text(samples, SampleColumn.UNIT, rows.get(0));
        double[] values = new double[rows.size()];
        for (int i = 0; i < values.length; i++) {
            int row = rows.get(i);
            values[i] = samples.numberColumn(SampleColumn.VALUE.header()).getDouble(row);
            String metric = text(samples, SampleColumn.METRIC, row);
            if (!Double.isFinite(values[i])) {
                throw new UserException("Table " + samples.name() + ": row " + (row + 1)
                        + " has no finite value of metric \"" + metric + "\"; leave such rows out.");
            }
            if (!text(samples, SampleColumn.UNIT, row).equals(unit)) {
                throw new UserException("Table " + samples.name() + ": metric \"" + metric + "\" is in \"" + unit
                        + "\" and in \"" + text(samples, SampleColumn.UNIT, row) + "\"; a metric has one unit.");
            }
        }
        return values;
    }

    /** The four columns. */
    private static final class Flags {
        final StringColumn outliers;
        final StringColumn sides;
        final DoubleColumn scores;
        final StringColumn opinions;

        Flags(int rows) {
            outliers = StringColumn.create(OUTLIER, rows);
            sides = StringColumn.create(SIDE, rows);
            scores = DoubleColumn.create(MODIFIED_Z, rows);
            opinions = StringColumn.create(MAD_OUTLIER, rows);
        }

        void set(List<Integer> rows, double... values) {
            TukeyFences tukey = TukeyFences.of(values);
            Optional<MadFences> mad = MadFences.of(values);
            for (int i = 0; i < values.length; i++) {
                int row = rows.get(i);
                double value = values[i];
                Outlier outlier = tukey.flag(value);
                outliers.set(row, outlier.toString());
                if (outlier != Outlier.NONE) {
                    sides.set(row, tukey.low(value) ? "low" : "high");
                }
                mad.ifPresent(fences -> {
                    scores.set(row, fences.score(value));
                    opinions.set(row, fences.flag(value) ? "yes" : "no");
                });
            }
        }
    }

    private static String text(Table samples, SampleColumn column, int row) {
        return samples.stringColumn(column.header()).get(row);
    }
}
