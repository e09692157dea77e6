package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.experiment.RateSearch.Found;
import flowbench.experiment.RateSearch.Tried;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
    private static Found search(int first, RateSearch.Trial trial) {
        return RateSearch.highest(first, 5, 60, trial);
    }

    @Test
    void ratesAreDoubledThenHalvedBetweenThenConfirmed() {
        Found found = search(1000, (rate, seconds) -> rate <= 5200);

        assertThat(found.tried())
                .containsExactly(
                        new Tried(1000, 5, true),
                        new Tried(2000, 5, true),
                        new Tried(4000, 5, true),
                        new Tried(8000, 5, false),
                        new Tried(6000, 5, false),
                        new Tried(5000, 5, true),
                        new Tried(5500, 5, false),
                        new Tried(5000, 60, true));
        assertThat(found.rate()).hasValue(5000);
        assertThat(found.toString()).startsWith("held 5000 a second").contains("8000 a second for 5 s: did not hold");
    }

    @Test
    void whatHoldsForAShortTimeOnlyIsTriedAgainATenthLower() {
        Found found = search(1000, (rate, seconds) -> rate <= (seconds == 60 ? 4200 : 5200));

        assertThat(found.tried().stream().filter(tried -> tried.seconds() == 60))
                .containsExactly(new Tried(5000, 60, false), new Tried(4500, 60, false), new Tried(4050, 60, true));
        assertThat(found.rate()).hasValue(4050);
    }

    @Test
    void whereNotEvenTheFirstHoldsLowerOnesAreTried() {
        assertThat(search(1000, (rate, seconds) -> rate <= 300).rate()).hasValue(281);
    }

    @Test
    void theSearchEndsWhereNothingHolds() {
        Found found = search(1000, (rate, seconds) -> false);

        assertThat(found.rate()).isEmpty();
        assertThat(found.tried()).hasSize(7);
        assertThat(search(1, (rate, seconds) -> false).tried()).hasSize(1);
        assertThat(search(1000, (rate, seconds) -> seconds == 5).tried().stream()
                        .filter(tried -> tried.seconds() == 60))
                .hasSize(5);
    }

    @Test
    void theSearchEndsWhereEverythingHolds() {
        Found found = search(1000, (rate, seconds) -> true);

        assertThat(found.rate()).hasValue(512_000);
        assertThat(found.tried()).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 999, 1000, 1001, 77_777, 999_999})
    void theRateThatIsFoundHoldsAndIsMoreThanHalfOfTheLimit(int limit) {
        Found found = search(1000, (rate, seconds) -> rate <= limit);

        if (limit >= 1000 / 64) {
            assertThat(found.rate().orElseThrow()).isLessThanOrEqualTo(limit).isGreaterThan(limit / 2);
        } else {
            assertThat(found.rate()).isEmpty();
        }
    }

    @Test
    void lengthsAndTheFirstRateAreSettings() {
        Settings settings = Settings.of(Map.of(), Map.of())
                .with(Setting.EVENT_RATE, 10)
                .with(Setting.TRIAL_SECONDS, 1)
                .with(Setting.STREAM_SECONDS, 2);

        assertThat(RateSearch.highest(settings, (rate, seconds) -> rate <= 10).tried())
                .startsWith(new Tried(10, 1, true), new Tried(20, 1, false))
                .endsWith(new Tried(10, 2, true));
        assertThat(List.of(Setting.TRIAL_SECONDS.defaultText(), Setting.STREAM_SECONDS.defaultText()))
                .containsExactly("5", "60");
    }
}
