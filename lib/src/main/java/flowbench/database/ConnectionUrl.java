package flowbench.database;

import flowbench.settings.Passwords;
import flowbench.settings.UserException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection URL in the form that the JDBC driver takes, with the credentials apart from it.
 *
 * @param jdbcUrl starts with {@code jdbc:postgresql://}
 * @param user empty where the URL names none, or carries it among its parameters
 * @param password empty where the URL has none, or carries it among its parameters
 * @param server host and port as the URL has them, for messages
 */
record ConnectionUrl(String jdbcUrl, String user, String password, String server) {
    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^:/?#]*)(?::(?<password>.*))?@)?(?<server>[^/?#@]*)(?<rest>[^@]*)");

    /** Parameters that libpq and the JDBC driver spell differently. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding");

    /** Of a URL in the form of libpq, {@code postgresql://…}, or of JDBC. */
    static ConnectionUrl parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new UserException("DATABASE_URL: cannot be read; it must be"
                    + " postgresql://user:password@host:port/database or jdbc:postgresql://host:port/database.");
        }
        String rest = parts.group("rest");
        for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
            rest = rest.replaceFirst("(?<=[?&])" + parameter.getKey() + "(?==)", parameter.getValue());
        }
        return new ConnectionUrl(
                "jdbc:postgresql://" + parts.group("server") + (rest.startsWith("/") ? "" : "/") + rest,
                decoded(parts.group("user")),
                decoded(parts.group("password")),
                parts.group("server"));
    }

    private static String decoded(String text) {
        // A plus sign stands for itself before the host, unlike in a form.
        try {
            return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without its cause, which would quote a part of the password.
            throw new UserException("DATABASE_URL: user or password holds a % that begins no code; write it as %25.");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return Passwords.hidden(jdbcUrl) + (user.isEmpty() ? "" : " as " + user);
    }
}
