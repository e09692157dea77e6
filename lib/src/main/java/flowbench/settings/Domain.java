package flowbench.settings;

import java.util.Optional;

/** The values that a setting may take. */
sealed interface Domain {
    /** What is allowed, to follow "must be": {@code a whole number from 1 to 1000}. */
    String allowed();

    /** What is wrong with a text, or nothing where it is allowed. */
    Optional<String> objection(String text);

    /** What is allowed, in the few characters of a table cell. */
    String range();

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
}
