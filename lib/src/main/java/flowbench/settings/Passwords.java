package flowbench.settings;

/** Takes passwords out of connection URLs. */
public final class Passwords {
    private Passwords() {}

    /** The URL with {@code ***} in place of the password, whether it stands before the host or among the parameters. */
    public static String hidden(String url) {
        return url.replaceFirst("(://[^:/?#@]*):.*@(?=[^@]*$)", "$1:***@")
                .replaceAll("(?i)([?&](?:ssl)?password=)[^&]*", "$1***");
    }
}
