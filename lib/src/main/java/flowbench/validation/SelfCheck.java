package flowbench.validation;

import flowbench.analysis.Columns;
import flowbench.analysis.Grid;
import flowbench.analysis.Result;
import flowbench.settings.ProjectFolder;
import flowbench.settings.UserException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * Published reference values, computed again on this machine by the statistics that results are made with. Agreement is
 * in digits: the log relative error {@code −log₁₀(|computed − published| / |published|)}, or {@code −log₁₀ |computed|}
 * where 0 is published, between 0 and 15.
 *
 * <p>Source of the measure: B. D. McCullough (1998), Assessing the reliability of statistical software: part I, <i>The
 * American Statistician</i> 52(4), 358–366.
 */
public final class SelfCheck implements Result {
    /** More than a double holds is not told from equality. */
    static final double ALL_DIGITS = 15;

    /**
     * One reference value.
     *
     * @param source who published it
     * @param what it is of
     * @param published as it was published
     * @param computed here; absent where there is none
     * @param least digits that must agree: what the published value has, or what its data allow
     */
    public record Check(String source, String what, double published, OptionalDouble computed, double least) {
        /** How many digits agree, from 0 to 15. */
        public double digits() {
            if (computed.isEmpty() || !Double.isFinite(computed.getAsDouble())) {
                return 0;
            }
            double error = Math.abs(computed.getAsDouble() - published);
            double relative = published == 0 ? error : error / Math.abs(published);
            return relative == 0 ? ALL_DIGITS : Math.max(0, Math.min(ALL_DIGITS, -Math.log10(relative)));
        }

        /** Whether enough digits agree. */
        public boolean passes() {
            return digits() >= least;
        }
    }

    private final List<Check> checks;
    private final List<String> skipped;

    SelfCheck(List<Check> checks, List<String> skipped) {
        this.checks = List.copyOf(checks);
        this.skipped = List.copyOf(skipped);
    }

    /**
     * Computes everything; takes some seconds. The one series that is not part of the project is looked for in {@code
     * ../shared/reference}, beside it.
     */
    public static SelfCheck run() {
        return run(ProjectFolder.locate().resolve("../shared/reference").normalize());
    }

    static SelfCheck run(Path references) {
        List<Check> checks = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Stream.of(NistSets.checks(), PublishedExamples.checks(), OtavaSeries.small())
                .forEach(checks::addAll);
        Path series = references.resolve(OtavaSeries.FILE);
        if (Files.exists(series)) {
            checks.addAll(OtavaSeries.tigerbeetle(series));
        } else {
            skipped.add("The changes that Apache Otava finds in its series tigerbeetle are not checked: " + series
                    + " is not there.");
        }
        return new SelfCheck(checks, skipped);
    }

    /** Every value, in the order of the sources. */
    public List<Check> checks() {
        return checks;
    }

    /** What could not be checked here and why, a sentence each. */
    public List<String> skipped() {
        return skipped;
    }

    /** The values of which too few digits agree. */
    public List<Check> failed() {
        return checks.stream().filter(check -> !check.passes()).toList();
    }

    @Override
    public String type() {
        return "self_check";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("passes", failed().isEmpty(), "skipped", skipped);
    }

    /**
     * Ends a notebook where a value fails.
     *
     * @throws UserException if too few digits of a value agree
     */
    public void requirePassed() {
        if (!failed().isEmpty()) {
            Check first = failed().get(0);
            throw UserException.whileMeasuring(
                    failed().size() + " of " + checks.size() + " reference values are not reproduced here, the first: "
                            + first.what() + " (" + first.source()
                            + "). Do not rely on the statistics of this machine and"
                            + " Java version; please report it with the table.",
                    null);
        }
    }

    /** The same: source, what (STRING), published, computed, digits, least (DOUBLE), passes (BOOLEAN). */
    @Override
    public Table table() {
        Columns<Check> columns = new Columns<>(checks);
        return Table.create(
                "self-check",
                columns.text("source", Check::source),
                columns.text("what", Check::what),
                columns.number("published", Check::published),
                columns.number("computed", check -> check.computed().orElse(Double.NaN)),
                columns.number("digits", Check::digits),
                columns.number("least", Check::least),
                columns.flag("passes", Check::passes));
    }

    /** The table for people, a line for each value, and the sum. */
    @Override
    public String toString() {
        Grid grid = new Grid(2, "source", "what", "published", "computed", "digits", "least", "");
        String source = "";
        for (Check check : checks) {
            grid.add(List.of(
                    check.source().equals(source) ? "" : check.source(),
                    check.what(),
                    number(check.published()),
                    check.computed().isPresent() ? number(check.computed().getAsDouble()) : "none",
                    String.format(Locale.ROOT, "%.1f", check.digits()),
                    String.format(Locale.ROOT, "%.1f", check.least()),
                    check.passes() ? "" : "FAILS"));
            source = check.source();
        }
        StringBuilder text = new StringBuilder(grid.text("least", "computed"));
        text.append('\n');
        text.append(Grid.wrapped(
                "",
                (checks.size() - failed().size()) + " of " + checks.size()
                        + " published values are reproduced. digits: how many agree, −log₁₀ of the relative error, 15 at most;"
                        + " least: what the published value or its data allow."));
        skipped.forEach(sentence -> text.append(Grid.wrapped("! ", sentence)));
        return text.toString();
    }

    /** Every digit, and no exponent. */
    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
