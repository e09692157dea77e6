package flowbench.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.server.WebSocketServer;

/**
 * A Realtime server of the tests' own: the protocol, the limits and the defaults of a self-hosted one, over a
 * real WebSocket, with rows that it reads from a real database. Its faults are switched on by whoever tests.
 */
public final class RealtimeServer extends WebSocketServer implements AutoCloseable {
    public static final String KEY = "anon.key-of+the/project";

    private static final Set<String> PATHS = Set.of("/socket/websocket", "/realtime/v1/websocket");
    private static final int CHANNELS_PER_CLIENT = 100;
    private static final int USERS = 200;
    private static final int JOINS_PER_SECOND = 100;
    private static final int TICK_MS = 5_000;
    private static final int IDLE_MS = 60_000;
    private static final int LOOK_FOR_IDLE_MS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<MessagesDatabase> database;
    private final Map<WebSocket, Client> clients = new ConcurrentHashMap<>();
    private final Map<WebSocket, Integer> refused = new ConcurrentHashMap<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final RateCounter events = new RateCounter();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final AtomicInteger joins = new AtomicInteger();
    private final RateCounter joinRate = new RateCounter();
    private final Queue<String> handedOn = new ConcurrentLinkedQueue<>();
    private volatile Predicate<Map<String, String>> lost = row -> false;
    private Optional<MessageStream> stream = Optional.empty();
    private CountDownLatch slot = new CountDownLatch(0);
    private volatile boolean replicating;
    private volatile int eventsPerSecond = 100;
    private volatile int refusal;
    private volatile int fragment;
    private volatile boolean answersHeartbeats = true;
    private volatile int answeredTogether = 1;
    private final List<Runnable> heldAnswers = new ArrayList<>();
    private volatile boolean answersJoins = true;
    private volatile String joinError = "";
    private volatile int idleMs = IDLE_MS;

    /** Who is connected: with which version of the protocol, and which topics it has joined by which ref. */
    private static final class Client {
        private final boolean binary;
        private final Map<String, String> joinRefs = new ConcurrentHashMap<>();
        private final Set<String> awaitReplication = ConcurrentHashMap.newKeySet();
        private volatile long heardNs = System.nanoTime();

        private Client(boolean binary) {
            this.binary = binary;
        }
    }

    /** Answers a handshake with another status where one is set: the library knows 101 alone. */
    private static final class RefusingDraft extends Draft_6455 {
        @Override
        public List<ByteBuffer> createHandshake(Handshakedata handshake, boolean withContent) {
            int status = handshake instanceof ServerHandshake answer ? answer.getHttpStatus() : 0;
            if (status < 400) {
                return super.createHandshake(handshake, withContent);
            }
            String answer = "HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return List.of(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public Draft copyInstance() {
            return new RefusingDraft();
        }
    }

