package flowbench.report;

import flowbench.analysis.Grid;
import flowbench.comparison.Verdict;
import flowbench.statistics.ConfidenceInterval;
import flowbench.statistics.Scale;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A cell of a table.
 *
 * @param text what it shows
 * @param key what its column is sorted by, the same unit in all rows; absent where that is the text
 * @param tone what it should look like, beside its words
 */
record Cell(String text, OptionalDouble key, Tone tone) {
    /** A look for words that are good or bad news. */
    enum Tone {
        PLAIN,
        GOOD,
        BAD,
        UNSURE;

        /** The name of its style. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it has a look of its own. */
    public boolean isStyled() {
        return tone != Tone.PLAIN;
    }

    /** A word. */
    static Cell text(String text) {
        return new Cell(text, OptionalDouble.empty(), Tone.PLAIN);
    }

    /** A whole number. */
    static Cell count(int number) {
        return number(Integer.toString(number), number);
    }

    /** A whole number of things that should not be. */
    static Cell trouble(int number) {
        return new Cell(Integer.toString(number), OptionalDouble.of(number), number == 0 ? Tone.PLAIN : Tone.BAD);
    }

    /** A number as it is written. */
    static Cell number(String text, double key) {
        return new Cell(text, OptionalDouble.of(key), Tone.PLAIN);
    }

    /** A value in the scale of its row. */
    static Cell number(Scale scale, double value) {
        return number(scale.number(value), value);
    }

    /** The same of a value that may be absent. */
    static Cell number(Scale scale, OptionalDouble value) {
        return value.isPresent() ? number(scale, value.getAsDouble()) : nothing();
    }

    /** A fraction as a percentage. */
    static Cell percent(double fraction) {
        return number(Scale.percent(fraction), fraction);
    }

    /** Both bounds of an interval, sorted by the lower. */
    static Cell interval(Scale scale, Optional<? extends ConfidenceInterval> interval) {
        return interval.map(i -> interval(scale, i.low(), i.high())).orElseGet(Cell::nothing);
    }

    /** The same of bounds. */
    static Cell interval(Scale scale, double low, double high) {
        return number(Words.range(scale, low, high), low);
    }

    /** A verdict. */
    static Cell verdict(Verdict verdict) {
        return new Cell(verdict.toString(), OptionalDouble.empty(), tone(verdict));
    }

    /** What a verdict should look like. */
    static Tone tone(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> Tone.GOOD;
            case WORSE -> Tone.BAD;
            case INCONCLUSIVE -> Tone.UNSURE;
            case EQUIVALENT -> Tone.PLAIN;
        };
    }

    /** What is not defined: sorted after all else. */
    static Cell nothing() {
        return text(Grid.NOTHING);
    }
}
