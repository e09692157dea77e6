package flowbench.exchange;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write results of runs that other tools read. */
sealed interface ExchangeFormat
        permits HyperfineJson, JmhJson, GithubJson, BencherJson, GoogleJson, OtavaCsv, SummaryJson, SummaryCsv {
    /** The formats by their word in {@link Setting#FORMAT}. */
    enum Name {
        /** {@link HyperfineJson}. */
        HYPERFINE(new HyperfineJson()),
        /** {@link JmhJson}. */
        JMH(new JmhJson()),
        /** {@link GithubJson}. */
        GITHUB(new GithubJson()),
        /** {@link BencherJson}. */
        BENCHER(new BencherJson()),
        /** {@link GoogleJson}. */
        GOOGLE(new GoogleJson()),
        /** {@link OtavaCsv}. */
        OTAVA(new OtavaCsv()),
        /** {@link SummaryJson}. */
        JSON(new SummaryJson()),
        /** {@link SummaryCsv}. */
        CSV(new SummaryCsv());

        private final ExchangeFormat format;

        Name(ExchangeFormat format) {
            this.format = format;
        }

        /** What files are called, without their endings: what they hold is told by the ending, or by the format. */
        String file() {
            return this == JSON || this == CSV ? "summary" : toString();
        }

        /** The word in the setting. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What writes it. */
        ExchangeFormat format() {
            return format;
        }

        /**
         * That of the settings.
         *
         * @throws UserException if it is one to print in only
         */
        static Name of(Settings settings) {
            String word = settings.text(Setting.FORMAT);
            return Arrays.stream(values())
                    .filter(name -> name.toString().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new UserException("FORMAT: export does not write " + word + "; it writes "
                            + Arrays.stream(values()).map(Name::toString).collect(Collectors.joining(", "))
                            + ": \"lib/bench run export FORMAT=jmh\"."));
        }
    }

    /**
     * The files of runs.
     *
     * @param name what the files are called, without their endings, for those that name each other
     * @throws UserException if the runs hold nothing that the format can say
     */
    List<Document> documents(List<RunResults> runs, String name);
}
