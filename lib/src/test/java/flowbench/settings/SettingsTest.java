package flowbench.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    private static final Settings DEFAULTS = Settings.of(Map.of(), Map.of());

    @Test
    void codeTakesPrecedenceOverTheCommandLineOverTheEnvironmentOverTheDefault() {
        Settings settings = Settings.of(Map.of("WORKERS", "3"), Map.of("WORKERS", "2", "RUNS", "7"));

        assertThat(settings.number(Setting.STEP_COUNT)).isEqualTo(1000);
        assertThat(settings.origin(Setting.STEP_COUNT)).isEqualTo(Origin.DEFAULT);
        assertThat(settings.number(Setting.RUNS)).isEqualTo(7);
        assertThat(settings.origin(Setting.RUNS)).isEqualTo(Origin.ENVIRONMENT);
        assertThat(settings.number(Setting.WORKERS)).isEqualTo(3);
        assertThat(settings.origin(Setting.WORKERS)).isEqualTo(Origin.COMMAND_LINE);
        Settings changed = settings.with(Setting.WORKERS, 4);
        assertThat(changed.number(Setting.WORKERS)).isEqualTo(4);
        assertThat(changed.origin(Setting.WORKERS)).isEqualTo(Origin.CODE);
        assertThat(settings.number(Setting.WORKERS))
                .as("settings are immutable")
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everyDefaultIsAllowed(Setting setting) {
        assertThat(DEFAULTS.text(setting)).isEqualTo(setting.defaultText());
    }

    @ParameterizedTest
    @CsvSource({
        "STEP_COUNT, abc, is not a whole number",
        "STEP_COUNT, 1.5, is not a whole number",
        "STEP_COUNT, '', is not a whole number",
        "STEP_COUNT, -1, is out of range",
        "STEP_COUNT, 0, is out of range",
        "STEP_COUNT, 100001, is out of range",
        "STEP_COUNT, 99999999999999999999, is not a whole number",
        "WORKERS, 0, is out of range",
        "WORKERS, 257, is out of range",
        "EVENT_CHANNEL, pigeon, is none of the words",
        "EVENT_LEVEL, '', is none of the words",
        "MIN_EVENT_DELIVERY, 100.1, is out of range",
        "MIN_EVENT_DELIVERY, 100.1%, is out of range",
        "MIN_EVENT_DELIVERY, NaN, is not a percentage",
        "MIN_EVENT_DELIVERY, '', is not a percentage",
        "EVENT_FAULTS, drop, is not a list of faults",
        "EVENT_FAULTS, drop:1, is not a list of faults",
        "EVENT_FAULTS, 'drop:1%,', is not a list of faults",
        "EVENT_FAULTS, 'drop:1%,drop:2%', names a fault twice",
        "EVENT_FAULTS, stall:1%, is not a list of faults",
        "EVENT_FAULTS, 'drop:60%,delay:40.1%', has shares of more than 100 %",
        "DATABASE_URL, mysql://host/db, is not a PostgreSQL URL",
        "SUPABASE_URL, ref.supabase.co, is not the URL of a Realtime server",
        "SUPABASE_URL, https://ref.supabase.co/?apikey=secret, is not the URL of a Realtime server",
        "SUPABASE_URL, https://me:secret@ref.supabase.co, is not the URL of a Realtime server",
        "SUPABASE_URL, ws://host:port/socket/websocket, is not the URL of a Realtime server",
        "SUPABASE_ANON_KEY, sec ret, is not a key",
        "REALTIME_EVENT_LIMIT, -1, is out of range",
        "LABEL, my label, is not a label",
        "LABEL, -x, is not a label",
        "THRESHOLD, -1, is out of range",
        "THRESHOLD, 1000.1, is out of range",
        "THRESHOLD, -0.1%, is out of range",
        "THRESHOLD, 1000.1%, is out of range",
        "THRESHOLD, '', is not a percentage",
        "THRESHOLD, 5%%, is not a percentage",
        "THRESHOLD, %, is not a percentage",
        "THRESHOLD, .05, is not a percentage",
        "TREND_MAGNITUDE, -0.1, is out of range",
        "TREND_MAGNITUDE, 1000.1%, is out of range",
        "TREND_MAGNITUDE, 5 percent, is not a percentage",
        "FAIL_ON, better, is none of the words",
        "COMPARE_UNLIKE, maybe, is none of the words",
        "PRECISION, 2 %, is not a percentage",
        "PRECISION, -2%, is out of range",
        "PRECISION, NaN%, is not a percentage",
        "PRECISION, 0.09, is out of range",
        "PRECISION, 0.09%, is out of range",
        "PRECISION, 50.1, is out of range",
        "PRECISION, 50.1%, is out of range",
        "PRECISION_TIME_LIMIT_S, 0, is out of range",
        "SCENARIO, marathon, is none of the words",
        "A, WORKERS, 'holds WORKERS, which is not NAME=VALUE'",
        "B, =4, 'holds =4, which is not NAME=VALUE'",
        "A, WORKER=4, 'sets WORKER, and there is no setting of this name (the nearest is WORKERS)'",
        "B, STEP_COUNT=5 WORKERS=0, 'sets WORKERS=0, which is out of range (WORKERS must be a whole number from 1 to 256)'",
        "A, WORKERS=, 'sets WORKERS=, which is not a whole number'",
        "A, WORKERS=4 WORKERS=4, sets WORKERS twice",
        "B, RUNS=3, 'sets RUNS, which is one for both variants'",
        "A, B=WORKERS=4, 'sets B, which is one for both variants'",
        "A, SUPABASE_ANON_KEY=secreté, 'sets SUPABASE_ANON_KEY, which is not a key'",
        "A, DATABASE_URL=mysql://me:secret@host/db, 'sets DATABASE_URL, which is not a PostgreSQL URL'",
        "METRIC, 'steps_per_second,', is not a list of names",
        "METRIC, 'a b', is not a list of names",
        "TREND_MODE, otava, is none of the words",
        "TREND_P_VALUE, 0.000009, is out of range",
        "TREND_P_VALUE, 0.51, is out of range",
        "TREND_P_VALUE, 1e-3, is not a number"
    })
    void aBadValueIsOneSentenceThatNamesTheSettingAndWhatIsAllowed(String name, String value, String objection) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(objection)
                .hasMessageContaining("from command line")
                .hasMessageContaining("it must be ")
                .message()
                .doesNotContain("\n", "secret", "sec ret");
    }

    @ParameterizedTest
    @CsvSource({
        "STEP_COUNT, 1",
        "STEP_COUNT, 100000",
        "WORKERS, 256",
        "POOL_SIZE, 0",
        "SEED, 9223372036854775807",
        "MIN_EVENT_DELIVERY, 99.99",
        "REALTIME_EVENT_LIMIT, 0",
        "LABEL, feature/x_1.2-3+4@5",
        "THRESHOLD, 0",
        "THRESHOLD, 1000",
        "TREND_MAGNITUDE, 0",
        "TREND_MAGNITUDE, 1000",
        "PRECISION, 0.1",
        "PRECISION, 50",
        "PRECISION, ''",
        "A, 'WORKERS=8  DATABASE_URL=postgresql://host/db?a=b'",
        "B, EVENT_FAULTS=",
        "METRIC, 'steps_per_second,duration_ns'",
        "TREND_P_VALUE, ''",
        "TREND_P_VALUE, 0.00001",
        "TREND_P_VALUE, 0.5",
        "SUPABASE_URL, https://ref.supabase.co",
        "SUPABASE_URL, http://[::1]:54321/",
        "SUPABASE_URL, ws://host:4000/socket/websocket",
        "EVENT_FAULTS, 'drop:60%,delay:40%,stall:10,kill:1'"
    })
    void theBoundsThemselvesAreAllowed(String name, String value) {
        assertThat(Settings.of(Map.of(name, value), Map.of()).text(Setting.named(name)))
                .isEqualTo(value);
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        assertThat(DEFAULTS.with(Setting.WORKERS, " 8 ").number(Setting.WORKERS))
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"STEPCOUNT, STEP_COUNT", "workers, WORKERS", "DATABASE, DATABASE_URL", "RUN, RUNS"})
    void anUnknownNameIsAnsweredWithTheNearestOne(String wrong, String nearest) {
        assertThatThrownBy(() -> Setting.named(wrong))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the nearest is " + nearest);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://me:secret@host:5432/db, postgresql://me:***@host:5432/db",
        "postgresql://me:se:c@ret@host/db, postgresql://me:***@host/db",
        "postgresql://me:sec/ret?@host/db, postgresql://me:***@host/db",
        "postgresql://me@host/db, postgresql://me@host/db",
        "postgresql://host/db?user=me&password=secret&ssl=true, postgresql://host/db?user=me&password=***&ssl=true",
        "jdbc:postgresql://host/db?sslpassword=secret, jdbc:postgresql://host/db?sslpassword=***",
        "postgresql://host/db, postgresql://host/db"
    })
    void aPasswordIsNeverShown(String url, String shown) {
        Settings settings = DEFAULTS.with(Setting.DATABASE_URL, url);
        assertThat(settings.shown(Setting.DATABASE_URL)).isEqualTo(shown);
        assertThat(settings.toString()).doesNotContain("secret").contains("DATABASE_URL=" + shown);
    }

    @Test
    void aPasswordIsNotShownWhereTheUrlIsRefusedEither() {
        assertThatThrownBy(() -> DEFAULTS.with(Setting.DATABASE_URL, "mysql://me:secret@host/db"))
                .isInstanceOf(UserException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aKeyIsNeverShown() {
        Settings settings = DEFAULTS.with(Setting.SUPABASE_ANON_KEY, "secret");
        assertThat(settings.text(Setting.SUPABASE_ANON_KEY)).isEqualTo("secret");
        assertThat(settings.shown(Setting.SUPABASE_ANON_KEY)).isEqualTo("***");
        assertThat(settings.toString()).doesNotContain("secret").contains("SUPABASE_ANON_KEY=*** (code)");
        assertThat(DEFAULTS.shown(Setting.SUPABASE_ANON_KEY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "THRESHOLD, 0%, 0, 0",
        "THRESHOLD, 5%, 5, .05",
        "THRESHOLD, 2.50, 2.5, .025",
        "THRESHOLD, 1000%, 1000, 10",
        "TREND_MAGNITUDE, 0%, 0, 0",
        "TREND_MAGNITUDE, 3.5%, 3.5, .035",
        "TREND_MAGNITUDE, 1000%, 1000, 10",
        "PRECISION, 0.1%, 0.1, .001",
        "PRECISION, 2.0%, 2, .02",
        "PRECISION, 50%, 50, .5",
        "MIN_EVENT_DELIVERY, 99.99%, 99.99, .9999",
        "MIN_EVENT_DELIVERY, 100%, 100, 1"
    })
    void aPercentageMayBeTypedWithItsSignAndIsShownWithout(String name, String typed, String shown, double fraction) {
        Setting setting = Setting.named(name);
        Settings settings = Settings.of(Map.of(name, typed), Map.of());

        assertThat(settings.shown(setting)).isEqualTo(shown);
        assertThat(settings.fraction(setting)).hasValue(fraction);
        assertThat(DEFAULTS.with(setting, shown).text(setting)).isEqualTo(settings.text(setting));
    }

    @Test
    void aPercentageIsAFraction() {
        assertThat(DEFAULTS.fraction(Setting.PRECISION)).isEmpty();
        assertThat(DEFAULTS.with(Setting.PRECISION, "7%").fraction(Setting.PRECISION))
                .hasValue(.07);
        assertThat(DEFAULTS.with(Setting.PRECISION, "0.5%").fraction(Setting.PRECISION))
                .hasValue(.005);
    }

    @Test
    void aVariantHasItsOwnValuesInThePlaceOfThoseInForce() {
        Settings settings = Settings.of(Map.of("A", "WORKERS=8 STEP_COUNT=50", "WORKERS", "2"), Map.of());
        Settings a = settings.variant(Setting.A);
        Settings b = settings.variant(Setting.B);

        assertThat(a.number(Setting.WORKERS)).isEqualTo(8);
        assertThat(a.number(Setting.STEP_COUNT)).isEqualTo(50);
        assertThat(a.origin(Setting.STEP_COUNT)).isEqualTo(Origin.COMMAND_LINE);
        assertThat(a.origin(Setting.SEED)).isEqualTo(Origin.DEFAULT);
        assertThat(b.number(Setting.WORKERS)).isEqualTo(2);
        assertThat(b.text(Setting.STEP_COUNT)).isEqualTo(DEFAULTS.text(Setting.STEP_COUNT));
    }

    @Test
    void aVariantDoesNotShowItsPasswords() {
        Settings settings = DEFAULTS.with(
                Setting.A, "WORKERS=8  DATABASE_URL=postgresql://me:secret@host/db SUPABASE_ANON_KEY=secret");
        assertThat(settings.shown(Setting.A))
                .isEqualTo("WORKERS=8  DATABASE_URL=postgresql://me:***@host/db SUPABASE_ANON_KEY=***");
        assertThat(settings.variant(Setting.A).text(Setting.DATABASE_URL)).contains("secret");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsDocumentedInOneSentence(Setting setting) {
        assertThat(setting.documentation()).endsWith(".").doesNotContain("\n");
        assertThat(setting.range()).isNotEmpty();
    }
}
