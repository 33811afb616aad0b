package tidings.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tidings.cli.bench.system.Endpoint;
import tidings.cli.bench.system.NativeBuffer;
import tidings.cli.bench.system.Poller;
import tidings.cli.bench.system.Sockets;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Incoming;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.Publish;
import tidings.cli.bench.wire.Reply;

/// All connections of a run, and the poller that they share. Moves bytes; what they mean to the
/// run is its [Traffic]'s.
final class Swarm implements AutoCloseable {
    private static final int INPUT_BYTES = 512 * 1024;
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int EVENTS_PER_TICK = 16;
    private static final int DEAF_RECEIVE_BYTES = 4096;
    private static final long IDLE_WAIT_NANOS = 5_000_000;
    private static final int STARTS_PER_TURN = 64;
    private static final int OWED_BYTES = 1024;

    private final Endpoint endpoint;
    private final Protocol protocol;
    private final Traffic traffic;
    private final Poller poller;
    private final NativeBuffer input = new NativeBuffer(INPUT_BYTES + Long.BYTES);
    private final NativeBuffer scratch = new NativeBuffer(SCRATCH_BYTES);
    private final List<Connection> all = new ArrayList<>();
    private final List<Connection> dirty = new ArrayList<>();
    private final Reading reading = new Reading();
    private int opening;
    private int failed;
    private String failure = "";
    private boolean cannotConnect;

    Swarm(Endpoint endpoint, Protocol protocol, Traffic traffic) throws IOException {
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.traffic = traffic;
        this.poller = new Poller();
    }

    Connection add(Errand errand, boolean deaf) {
        Connection connection = new Connection(all.size(), errand, deaf);
        all.add(connection);
        return connection;
    }

    int size() {
        return all.size();
    }

    /// Opens connections until all are ready.
    ///
    /// @param atOnce how many may be on their way
    void connect(List<Connection> connections, int atOnce, Duration timeout)
            throws BenchException {
        long deadline = System.nanoTime() + timeout.toNanos();
        int begun = 0;
        failed = 0;
        opening = 0;
        while ((begun < connections.size() || opening > 0) && failed == 0) {
            for (int i = 0; i < STARTS_PER_TURN && begun < connections.size()
                    && opening < atOnce; i++) {
                begin(connections.get(begun++));
            }
            turn(begun < connections.size() && opening < atOnce ? 0 : IDLE_WAIT_NANOS);
            if (System.nanoTime() > deadline) {
                throw new BenchException(BenchException.Kind.FAILED,
                        "%d of %d connections were not ready after %d s; is the server overloaded, or --timeout too short?"
                                .formatted(opening + connections.size() - begun,
                                        connections.size(), timeout.toSeconds()));
            }
        }
        if (failed > 0) {
            throw new BenchException(cannotConnect
                    ? BenchException.Kind.CANNOT_CONNECT
                    : BenchException.Kind.REFUSED, failure);
        }
    }

    private void begin(Connection connection) {
        opening++;
        connection.phase = Connection.Phase.CONNECTING;
        try {
            connection.fd = Sockets.connect(endpoint, connection.number,
                    connection.deaf ? DEAF_RECEIVE_BYTES : 0);
            poller.add(connection.fd, connection.number, true);
        } catch (IOException e) {
            end(connection, String.valueOf(e.getMessage()));
        }
    }

    /// One pass: sends what is waiting, waits for something to happen, takes it in.
    void turn(long waitNanos) {
        flush();
        int events = poller.await(waitNanos);
        for (int i = 0; i < events; i++) {
            Connection connection = all.get(poller.number(i));
            if (poller.isWritable(i)) {
                if (connection.phase == Connection.Phase.CONNECTING) {
                    onConnected(connection);
                } else if (connection.awaitsWritable) {
                    send(connection);
                }
            }
            if (poller.isReadable(i) && connection.phase != Connection.Phase.CLOSED
                    && connection.phase != Connection.Phase.CONNECTING) {
                receive(connection);
            }
            if (i % EVENTS_PER_TICK == EVENTS_PER_TICK - 1) {
                traffic.tick(System.nanoTime());
            }
        }
        traffic.tick(System.nanoTime());
    }

    /// See [Poller#stayAwake].
    void stayAwake() {
        poller.stayAwake();
    }

    /// For how long nothing happened while it was kept awake.
    long idleNanos() {
        return poller.idleNanos();
    }

