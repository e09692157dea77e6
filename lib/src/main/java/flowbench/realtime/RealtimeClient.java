package flowbench.realtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Topics that are joined, on as many connections as they need. One thread receives and joins again; {@link
 * #close} may be called by any.
 */
public final class RealtimeClient implements AutoCloseable {
    private final Endpoint endpoint;
    private final Limits limits;
    private final Inbox inbox;
    private final Tally tally = new Tally();
    private final Pace pace;
    private final List<RealtimeSocket> sockets = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService heart = heart();

    private RealtimeClient(Endpoint endpoint, Limits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.inbox = new Inbox(limits.broadcasts());
        this.pace = new Pace(limits.joinsPerSecond());
    }

    /** One thread for the heartbeats of all connections, none of which waits for anything. */
    private static ScheduledExecutorService heart() {
        ScheduledThreadPoolExecutor heart = new ScheduledThreadPoolExecutor(
                1,
                beat -> {
                    Thread thread = new Thread(beat, "realtime-heartbeat");
                    thread.setDaemon(true);
                    return thread;
                },
                // A connection that is opened while the client is being closed needs none any more.
                new ThreadPoolExecutor.DiscardPolicy());
        heart.setRemoveOnCancelPolicy(true);
        return heart;
    }

    /**
     * Connects and joins.
     *
     * @throws RealtimeException if that cannot be had; nothing is left open then
     */
    public static RealtimeClient join(Endpoint endpoint, Collection<String> topics, Limits limits)
            throws RealtimeException {
        RealtimeClient client = new RealtimeClient(endpoint, limits);
        try {
            List<String> all = List.copyOf(topics);
            for (int from = 0; from < all.size(); from += limits.channelsPerConnection()) {
                int to = Math.min(from + limits.channelsPerConnection(), all.size());
                client.sockets.add(client.connect(all.subList(from, to)));
            }
            client.joinWhatIsNot();
        } catch (RealtimeException | RuntimeException e) {
            client.close();
            throw e;
        }
        return client;
    }

    private RealtimeSocket connect(Collection<String> topics) throws RealtimeException {
        return RealtimeSocket.open(endpoint, limits, inbox, tally, heart, topics);
    }

    private void joinWhatIsNot() throws RealtimeException {
        for (RealtimeSocket socket : sockets) {
            for (String topic : socket.unjoined()) {
                pace.await();
                inbox.requireOpen();
                socket.join(topic);
            }
        }
        awaitJoins();
    }

    private void awaitJoins() throws RealtimeException {
        for (RealtimeSocket socket : sockets) {
            socket.awaitJoins();
        }
    }

    /**
     * Takes what has arrived; waits at most so long where nothing has.
     *
     * @throws RealtimeException if a connection or a channel has ended and all that arrived was taken; {@link
     *     #rejoin} then
     */
    public List<Broadcast> receive(long atMostMs) throws RealtimeException {
        return inbox.take(atMostMs);
    }

    /**
     * Takes what has arrived, and all that the server had sent before this was called. Each connection has an
     * order of its own: what comes on one may overtake what comes on another.
     */
    public List<Broadcast> receiveRest() throws RealtimeException {
        // What arrived on the only connection arrived in its order.
        if (sockets.size() > 1) {
            settle();
        }
        return inbox.takeWaiting();
    }

    /** All connections are asked before the first answer is waited for: together they take as long as the slowest. */
    private void settle() throws RealtimeException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.answerMs());
        Map<RealtimeSocket, String> asked = new LinkedHashMap<>();
        sockets.forEach(socket -> asked.put(socket, socket.ask()));
        for (Map.Entry<RealtimeSocket, String> question : asked.entrySet()) {
            question.getKey().awaitAnswer(question.getValue(), deadline);
        }
    }

    /** Connects again where a connection has ended, and joins every topic that is not joined. */
    public void rejoin() throws RealtimeException {
        inbox.begin();
        for (int i = 0; i < sockets.size(); i++) {
            RealtimeSocket ended = sockets.get(i);
            if (!ended.isOpen()) {
                replace(i, connect(ended.topics()));
            }
        }
        joinWhatIsNot();
        // The end of a connection that was replaced may have been told meanwhile; that of one that is in use is seen.
        inbox.begin();
        awaitJoins();
    }

    private synchronized void replace(int index, RealtimeSocket opened) throws RealtimeException {
        try {
            inbox.requireOpen();
        } catch (RealtimeException e) {
            opened.close();
            throw e;
        }
        sockets.set(index, opened);
    }

    /** What has happened so far. Any thread may ask. */
    public RealtimeCounts counts() {
        return tally.counts(inbox.dropped());
    }

    /** Ends every connection without a good-bye, as a broken network does. */
    public void cut() {
        List.copyOf(sockets).forEach(RealtimeSocket::cut);
    }

    /** Says good-bye; a thread that receives comes back with a {@link RealtimeException}. */
    @Override
    public void close() {
        List<RealtimeSocket> open;
        synchronized (this) {
            inbox.close();
            open = new ArrayList<>(sockets);
        }
        heart.shutdownNow();
        open.forEach(RealtimeSocket::close);
    }
}