    private RealtimeServer(Optional<MessagesDatabase> database, int tickMs) {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(new RefusingDraft()));
        this.database = database;
        this.replicating = database.isEmpty();
        setReuseAddr(true);
        setDaemon(true);
        setTcpNoDelay(true);
        // Silence is for the tests' own switches to make.
        setConnectionLostTimeout(0);
        clock.scheduleAtFixedRate(() -> events.tick(tickMs), tickMs, tickMs, TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(() -> joinRate.tick(TICK_MS), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(this::closeIdle, LOOK_FOR_IDLE_MS, LOOK_FOR_IDLE_MS, TimeUnit.MILLISECONDS);
    }

    /** Without a database: what is broadcast comes from {@link #broadcast}. */
    public static RealtimeServer open() throws InterruptedException {
        return started(new RealtimeServer(Optional.empty(), TICK_MS));
    }

    /** On a database, with the limits of a server of one's own. */
    public static RealtimeServer open(MessagesDatabase database) throws InterruptedException {
        return started(new RealtimeServer(Optional.of(database), TICK_MS));
    }

    /** On a database, counting events more often than a real one, so that a test need not wait for 5 s. */
    public static RealtimeServer open(MessagesDatabase database, int tickMs) throws InterruptedException {
        return started(new RealtimeServer(Optional.of(database), tickMs));
    }

    private static RealtimeServer started(RealtimeServer server) throws InterruptedException {
        server.start();
        server.started.await();
        return server;
    }

    /** What a client is given as the URL of this server. */
    public String url() {
        return "ws://localhost:" + getPort() + "/socket/websocket";
    }

    // What a test may look at.

    public int connections() {
        return clients.size();
    }

    public int channels() {
        return clients.values().stream()
                .mapToInt(client -> client.joinRefs.size())
                .sum();
    }

    public int heartbeats() {
        return heartbeats.get();
    }

    public int joins() {
        return joins.get();
    }

    /** Whether it drops what the database sends now. */
    public boolean isAboveTheLimit() {
        return events.average() > eventsPerSecond;
    }

    /** The events of the rows that were handed on, to whoever had joined, in their order. */
    public List<String> handedOn() {
        return List.copyOf(handedOn);
    }

    // What a test may have it do.

    /** Drops each row of which this is true, and says nothing. */
    public void lose(Predicate<Map<String, String>> rows) {
        lost = rows;
    }

    /** Counts as many events a second as allowed. */
    public void allowEventsPerSecond(int most) {
        eventsPerSecond = most;
    }

    /** Closes a connection on which a client has said nothing for so long, as Phoenix does after a minute. */
    public void closeIdleAfter(int ms) {
        idleMs = ms;
    }

    private void closeIdle() {
        clients.forEach((socket, client) -> {
            if (System.nanoTime() - client.heardNs > TimeUnit.MILLISECONDS.toNanos(idleMs)) {
                socket.close(1000, "");
            }
        });
    }

    /** Answers every handshake from now on with a status; 0: no longer. */
    public void refuse(int status) {
        refusal = status;
    }

    public void answerHeartbeats(boolean yes) {
        answersHeartbeats = yes;
    }

    /** Answers heartbeats only when so many have come, and then all of them. */
    public void answerHeartbeatsOf(int together) {
        answeredTogether = together;
    }

    public void answerJoins(boolean yes) {
        answersJoins = yes;
    }

    /** Answers every join from now on with an error; empty: no longer. */
    public void refuseJoins(String reason) {
        joinError = reason;
    }

    /** Sends texts in pieces of so many bytes. */
    public void sendInPiecesOf(int bytes) {
        fragment = bytes;
    }

    /**
     * Says yes to joins, and has no slot to read from until {@link #releaseSlot}. Before the first connection.
     */
    public synchronized void holdSlot() {
        slot = new CountDownLatch(1);
    }

    public synchronized void releaseSlot() {
        slot.countDown();
    }

    public void closeChannel(String topic) {
        endChannel(topic, "phx_close");
    }

    public void failChannel(String topic) {
        endChannel(topic, "phx_error");
    }

    private void endChannel(String topic, String event) {
        clients.forEach((socket, client) -> {
            String joinRef = client.joinRefs.remove(topic);
            if (joinRef != null) {
                send(socket, client, new Frame(topic, event, JSON.createObjectNode(), joinRef, joinRef));
            }
        });
    }

    /** Ends every connection without a good-bye. */
    public void dropConnections() {
        // The server's own thread closes: closed by another, a socket may stay open until that one looks.
        clients.keySet().forEach(socket -> ((WebSocketImpl) socket).flushAndClose(1006, "", false));
    }

    /** Sends what is no message of the protocol. */
    public void sendText(String text) {
        clients.keySet().forEach(socket -> socket.send(text));
    }

    /** Hands a broadcast on to all who have joined its topic, past the limit; how many they are. */
    public int broadcast(String topic, String event, JsonNode payload) {
        int receivers = 0;
        for (Map.Entry<WebSocket, Client> each : clients.entrySet()) {
            if (each.getValue().joinRefs.containsKey(topic)) {
                receivers++;
                sendBroadcast(each.getKey(), each.getValue(), topic, event, payload);
            }
        }
        return receivers;
    }

    private void sendBroadcast(WebSocket socket, Client client, String topic, String event, JsonNode payload) {
        ObjectNode meta = JSON.createObjectNode();
        meta.set("id", payload.path("id"));
        if (client.binary) {
            socket.send(binary(topic, event, meta, payload));
            return;
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.put("type", "broadcast").put("event", event);
        whole.set("payload", payload);
        whole.set("meta", meta);
        send(socket, client, new Frame(topic, "broadcast", whole, "", ""));
    }

    private static byte[] binary(String topic, String event, JsonNode meta, JsonNode payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<byte[]> names = List.of(utf8(topic), utf8(event), utf8(meta.toString()));
        bytes.write(4);
        names.forEach(name -> bytes.write(name.length));
        bytes.write(1);
        names.forEach(bytes::writeBytes);
        bytes.writeBytes(utf8(payload.toString()));
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void row(Map<String, String> row) {
        String topic = "realtime:" + row.get("topic");
        if (row.get("private").equals("t") || lost.test(row)) {
            return;
        }
        if (isAboveTheLimit()) {
            shut(topic);
            return;
        }
        try {
            events.add(1 + broadcast(topic, row.get("event"), JSON.readTree(row.get("payload"))));
            handedOn.add(row.get("event"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void shut(String topic) {
        clients.forEach((socket, client) -> {
            if (client.joinRefs.containsKey(topic)) {
                system(socket, client, topic, "error", "Too many messages per second");
            }
        });
        closeChannel(topic);
    }

    private void system(WebSocket socket, Client client, String topic, String status, String message) {
        ObjectNode payload = JSON.createObjectNode();
        payload.put("extension", "system").put("status", status).put("message", message);
        payload.put("channel", topic.substring("realtime:".length()));
        send(socket, client, new Frame(topic, "system", payload, "", client.joinRefs.getOrDefault(topic, "")));
    }

    private void replicates() {
        replicating = true;
        clients.forEach(
                (socket, client) -> client.awaitReplication.forEach(topic -> replicationReady(socket, client, topic)));
    }

    private void replicationReady(WebSocket socket, Client client, String topic) {
        if (client.awaitReplication.remove(topic)) {
            system(socket, client, topic, "ok", "Replication connection established");
        }
    }

    // The WebSocket.

    @Override
    public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
            WebSocket socket, Draft draft, ClientHandshake request) throws InvalidDataException {
        ServerHandshakeBuilder answer = super.onWebsocketHandshakeReceivedAsServer(socket, draft, request);
        int status = status(request.getResourceDescriptor());
        if (status > 0) {
            refused.put(socket, status);
            answer.setHttpStatus((short) status);
        }
        return answer;
    }

    private int status(String resource) {
        String path = resource.replaceFirst("\\?.*", "");
        if (refusal > 0) {
            return refusal;
        }
        if (!PATHS.contains(path)) {
            return 404;
        }
        String key = parameter(resource, "apikey");
        if (!key.equals(KEY)) {
            return key.isEmpty() ? 401 : 403;
        }
        return clients.size() < USERS ? 0 : 429;
    }

    private static String parameter(String resource, String name) {
        for (String pair : resource.replaceFirst("[^?]*\\??", "").split("&")) {
            if (pair.startsWith(name + "=")) {
                return java.net.URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake request) {
        if (refused.remove(socket) != null) {
            ((WebSocketImpl) socket).flushAndClose(1000, "", false);
            return;
        }
        boolean binary = parameter(request.getResourceDescriptor(), "vsn").equals("2.0.0");
        clients.put(socket, new Client(binary));
        synchronized (this) {
            if (stream.isEmpty()) {
                stream = database.map(d -> new MessageStream(d, slot, this::replicates, this::row));
            }
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        clients.remove(socket);
        // The slot is there for as long as anybody is.
        synchronized (this) {
            if (clients.isEmpty()) {
                endStream();
            }
        }
    }

    private synchronized void endStream() {
        stream.ifPresent(MessageStream::close);
        stream = Optional.empty();
        replicating = database.isEmpty();
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        Client client = clients.get(socket);
        if (client == null) {
            return;
        }
        client.heardNs = System.nanoTime();
        Frame frame = parse(text, client.binary);
        switch (frame.event()) {
            case "heartbeat" -> {
                heartbeats.incrementAndGet();
                if (answersHeartbeats) {
                    answerTogether(() -> reply(socket, client, frame, "ok", JSON.createObjectNode()));
                }
            }
            case "phx_join" -> join(socket, client, frame);
            case "phx_leave" -> {
                reply(socket, client, frame, "ok", JSON.createObjectNode());
                String joinRef = client.joinRefs.remove(frame.topic());
                if (joinRef != null) {
                    send(
                            socket,
                            client,
                            new Frame(frame.topic(), "phx_close", JSON.createObjectNode(), joinRef, joinRef));
                }
            }
            default -> {
                // New tokens and the like change nothing here.
            }
        }
    }

    /** Belongs to the one thread that serves all connections. */
    private void answerTogether(Runnable answer) {
        heldAnswers.add(answer);
        if (heldAnswers.size() >= answeredTogether) {
            heldAnswers.forEach(Runnable::run);
            heldAnswers.clear();
        }
    }

    private void join(WebSocket socket, Client client, Frame frame) {
        joins.incrementAndGet();
        joinRate.add(1);
        JsonNode config = frame.payload().path("config");
        String error = joinError;
        if (!frame.topic().startsWith("realtime:")) {
            error = "unmatched topic";
        } else if (!config.path("broadcast").isObject()
                || config.path("private").asBoolean()) {
            error = "InvalidJoinConfig: only public broadcasts are here";
        } else if (client.joinRefs.size() >= CHANNELS_PER_CLIENT) {
            error = "ChannelRateLimitReached: Too many channels";
        } else if (joinRate.average() > JOINS_PER_SECOND) {
            error = "ClientJoinRateLimitReached: Too many joins per second";
        }
        if (!error.isEmpty()) {
            reply(socket, client, frame, "error", JSON.createObjectNode().put("reason", error));
            return;
        }
        if (!answersJoins) {
            return;
        }
        String old = client.joinRefs.put(frame.topic(), frame.joinRef());
        if (old != null) {
            send(socket, client, new Frame(frame.topic(), "phx_close", JSON.createObjectNode(), old, old));
        }
        ObjectNode response = JSON.createObjectNode();
        response.putArray("postgres_changes");
        reply(socket, client, frame, "ok", response);
        if (config.path("broadcast").path("replication_ready").asBoolean()) {
            client.awaitReplication.add(frame.topic());
            if (replicating) {
                replicationReady(socket, client, frame.topic());
            }
        }
    }

    private void reply(WebSocket socket, Client client, Frame to, String status, ObjectNode response) {
        ObjectNode payload = JSON.createObjectNode().put("status", status);
        payload.set("response", response);
        send(socket, client, new Frame(to.topic(), "phx_reply", payload, to.ref(), to.joinRef()));
    }

    private static Frame parse(String text, boolean array) {
        try {
            if (!array) {
                return Frame.parse(text);
            }
            JsonNode json = JSON.readTree(text);
            return new Frame(
                    json.path(2).asText(),
                    json.path(3).asText(),
                    json.path(4),
                    json.path(1).asText(""),
                    json.path(0).asText(""));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private void send(WebSocket socket, Client client, Frame frame) {
        String text = frame.text();
        if (client.binary) {
            ArrayNode json = JSON.createArrayNode();
            json.add(frame.joinRef().isEmpty() ? null : frame.joinRef());
            json.add(frame.ref().isEmpty() ? null : frame.ref());
            json.add(frame.topic()).add(frame.event()).add(frame.payload());
            text = json.toString();
        }
        if (!socket.isOpen()) {
            return;
        }
        // Pieces of two messages must not be mixed.
        synchronized (client) {
            byte[] bytes = utf8(text);
            if (fragment == 0 || bytes.length <= fragment) {
                socket.send(text);
                return;
            }
            for (int from = 0; from < bytes.length; from += fragment) {
                int length = Math.min(fragment, bytes.length - from);
                socket.sendFragmentedFrame(
                        Opcode.TEXT, ByteBuffer.wrap(bytes, from, length), from + length == bytes.length);
            }
        }
    }

    @Override
    public void onError(WebSocket socket, Exception e) {
        // A connection that a test has cut.
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void close() {
        try {
            stop(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endStream();
        clock.shutdownNow();
    }
}
