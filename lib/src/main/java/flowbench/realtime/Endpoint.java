package flowbench.realtime;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The WebSocket of a Realtime server, and the key that opens it. */
public final class Endpoint {
    private static final String PATH = "/realtime/v1/websocket";

    private final String socket;
    private final String key;

    private Endpoint(String socket, String key) {
        this.socket = socket;
        this.key = key;
    }

    /**
     * Of a Supabase project, {@code https://REF.supabase.co}, or of the WebSocket itself where a server has
     * it elsewhere: a URL that begins with {@code ws} or ends in {@code /websocket} is taken as it is.
     *
     * @param url without parameters
     * @param key an API key of the project
     */
    public static Endpoint of(String url, String key) {
        boolean isSocket = url.startsWith("ws") || url.endsWith("/websocket");
        String socket = url.replaceFirst("^http", "ws");
        return new Endpoint(isSocket ? socket : socket.replaceFirst("/+$", "") + PATH, key);
    }

    /** The address to connect to. It holds the key. */
    URI address() {
        return URI.create(socket + "?apikey=" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&vsn=1.0.0");
    }

    String key() {
        return key;
    }

    /** The address without the key, for messages. */
    @Override
    public String toString() {
        return socket;
    }
}
