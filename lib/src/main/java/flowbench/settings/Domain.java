package flowbench.settings;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values that a setting may take. */
sealed interface Domain {
    /** What is allowed, to follow "must be": {@code a whole number from 1 to 1000}. */
    String allowed();

    /** What is wrong with a text, or nothing where it is allowed. */
    Optional<String> objection(String text);

    /** What is allowed, in the few characters of a table cell. */
    String range();

    /** An allowed text as it is kept and shown: the same for all ways to write the same value. */
    default String canonical(String text) {
        return text;
    }

    /** Whole numbers within bounds, both included. */
    record Whole(long min, long max) implements Domain {
        @Override
        public String allowed() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public Optional<String> objection(String text) {
            try {
                long value = Long.parseLong(text);
                return value < min || value > max ? Optional.of("is out of range") : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.of("is not a whole number");
            }
        }

        @Override
        public String range() {
            return min + " – " + (max == Long.MAX_VALUE ? "2⁶³−1" : String.valueOf(max));
        }
    }

    /** A PostgreSQL connection URL, or nothing for the embedded server. */
    record DatabaseUrl() implements Domain {
        @Override
        public String allowed() {
            return "postgresql://user:password@host:port/database or jdbc:postgresql://host:port/database, or empty for the"
                    + " embedded server";
        }

        @Override
        public Optional<String> objection(String text) {
            boolean known = text.isEmpty() || text.matches("(postgres|postgresql|jdbc:postgresql)://.+");
            return known ? Optional.empty() : Optional.of("is not a PostgreSQL URL");
        }

        @Override
        public String range() {
            return "URL, or empty";
        }
    }

    /** The URL of a Supabase project or of a WebSocket, without parameters, or nothing. */
    record RealtimeUrl() implements Domain {
        @Override
        public String allowed() {
            return "https://REF.supabase.co or ws://host/socket/websocket, without parameters, or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            boolean known = text.isEmpty()
                    || text.matches(
                            "(https?|wss?)://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");
            return known ? Optional.empty() : Optional.of("is not the URL of a Realtime server");
        }

        @Override
        public String range() {
            return "URL, or empty";
        }
    }

    /** A key in the characters that go into a URL, or nothing. */
    record Key() implements Domain {
        @Override
        public String allowed() {
            return "a key of printable characters without blanks, or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            return text.matches("[!-~]*") ? Optional.empty() : Optional.of("is not a key");
        }

        @Override
        public String range() {
            return "key, or empty";
        }
    }

    /** A path, or a list of them. */
    record Paths(String range) implements Domain {
        @Override
        public String allowed() {
            return range;
        }

        @Override
        public Optional<String> objection(String text) {
            return text.indexOf('\0') >= 0 ? Optional.of("holds a zero character") : Optional.empty();
        }
    }

    /** A name that a person gives, or nothing. */
    record Label() implements Domain {
        @Override
        public String allowed() {
            return "up to 64 letters, digits and . _ - + / @, the first a letter or a digit, or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            return text.matches("([A-Za-z0-9][A-Za-z0-9._+/@-]{0,63})?")
                    ? Optional.empty()
                    : Optional.of("is not a label");
        }

        @Override
        public String range() {
            return "label, or empty";
        }
    }

    /** Numbers within bounds, both included and written as they are shown, or nothing. */
    record DecimalOrEmpty(String min, String max) implements Domain {
        @Override
        public String allowed() {
            return "a number from " + min + " to " + max + ", or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            if (!text.matches("([0-9]+(\\.[0-9]+)?)?")) {
                return Optional.of("is not a number such as " + min);
            }
            return !text.isEmpty()
                            && (Double.parseDouble(text) < Double.parseDouble(min)
                                    || Double.parseDouble(text) > Double.parseDouble(max))
                    ? Optional.of("is out of range")
                    : Optional.empty();
        }

