package flowbench.statistics;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Series of runs without any change, as a machine might leave them: around 100, 3 % apart; the same seed gives the
 * same.
 */
enum Noise {
    /** Independent and normal. */
    NORMAL {
        @Override
        double[] series(int n, RandomGenerator random) {
            double[] series = new double[n];
            for (int i = 0; i < n; i++) {
                series[i] = 100 + SD * random.nextGaussian();
            }
            return series;
        }
    },
    /** Each value takes half of how far the one before was off: AR(1), φ = .5. */
    AUTOCORRELATED {
        @Override
        double[] series(int n, RandomGenerator random) {
            double[] series = new double[n];
            double off = random.nextGaussian();
            for (int i = 0; i < n; i++) {
                series[i] = 100 + SD * off;
                off = PHI * off + Math.sqrt(1 - PHI * PHI) * random.nextGaussian();
            }
            return series;
        }
    },
    /** Normal, and one value in fifty is half as large again. */
    SPIKES {
        @Override
        double[] series(int n, RandomGenerator random) {
            double[] series = NORMAL.series(n, random);
            for (int i = 0; i < n; i++) {
                series[i] *= random.nextDouble() < .02 ? 1.5 : 1;
            }
            return series;
        }
    };

    private static final double SD = 3;
    private static final double PHI = .5;

    abstract double[] series(int n, RandomGenerator random);

    /** Of a seed. Those of {@link java.util.Random} that follow one another begin alike. */
    double[] series(int n, long seed) {
        return series(n, new SplittableRandom(seed));
    }

    /** With a step down: from one value on all are a share smaller. */
    static double[] withStep(double[] series, int index, double share) {
        double[] stepped = series.clone();
        for (int i = index; i < series.length; i++) {
            stepped[i] *= 1 - share;
        }
        return stepped;
    }
}