    /// Gives a connection room for what it will publish.
    void reserve(Connection connection, int bytes) {
        connection.out = new NativeBuffer(bytes + Long.BYTES);
    }

    /// Sends a message at the end of the turn.
    ///
    /// @return whether there was room for it
    boolean publish(Connection connection, Publish publish) {
        NativeBuffer out = connection.out;
        if (out == null || connection.phase != Connection.Phase.READY) {
            return false;
        }
        if (connection.outTo + protocol.bytesOf(publish) + Long.BYTES > out.capacity()) {
            return false;
        }
        if (publish.hasId()) {
            if (connection.unanswered >= connection.unansweredMax) {
                return false;
            }
            connection.unanswered++;
        }
        connection.outTo += protocol.write(publish, out, connection.outTo);
        sendLater(connection);
        return true;
    }

    /// How many publishes the server lets every connection have unanswered.
    int unansweredMax() {
        return all.stream().mapToInt(connection -> connection.unansweredMax).min()
                .orElse(Integer.MAX_VALUE);
    }

    private void sendLater(Connection connection) {
        if (!connection.isDirty) {
            connection.isDirty = true;
            dirty.add(connection);
        }
    }

    /// There is always room for what is owed.
    private void owe(Connection connection, int packet) {
        NativeBuffer out = connection.out;
        if (out == null) {
            out = new NativeBuffer(OWED_BYTES);
            connection.out = out;
        } else if (connection.outTo + Protocol.OWED_BYTES_MAX > out.capacity()) {
            out = out.grown(2 * out.capacity());
            connection.out = out;
        }
        connection.outTo += protocol.writeOwed(packet, out, connection.outTo);
        sendLater(connection);
    }

    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            Connection connection = dirty.get(i);
            connection.isDirty = false;
            if (!connection.awaitsWritable && connection.phase == Connection.Phase.READY) {
                send(connection);
            }
        }
        dirty.clear();
    }

    private void send(Connection connection) {
        NativeBuffer out = connection.out;
        if (out == null) {
            throw new IllegalStateException("nothing is ever published here");
        }
        while (connection.outFrom < connection.outTo) {
            int sent = Sockets.send(connection.fd, out, connection.outFrom,
                    connection.outTo - connection.outFrom);
            if (sent == Sockets.ENDED) {
                end(connection, "the connection was reset");
                return;
            }
            if (sent == Sockets.NOTHING) {
                out.move(connection.outFrom, 0, connection.outTo - connection.outFrom);
                connection.outTo -= connection.outFrom;
                connection.outFrom = 0;
                awaitWritable(connection, true);
                return;
            }
            connection.outFrom += sent;
        }
        connection.outFrom = 0;
        connection.outTo = 0;
        awaitWritable(connection, false);
    }

    private void awaitWritable(Connection connection, boolean writable) {
        if (connection.awaitsWritable != writable) {
            connection.awaitsWritable = writable;
            poller.change(connection.fd, connection.number, writable);
        }
    }

    private void onConnected(Connection connection) {
        String error = Sockets.connectError(connection.fd);
        if (!error.isEmpty()) {
            cannotConnect = true;
            end(connection, error);
            return;
        }
        poller.change(connection.fd, connection.number, false);
        byte[] first = protocol.opening(connection.errand);
        if (first.length == 0) {
            greet(connection);
        } else {
            connection.phase = Connection.Phase.OPENING;
            sendAtOnce(connection, first);
        }
    }

    private void greet(Connection connection) {
        byte[] greeting = protocol.greeting(connection.errand, connection.number);
        if (greeting.length == 0) {
            onReady(connection, tidings.cli.bench.wire.Place.NONE);
        } else {
            connection.phase = Connection.Phase.GREETING;
            sendAtOnce(connection, greeting);
        }
    }

    private void onReady(Connection connection, tidings.cli.bench.wire.Place place) {
        opening--;
        connection.phase = Connection.Phase.READY;
        if (connection.deaf) {
            poller.remove(connection.fd);
        }
        if (connection.outTo > 0) {
            sendLater(connection);
        }
        traffic.onReady(connection, place, System.nanoTime());
    }

    /// For the few bytes of a control message, which a healthy socket always has room for.
    private void sendAtOnce(Connection connection, byte[] bytes) {
        scratch.write(0, bytes, 0, bytes.length);
        int sent = Sockets.send(connection.fd, scratch, 0, bytes.length);
        if (sent != bytes.length) {
            end(connection, "the socket took %d of %d bytes".formatted(Math.max(0, sent),
                    bytes.length));
        }
    }

    private void receive(Connection connection) {
        int rest = connection.restBytes;
        if (rest > 0) {
            input.write(0, connection.rest, 0, rest);
        }
        int count = Sockets.receive(connection.fd, input, rest, INPUT_BYTES - rest);
        if (count == Sockets.NOTHING) {
            return;
        }
        if (count == Sockets.ENDED) {
            end(connection, "the server closed the connection");
            return;
        }
        int to = rest + count;
        int at = 0;
        if (connection.phase == Connection.Phase.OPENING) {
            at = onOpening(connection, to);
        }
        if (connection.phase == Connection.Phase.GREETING
                || connection.phase == Connection.Phase.READY) {
            reading.connection = connection;
            reading.now = System.nanoTime();
            at = protocol.read(input, at, to, reading);
        }
        if (connection.phase == Connection.Phase.CLOSED) {
            return;
        }
        if (to - at == INPUT_BYTES) {
            end(connection, "a message of more than %d bytes".formatted(INPUT_BYTES));
        } else if (at == to) {
            connection.restBytes = 0;
        } else {
            connection.keepRest(input, at, to);
        }
    }

    /// @return where what follows begins
    private int onOpening(Connection connection, int to) {
        try {
            int bytes = protocol.readOpening(input, 0, to);
            if (bytes > 0) {
                greet(connection);
            }
            return bytes;
        } catch (IOException e) {
            end(connection, "the handshake was refused: " + e.getMessage());
            return to;
        }
    }

    private void end(Connection connection, String why) {
        boolean wasReady = connection.phase == Connection.Phase.READY;
        if (connection.phase == Connection.Phase.CLOSED) {
            return;
        }
        close(connection);
        if (wasReady) {
            traffic.onLost(connection, why);
        } else {
            opening--;
            if (failed++ == 0) {
                failure = "connection %d of %d to %s:%d failed: %s".formatted(
                        connection.number + 1, all.size(), endpoint.host(), endpoint.port(), why);
            }
        }
    }

    /// Comes back to every session that would be kept, in order to end it.
    void endSessions(int atOnce, Duration timeout) throws BenchException {
        List<Connection> kept = all.stream().filter(connection -> connection.errand.positioned())
                .toList();
        for (Connection connection : kept) {
            close(connection);
            connection.errand = Errand.publishOnly("");
        }
        connect(kept, atOnce, timeout);
    }

    /// From this side, without a word.
    void close(Connection connection) {
        if (connection.fd >= 0) {
            Sockets.close(connection.fd);
        }
        connection.fd = -1;
        connection.phase = Connection.Phase.CLOSED;
        connection.outFrom = 0;
        connection.outTo = 0;
        connection.unanswered = 0;
        connection.awaitsWritable = false;
        connection.forgetBuffers();
    }

    @Override
    public void close() {
        all.forEach(this::close);
        poller.close();
    }

    /// Gives what comes to the traffic, with its connection and time.
    private final class Reading implements Incoming {
        private Connection connection = new Connection(-1, Errand.publishOnly(""), false);
        private long now;

        @Override
        public Errand errand() {
            return connection.errand;
        }

        @Override
        public void onUnansweredMax(int publishes) {
            connection.unansweredMax = publishes;
        }

        @Override
        public void onOwed(int packet) {
            owe(connection, packet);
        }

        @Override
        public void onPublication(int publisher, int sequence, long dueNanos) {
            traffic.onPublication(connection, publisher, sequence, dueNanos, now);
        }

        @Override
        public void onPublished(int id) {
            connection.unanswered--;
            traffic.onPublished(connection, id, now);
        }

        @Override
        public void onReply(Reply reply) {
            String error = reply.error();
            if (connection.phase == Connection.Phase.GREETING) {
                if (error != null) {
                    end(connection, "refused: " + error);
                } else if (reply.id() == Protocol.GREETING_ID) {
                    Swarm.this.onReady(connection, reply.place());
                }
            } else if (error != null) {
                connection.unanswered--;
                traffic.onRefused(connection, reply.id(), error);
            } else {
                traffic.onForeign(connection, reply.toString());
            }
        }

        @Override
        public void onPing() {
            if (!connection.awaitsWritable) {
                sendAtOnce(connection, protocol.pong());
            }
        }

        @Override
        public void onForeign(String text) {
            traffic.onForeign(connection, text);
        }

        @Override
        public void onEnd(String why) {
            end(connection, why);
        }
    }
}
