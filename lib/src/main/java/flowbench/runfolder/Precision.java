package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What {@code run.json} says of a run that goes on until its interval is narrow enough: the rule, how far it came, and why it
 * stopped. The interval is the 95 % interval of the mean throughput over forks; its half-width is counted as a fraction of
 * the mean.
 *
 * @param target the half-width that is asked for: .02 is ±2 % of the mean
 * @param leastForks the run goes on before it has so many
 * @param timeLimitS no fork is begun that would probably end later than so many seconds after the first began
 * @param forks forks that were measured
 * @param reached the half-width after these; absent where they have no interval
 * @param ending why no more were measured
 */
public record Precision(
        double target,
        int leastForks,
        int timeLimitS,
        int forks,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalDouble reached,
        Ending ending) {
    /** Digits of a half-width that is shown. */
    private static final int DIGITS = 2;

    /** Why a run went on no further. */
    public enum Ending {
        /** It goes on, or ended in another way: its status says how. */
        @JsonProperty("going_on")
        GOING_ON,
        /** The half-width is the target or less. */
        @JsonProperty("narrow_enough")
        NARROW_ENOUGH,
        /** One more fork would have ended after the time limit. */
        @JsonProperty("time_limit")
        TIME_LIMIT
    }

    /** What run.json does not say is absent, never null. */
    public Precision {
        reached = Objects.requireNonNullElse(reached, OptionalDouble.empty());
        ending = Objects.requireNonNullElse(ending, Ending.GOING_ON);
    }

    /** The rule and what it led to, in one line: {@code went on until ±2 %: reached ±1.8 % after 14 forks}. */
    @Override
    public String toString() {
        String after = " after " + forks + (forks == 1 ? " fork" : " forks");
        return switch (ending) {
            case GOING_ON -> "asked for " + asked() + " and " + leastForks + " forks at least: " + width() + after;
            case NARROW_ENOUGH -> "went on until " + asked() + ": reached " + width() + after;
            case TIME_LIMIT ->
                "stopped by PRECISION_TIME_LIMIT_S=" + timeLimitS + " at " + width() + after + ", before " + asked();
        };
    }

    private String asked() {
        return "±" + percent(target, new MathContext(6));
    }

    /** Rounded up, so that what is wider than the target never looks as if it were not. */
    private String width() {
        return reached.isEmpty()
                ? "no interval"
                : "±" + percent(reached.getAsDouble(), new MathContext(DIGITS, RoundingMode.CEILING));
    }

    private static String percent(double fraction, MathContext digits) {
        // First to what a double is good for: 100 × .07 is a little more than 7.
        BigDecimal percent =
                new BigDecimal(100 * fraction).round(new MathContext(12)).round(digits);
        return percent.stripTrailingZeros().toPlainString() + " %";
    }
}