        @Override
        public String range() {
            return min + " – " + max + ", or empty";
        }
    }

    /** Names of metrics, or nothing. */
    record Names() implements Domain {
        @Override
        public String allowed() {
            return "names separated by commas, such as steps_per_second,duration_ns, or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            return text.matches("([a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*)?")
                    ? Optional.empty()
                    : Optional.of("is not a list of names");
        }

        @Override
        public String range() {
            return "names, or empty";
        }
    }

    /**
     * A percentage within bounds, both included, typed as {@code 2} or {@code 2%} and kept as {@code 2}; or nothing,
     * where that may be.
     */
    record Percentage(double min, double max, boolean orEmpty) implements Domain {
        private static final String SIGN = "%";

        @Override
        public String allowed() {
            return "a percentage from " + text(min) + " to " + text(max) + ", such as 2 or 2%"
                    + (orEmpty ? ", or empty" : "");
        }

        @Override
        public Optional<String> objection(String text) {
            if (text.isEmpty() && orEmpty) {
                return Optional.empty();
            }
            if (!text.matches("-?[0-9]+(\\.[0-9]+)?" + SIGN + "?")) {
                return Optional.of("is not a percentage such as 2 or 2%");
            }
            double value = percent(text).doubleValue();
            return value < min || value > max ? Optional.of("is out of range") : Optional.empty();
        }

        @Override
        public String range() {
            return text(min) + " – " + text(max) + (orEmpty ? ", or empty" : "");
        }

        @Override
        public String canonical(String text) {
            return text.isEmpty() ? text : text(percent(text));
        }

        /** The fraction of a text that is kept and not empty: .02 of 2. */
        static double fraction(String text) {
            return percent(text).movePointLeft(2).doubleValue();
        }

        private static BigDecimal percent(String text) {
            return new BigDecimal(text.replace(SIGN, ""));
        }

        private static String text(double percent) {
            return text(BigDecimal.valueOf(percent));
        }

        private static String text(BigDecimal percent) {
            return percent.stripTrailingZeros().toPlainString();
        }
    }

    /**
     * Settings that one of two variants has in the place of those in force: {@code NAME=VALUE} separated by blanks, or
     * nothing.
     */
    record Variant() implements Domain {
        private static final Pattern WORD = Pattern.compile("\\S+");

        @Override
        public String allowed() {
            return "NAME=VALUE, several of them separated by blanks, or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            Set<String> names = new HashSet<>();
            return words(text)
                    .flatMap(word -> Stream.concat(
                            objectionTo(word).stream(),
                            names.add(name(word)) ? Stream.empty() : Stream.of("sets " + name(word) + " twice")))
                    .findFirst();
        }

        @Override
        public String range() {
            return "NAME=VALUE …, or empty";
        }

        private static Optional<String> objectionTo(String word) {
            String name = name(word);
            if (name.isEmpty() || name.length() == word.length()) {
                return Optional.of("holds " + Passwords.hidden(word) + ", which is not NAME=VALUE");
            }
            Optional<Setting> setting = Setting.find(name);
            if (setting.isEmpty()) {
                return Optional.of("sets " + name + ", and there is no setting of this name"
                        + Setting.nearest(name)
                                .map(near -> " (the nearest is " + near + ")")
                                .orElse(""));
            }
            return setting.get().isOfBothVariants()
                    ? Optional.of("sets " + name + ", which is one for both variants")
                    : objectionTo(setting.get(), value(word));
        }

        private static Optional<String> objectionTo(Setting setting, String value) {
            String shown = setting.isSecret() ? "" : "=" + value;
            return setting.objection(value)
                    .map(objection -> "sets " + setting + shown + ", which " + objection + " (" + setting + " must be "
                            + setting.allowed() + ")");
        }

        /** The settings of an allowed text, and the value of each. */
        static Map<Setting, String> assignments(String text) {
            Map<Setting, String> values = new EnumMap<>(Setting.class);
            words(text).forEach(word -> values.put(Setting.named(name(word)), value(word)));
            return values;
        }

        /** The text without the passwords and keys in it. */
        static String shown(String text) {
            return WORD.matcher(text)
                    .replaceAll(word -> Matcher.quoteReplacement(Setting.find(name(word.group()))
                            .filter(setting ->
                                    name(word.group()).length() < word.group().length())
                            .map(setting -> setting + "=" + setting.shown(value(word.group())))
                            .orElseGet(() -> Passwords.hidden(word.group()))));
        }

        private static Stream<String> words(String text) {
            return WORD.matcher(text).results().map(MatchResult::group);
        }

        /** What stands before the first "=", or all. */
        private static String name(String word) {
            return word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        }

        private static String value(String word) {
            return word.substring(word.indexOf('=') + 1);
        }
    }

    /** One of some words. */
    record Word(List<String> words) implements Domain {
        @Override
        public String allowed() {
            return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
        }

        @Override
        public Optional<String> objection(String text) {
            return words.contains(text) ? Optional.empty() : Optional.of("is none of the words it may be");
        }

        @Override
        public String range() {
            return allowed();
        }
    }

    /** Faults to inject, or nothing: {@code drop:1%,stall:1500}. */
    record Faults() implements Domain {
        private static final String FAULT =
                "((drop|duplicate|delay|reorder):[0-9]+(\\.[0-9]+)?%|(stall|kill):[0-9]{1,6})";

        @Override
        public String allowed() {
            return "a list such as drop:1%,duplicate:1%,delay:1%,reorder:1%,stall:1500,kill:1 (shares of the events, ms of a"
                    + " stall, times that the connection is killed), or empty";
        }

        @Override
        public Optional<String> objection(String text) {
            if (!text.isEmpty() && !text.matches(FAULT + "(," + FAULT + ")*")) {
                return Optional.of("is not a list of faults");
            }
            List<String> names = Arrays.stream(text.split(","))
                    .map(fault -> fault.replaceFirst(":.*", ""))
                    .toList();
            if (names.size() > Set.copyOf(names).size()) {
                return Optional.of("names a fault twice");
            }
            double shares = Arrays.stream(text.split("[,:]"))
                    .filter(word -> word.endsWith("%"))
                    .mapToDouble(word -> Double.parseDouble(word.substring(0, word.length() - 1)))
                    .sum();
            return shares > 100 ? Optional.of("has shares of more than 100 % together") : Optional.empty();
        }

        @Override
        public String range() {
            return "list, or empty";
        }
    }
}
