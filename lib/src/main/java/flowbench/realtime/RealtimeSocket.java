package flowbench.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection, from its handshake to its end, and the topics that are joined on it. Whoever wants another
 * opens one.
 */
final class RealtimeSocket implements WebSocket.Listener {
    private static final String RATE_LIMIT = "Too many messages per second";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Endpoint endpoint;
    private final Limits limits;
    private final Inbox inbox;
    private final Tally tally;
    private final Map<String, Membership> memberships = new LinkedHashMap<>();
    private final AtomicLong refs = new AtomicLong();
    private final Set<String> unanswered = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private final Object sending = new Object();
    /** The end of what was sent last. */
    private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);

    private WebSocket socket;
    private Future<?> beating = CompletableFuture.completedFuture(null);
    private String heartbeat = "";
    private String end = "";

    private RealtimeSocket(Endpoint endpoint, Limits limits, Inbox inbox, Tally tally, Collection<String> topics) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.inbox = inbox;
        this.tally = tally;
        topics.forEach(topic -> memberships.put(topic, new Membership(topic)));
    }

    /**
     * Connects; joins nothing yet. From now on heartbeats are sent: a server ends a connection on which a client says nothing,
     * also one that only waits for its turn to join.
     *
     * @param heart sends them, and is never kept waiting
     */
    static RealtimeSocket open(
            Endpoint endpoint,
            Limits limits,
            Inbox inbox,
            Tally tally,
            ScheduledExecutorService heart,
            Collection<String> topics)
            throws RealtimeException {
        RealtimeSocket opened = new RealtimeSocket(endpoint, limits, inbox, tally, topics);
        CompletableFuture<WebSocket> connecting = HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofMillis(limits.answerMs()))
                .buildAsync(endpoint.address(), opened);
        try {
            opened.use(connecting.get(limits.answerMs(), TimeUnit.MILLISECONDS), heart);
            return opened;
        } catch (ExecutionException e) {
            throw refusal(endpoint, e.getCause());
        } catch (TimeoutException e) {
            connecting.thenAccept(WebSocket::abort);
            throw new RealtimeException(
                    "SUPABASE_URL: " + endpoint + " did not answer within " + limits.answerMs() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connecting.thenAccept(WebSocket::abort);
            throw new RealtimeException("interrupted while connecting to " + endpoint, e);
        }
    }

    private static RealtimeException refusal(Endpoint endpoint, Throwable why) {
        if (!(why instanceof WebSocketHandshakeException handshake)) {
            return new RealtimeException(
                    "SUPABASE_URL: no Realtime answers at " + endpoint
                            + "; check the address, and that the server runs",
                    why);
        }
        int status = handshake.getResponse().statusCode();
        String sentence = switch (status) {
            case 401, 403 ->
                "SUPABASE_ANON_KEY: Realtime at " + endpoint + " refused the key (HTTP " + status
                        + "); it must be the anon or publishable key of that project";
            case 404 ->
                "SUPABASE_URL: there is no Realtime at " + endpoint + " (HTTP 404); give the project's URL, or"
                        + " that of the WebSocket itself";
            case 429 ->
                "SUPABASE_URL: Realtime at " + endpoint + " takes no more connections (HTTP 429); close others,"
                        + " or raise its limit of concurrent users";
            default ->
                "SUPABASE_URL: " + endpoint + " refused a WebSocket (HTTP " + status
                        + "); is it the URL of a Supabase project?";
        };
        return new RealtimeException(sentence, why);
    }

    private void use(WebSocket opened, ScheduledExecutorService heart) {
        synchronized (this) {
            socket = opened;
            if (end.isEmpty()) {
                beating = heart.scheduleWithFixedDelay(
                        this::beat, limits.heartbeatMs(), limits.heartbeatMs(), TimeUnit.MILLISECONDS);
            }
        }
        if (!isOpen()) {
            // It ended before it could be known here.
            abort();
        }
    }

    private synchronized WebSocket socket() {
        return socket;
    }

    /** The topics that are not joined. */
    synchronized List<String> unjoined() {
        return memberships.values().stream()
                .filter(each -> each.status() != ChannelStatus.SUBSCRIBED)
                .map(Membership::topic)
                .toList();
    }

    /** Asks to join a topic. */
    void join(String topic) throws RealtimeException {
        String ref = nextRef();
        synchronized (this) {
            memberships.get(topic).asked(ref);
        }
        send(Frame.join(topic, ref, endpoint.key()));
    }

    /** Waits until every join that was asked for is taken, or one is not. */
    void awaitJoins() throws RealtimeException {
        List<Membership> late = new ArrayList<>();
        synchronized (this) {
            for (Membership each : memberships.values()) {
                long deadline = each.askedNs() + TimeUnit.MILLISECONDS.toNanos(limits.answerMs());
                while (each.status() == ChannelStatus.JOINING && waitUntil(deadline)) {
                    // Not answered yet.
                }
                if (each.status() == ChannelStatus.JOINING) {
                    become(each, ChannelStatus.TIMED_OUT);
                    late.add(each);
                }
            }
            requireOpen();
        }
        // So that an answer that comes after all does not leave a channel there that nobody wants.
        for (Membership each : late) {
            send(Frame.leave(each.topic(), nextRef(), each.joinRef()));
        }
        synchronized (this) {
            for (Membership each : memberships.values()) {
                if (each.status() != ChannelStatus.SUBSCRIBED) {
                    throw new RealtimeException(notJoined(each));
                }
            }
        }
    }

    private void become(Membership each, ChannelStatus status) {
        each.become(status);
        tally.came(status);
    }

    private String notJoined(Membership each) {
        if (each.status() == ChannelStatus.TIMED_OUT) {
            return "Realtime did not answer the join of " + each.topic() + " within " + limits.answerMs() + " ms";
        }
        return "Realtime did not let " + each.topic() + " be joined" + because(each);
    }

    private static String because(Membership each) {
        return each.reason().isEmpty() ? "" : ": " + each.reason();
    }

    /**
     * Asks for an answer: when it has come, so has everything that the server had sent before. Waits for nothing.
     *
     * @return to wait for the answer with
     */
    String ask() {
        String ref = nextRef();
        synchronized (this) {
            unanswered.add(ref);
        }
        enqueue(Frame.heartbeat(ref));
        return ref;
    }

    /**
     * Waits for the answer to a question.
     *
     * @param deadline of {@link System#nanoTime}; a connection that has not answered then has ended
     */
    void awaitAnswer(String ref, long deadline) throws RealtimeException {
        boolean answered;
        synchronized (this) {
            while (unanswered.contains(ref) && end.isEmpty() && waitUntil(deadline)) {
                // Not answered yet.
            }
            answered = !unanswered.contains(ref);
        }
        if (!answered) {
            ended("Realtime has not answered within " + limits.answerMs() + " ms");
        }
        requireOpen();
    }

    /** Sends a heartbeat, or ends a connection that has not answered the last one. Waits for nothing. */
    private void beat() {
        String ref = nextRef();
        boolean missed;
        synchronized (this) {
            missed = unanswered.contains(heartbeat);
            heartbeat = ref;
            unanswered.add(ref);
        }
        if (missed) {
            ended("Realtime has not answered a heartbeat within " + limits.heartbeatMs() + " ms");
            return;
        }
        enqueue(Frame.heartbeat(ref));
    }

    /** Sends, and waits until it has gone out. */
    private void send(Frame frame) throws RealtimeException {
        requireOpen();
        try {
            enqueue(frame).get();
        } catch (ExecutionException e) {
            // The end of the connection, which is told next.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealtimeException("interrupted while talking to Realtime", e);
        }
        requireOpen();
    }

    /** Has a frame go out after those before it, since one must not begin before the last has gone out; waits for nothing. */
    private CompletableFuture<WebSocket> enqueue(Frame frame) {
        synchronized (sending) {
            sent = sent.thenCompose(before -> socket().sendText(frame.text(), true))
                    .orTimeout(limits.answerMs(), TimeUnit.MILLISECONDS)
                    .whenComplete((gone, failure) -> {
                        if (failure != null) {
                            ended("Realtime takes no more messages on its connection");
                        }
                    });
            return sent;
        }
    }

    private String nextRef() {
        return String.valueOf(refs.incrementAndGet());
    }

    /** Waits for a change; false when it is too late for that. */
    private boolean waitUntil(long deadline) throws RealtimeException {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMs <= 0) {
            return false;
        }
        try {
            wait(leftMs);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealtimeException("interrupted while waiting for Realtime", e);
        }
    }

    private synchronized void requireOpen() throws RealtimeException {
        if (!end.isEmpty()) {
            throw new RealtimeException(end);
        }
    }

    synchronized boolean isOpen() {
        return end.isEmpty();
    }

    synchronized Set<String> topics() {
        return Set.copyOf(memberships.keySet());
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            long arrivedNs = System.nanoTime();
            String whole = text.toString();
            text.setLength(0);
            try {
                read(Frame.parse(whole), arrivedNs);
            } catch (JsonProcessingException e) {
                ended("what came from " + endpoint + " is no message of Realtime's protocol");
            }
        }
        from.request(1);
        return null;
    }

    private void read(Frame frame, long arrivedNs) {
        if (frame.topic().equals(Frame.CONNECTION)) {
            answered(frame);
            return;
        }
        Optional<Membership> of = membership(frame);
        if (of.isEmpty()) {
            return;
        }
        Membership channel = of.get();
        switch (frame.event()) {
            case "broadcast" -> broadcast(frame, arrivedNs);
            case "phx_reply" -> replied(channel, frame);
            case "system" -> told(channel, frame.payload());
            case "phx_close" -> left(channel, ChannelStatus.CLOSED, "Realtime has closed ");
            case "phx_error" -> left(channel, ChannelStatus.CHANNEL_ERROR, "Realtime has failed on ");
            default -> {
                // Presence and changes of tables are not asked for.
            }
        }
    }

    private synchronized Optional<Membership> membership(Frame frame) {
        return Optional.ofNullable(memberships.get(frame.topic())).filter(each -> each.isOf(frame));
    }

    private synchronized void answered(Frame frame) {
        unanswered.remove(frame.ref());
        notifyAll();
    }

    private void broadcast(Frame frame, long arrivedNs) {
        String event = frame.payload().path("event").asText("");
        if (!inbox.offer(new Broadcast(frame.topic(), event, frame.payload().path("payload"), arrivedNs))) {
            // What follows would look as if nothing were missing before it.
            ended("broadcasts came faster than they were taken: the buffer was full, and some were dropped");
        }
    }

    /** The answer to a join; those to leaves and the like change nothing. */
    private synchronized void replied(Membership channel, Frame frame) {
        if (channel.status() != ChannelStatus.JOINING || !frame.ref().equals(channel.joinRef())) {
            return;
        }
        boolean taken = frame.payload().path("status").asText().equals("ok");
        if (!taken) {
            JsonNode response = frame.payload().path("response");
            channel.complain(response.path("reason").asText(response.toString()));
        }
        become(channel, taken ? ChannelStatus.SUBSCRIBED : ChannelStatus.CHANNEL_ERROR);
        notifyAll();
    }

    /** What the server says of a channel. Where it is the end of it, the channel is closed next. */
    private synchronized void told(Membership channel, JsonNode payload) {
        if (payload.path("status").asText().equals("error")) {
            String message = payload.path("message").asText();
            boolean tooMany = message.contains(RATE_LIMIT);
            if (tooMany) {
                tally.toldOfTooMany();
            }
            channel.complain(
                    tooMany
                            ? "more events a second than the server allows (\"" + message
                                    + "\"), see REALTIME_EVENT_LIMIT"
                            : message);
        }
    }

    private void left(Membership channel, ChannelStatus status, String what) {
        String why;
        synchronized (this) {
            if (!channel.isWanted()) {
                return;
            }
            become(channel, status);
            why = what + channel.topic() + because(channel);
            notifyAll();
        }
        inbox.ended(why);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        ended("Realtime has closed the connection (" + status + (reason.isEmpty() ? "" : " " + reason) + ")");
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended("the connection to Realtime is broken");
    }

    /** Ends the connection without a good-bye, as a broken network does. */
    void cut() {
        ended("the connection to Realtime was cut");
    }

    private void ended(String why) {
        synchronized (this) {
            if (!end.isEmpty()) {
                return;
            }
            end = why;
            beating.cancel(false);
            memberships.values().stream()
                    .filter(Membership::isWanted)
                    .forEach(each -> become(each, ChannelStatus.CLOSED));
            notifyAll();
        }
        inbox.ended(why);
        abort();
    }

    private void abort() {
        WebSocket given = socket();
        if (given != null) {
            given.abort();
        }
    }

    /** Says good-bye; the server then forgets the channels. */
    void close() {
        synchronized (this) {
            if (!end.isEmpty()) {
                return;
            }
            end = "the connection is closed";
            beating.cancel(false);
            memberships.values().forEach(each -> each.become(ChannelStatus.CLOSED));
            notifyAll();
        }
        socket().sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(limits.answerMs(), TimeUnit.MILLISECONDS)
                .whenComplete((sent, failure) -> abort());
    }
}
