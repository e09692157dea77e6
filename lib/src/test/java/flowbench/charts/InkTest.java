package flowbench.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InkTest {
    /** WCAG 2.1, 1.4.11: what must be seen to understand a picture. */
    private static final double LEAST_OF_MARKS = 3;
    /** WCAG 2.1, 1.4.3: words. */
    private static final double LEAST_OF_WORDS = 4.5;
    /** In CIELAB. The colours of Okabe and Ito as they were published are 16 apart where they are nearest. */
    private static final double LEAST_APART = 20;

    /** Colours as three kinds of readers see them: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
    private enum Sight {
        ALL_CONES(1, 0, 0, 0, 1, 0, 0, 0, 1),
        PROTANOPIA(.152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998),
        DEUTERANOPIA(.367322, .860646, -.227968, .280085, .672501, .047413, -.011820, .042940, .968881),
        TRITANOPIA(1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .303900);

        private final double[] matrix;

        Sight(double... matrix) {
            this.matrix = matrix;
        }

        double[] lab(Color color) {
            return InkTest.lab(times(matrix, linear(color)));
        }
    }

    private static double[] times(double[] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 9; i++) {
            product[i / 3] += matrix[i] * vector[i % 3];
        }
        return product;
    }

    private static double[] linear(Color color) {
        double[] linear = new double[3];
        float[] parts = color.getRGBColorComponents(null);
        for (int i = 0; i < 3; i++) {
            linear[i] = parts[i] <= .04045 ? parts[i] / 12.92 : Math.pow((parts[i] + .055) / 1.055, 2.4);
        }
        return linear;
    }

    /** CIELAB of linear RGB, for the white of sRGB, D65. */
    private static double[] lab(double[] linear) {
        double[] within = new double[3];
        for (int i = 0; i < 3; i++) {
            within[i] = Math.min(1, Math.max(0, linear[i]));
        }
        double[] xyz = times(
                new double[] {.4124564, .3575761, .1804375, .2126729, .7151522, .0721750, .0193339, .1191920, .9503041},
                within);
        double[] white = {.95047, 1, 1.08883};
        double[] f = new double[3];
        for (int i = 0; i < 3; i++) {
            double t = xyz[i] / white[i];
            f[i] = t > 216 / 24389. ? Math.cbrt(t) : (24389 / 27. * t + 16) / 116;
        }
        return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
    }

    private static double apart(double[] one, double[] other) {
        return Math.sqrt(
                Math.pow(one[0] - other[0], 2) + Math.pow(one[1] - other[1], 2) + Math.pow(one[2] - other[2], 2));
    }

    private static List<Ink> marks() {
        List<Ink> marks = new ArrayList<>(Ink.MARKS);
        marks.add(Ink.VERMILLION);
        return marks;
    }

    /** 21 of white and black by definition; 4.54 of #767676, the darkest grey that WCAG's examples allow for words on white. */
    @Test
    void contrastIsThatOfWcag() {
        assertThat(Ink.contrast(Color.BLACK, Color.WHITE)).isEqualTo(21, within(1e-9));
        assertThat(Ink.contrast(new Color(0x767676), Color.WHITE)).isEqualTo(4.54, within(.005));
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void marksAndWordsAreSeenOnTheGround(Theme theme) {
        List<Ink> marks = marks();
        marks.add(Ink.WARMUP);
        assertThat(marks)
                .allSatisfy(ink -> assertThat(Ink.contrast(ink.on(theme), theme.ground()))
                        .as(ink.name())
                        .isGreaterThanOrEqualTo(LEAST_OF_MARKS));
        assertThat(Ink.values())
                .allSatisfy(ink -> assertThat(Ink.contrast(ink.words(theme), ink.on(theme)))
                        .as("words on " + ink)
                        .isGreaterThanOrEqualTo(LEAST_OF_WORDS));
        assertThat(List.of(Ink.TEXT, Ink.QUIET))
                .allSatisfy(ink -> assertThat(Ink.contrast(ink.on(theme), theme.ground()))
                        .as(ink.name())
                        .isGreaterThanOrEqualTo(LEAST_OF_WORDS));
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void anyTwoColoursOfMarksAreToldApartByAllReaders(Theme theme) {
        List<Ink> marks = marks();
        for (Sight sight : Sight.values()) {
            for (Ink one : marks) {
                for (Ink other : marks.subList(marks.indexOf(one) + 1, marks.size())) {
                    assertThat(apart(sight.lab(one.on(theme)), sight.lab(other.on(theme))))
                            .as(one + " and " + other + ", " + sight)
                            .isGreaterThanOrEqualTo(LEAST_APART);
                }
            }
        }
    }

    /** The two that it has lowest when they are published: green and sky, for readers with tritanopia. */
    @Test
    void theColoursAsPublishedAreNearerToEachOther() {
        assertThat(apart(Sight.TRITANOPIA.lab(new Color(0x009E73)), Sight.TRITANOPIA.lab(new Color(0x56B4E9))))
                .isEqualTo(16, within(.5));
    }
}
