package flowbench.statistics;

import java.util.Locale;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Tukey's fences: a value is a mild outlier below {@code Q1 − 1.5 · IQR} or above {@code Q3 + 1.5 · IQR}, a severe one
 * below {@code Q1 − 3 · IQR} or above {@code Q3 + 3 · IQR}, where {@code IQR = Q3 − Q1}. A value on a fence is inside.
 * Quartiles are of type 7 (Hyndman and Fan 1996).
 *
 * <p>Source: J. W. Tukey (1977), <i>Exploratory Data Analysis</i>, section 2D.
 *
 * @param q1 the lower quartile
 * @param q3 the upper quartile
 */
public record TukeyFences(double q1, double q3) {
    private static final double MILD = 1.5;
    private static final double SEVERE = 3;

    /** How far out a value is. */
    public enum Outlier {
        /** Inside the fences. */
        NONE,
        /** Between 1.5 and 3 IQR outside the quartiles. */
        MILD,
        /** More than 3 IQR outside the quartiles. */
        SEVERE;

        /** The word in tables. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The fences of values, of which there must be one at least. */
    public static TukeyFences of(double... values) {
        // On a copy: the library would sort the caller's values, and each must keep its place among the others.
        double[] quartiles = Quantile.withDefaults()
                .with(Quantile.EstimationMethod.HF7)
                .withCopy(true)
                .evaluate(Finite.required(values), .25, .75);
        return new TukeyFences(quartiles[0], quartiles[1]);
    }

    /** How far out a value is. */
    public Outlier flag(double value) {
        double outside = Math.max(q1 - value, value - q3);
        double iqr = q3 - q1;
        if (outside > SEVERE * iqr) {
            return Outlier.SEVERE;
        }
        return outside > MILD * iqr ? Outlier.MILD : Outlier.NONE;
    }

    /** Whether a value lies below the lower quartile. */
    public boolean low(double value) {
        return value < q1;
    }
}
