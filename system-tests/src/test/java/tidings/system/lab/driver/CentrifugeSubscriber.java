package tidings.system.lab.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.Event.Stage;
import tidings.system.lab.history.Event.Way;
import tidings.system.lab.history.Place;

/// Follows many channels over one WebSocket.
public final class CentrifugeSubscriber implements Subscriber {
    /// Between a server's pings, and what the SDKs wait beyond that. A reset outside of a reader's
    /// window is ignored (RFC 9293, 3.10.7.4), and then nobody else says that it is over.
    public static final Duration SILENCE_MAX = Duration.ofSeconds(25 + 10);

    private static final int FIRST_ID = 2;
    private static final long AGAIN_NS = 20_000_000;
    private static final int SLOW_RECEIVE_BYTES = 4_096;

    private final Scene scene;
    private final Wire wire;
    private final String name;
    private final List<String> channels;
    private final long pauseNs;
    private final Map<String, Place> positions = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable CentrifugeConnection current;

    private CentrifugeSubscriber(Scene scene, String name, Wire wire, List<String> channels,
            long pauseNs) {
        this.scene = scene;
        this.wire = wire;
        this.name = name;
        this.channels = channels;
        this.pauseNs = pauseNs;
    }

    /// @param pauseNs between two frames; 0 for one that reads as fast as it can
    public static CentrifugeSubscriber json(Scene scene, String name, List<String> channels,
            long pauseNs) {
        return new CentrifugeSubscriber(scene, name, new JsonWire(), channels, pauseNs);
    }

    public static CentrifugeSubscriber protobuf(Scene scene, String name, List<String> channels,
            long pauseNs) {
        return new CentrifugeSubscriber(scene, name, new ProtobufWire(), channels, pauseNs);
    }

    @Override
    public Map<String, Place> positions() {
        return positions;
    }

    @Override
    public void run() {
        while (!closed) {
            int era = scene.history().era();
            try (CentrifugeConnection connection = new CentrifugeConnection(
                    scene.server().port(), wire, pauseNs > 0 ? SLOW_RECEIVE_BYTES : 0)) {
                connection.silenceMax(SILENCE_MAX);
                current = connection;
                attend(connection, era);
            } catch (IOException e) {
                LockSupport.parkNanos(AGAIN_NS);
            }
        }
    }

    private void attend(CentrifugeConnection connection, int era) throws IOException {
        Map<Integer, String> asked = new HashMap<>();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            String channel = channels.get(i);
            asked.put(FIRST_ID + i, channel);
            commands.add(new Command.Subscribe(FIRST_ID + i, channel, positions.get(channel)));
            subscribe(Stage.INVOKED, channel, false, null);
        }
        try {
            connection.send(commands);
            while (!closed) {
                List<Reply> replies = connection.read();
                if (!scene.history().counts(era)) {
                    throw new IOException("the power is going");
                }
                for (Reply reply : replies) {
                    on(reply, asked);
                }
                if (pauseNs > 0 && !scene.draining()) {
                    LockSupport.parkNanos(pauseNs);
                }
            }
        } finally {
            asked.values().forEach(channel -> subscribe(Stage.INFO, channel, false, null));
        }
    }

    private void on(Reply reply, Map<Integer, String> asked) throws IOException {
        switch (reply) {
            case Reply.Subscribed subscribed -> onSubscribed(subscribed,
                    String.valueOf(asked.remove(subscribed.id())));
            case Reply.Failed failed -> {
                subscribe(Stage.FAIL, String.valueOf(asked.remove(failed.id())), false, null);
                throw new IOException(failed.message());
            }
            case Reply.Publication publication -> receive(publication.channel(), publication,
                    Way.LIVE);
            case Reply.Unsubscribed(var channel, int code) -> {
                scene.history().add(new Event.Notice(System.nanoTime(), name, channel,
                        "unsubscribed " + code));
                throw new IOException("unsubscribed " + code);
            }
            case Reply.Ping _,Reply.Done _,Reply.Sent _,Reply.Other _ -> {
            }
        }
    }

    private void onSubscribed(Reply.Subscribed subscribed, String channel) {
        subscribe(Stage.OK, channel, subscribed.recovered(), subscribed.at());
        positions.put(channel, subscribed.at());
        for (Reply.Publication publication : subscribed.publications()) {
            receive(channel, publication, Way.RECOVERED);
        }
    }

    private void receive(String channel, Reply.Publication publication, Way way) {
        @Nullable
        Place before = positions.get(channel);
        Place at = new Place(before == null ? "" : before.epoch(), publication.offset());
        Parcel.Opened opened = Parcel.open(publication.json(), scene.run(), channel);
        scene.history().add(new Event.Receive(System.nanoTime(), name, channel, opened.id(), at,
                way, opened.whole()));
        positions.put(channel, at);
    }

    private void subscribe(Stage stage, String channel, boolean recovered, @Nullable Place at) {
        scene.history().add(new Event.Subscribe(System.nanoTime(), stage, name, channel,
                positions.get(channel), recovered, at));
    }

    @Override
    public void close() {
        closed = true;
        CentrifugeConnection connection = current;
        if (connection != null) {
            connection.close();
        }
    }
}
