package tidings.system.lab.driver;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.system.EventSourceReader;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.Event.Stage;
import tidings.system.lab.history.Event.Way;
import tidings.system.lab.history.Place;

/// Follows one channel as an `EventSource` does.
public final class EventSubscriber implements Subscriber, EventSourceReader.Listener {
    private final Scene scene;
    private final String name;
    private final String channel;
    private final EventSourceReader reader;
    private final Map<String, Place> positions = new ConcurrentHashMap<>();
    /// The reader's thread's.
    private int era;
    private boolean subscribing;

    public EventSubscriber(Scene scene, String name, String channel, URI uri) {
        this.scene = scene;
        this.name = name;
        this.channel = channel;
        this.reader = new EventSourceReader(uri, "", this);
    }

    @Override
    public void run() {
        reader.run();
    }

    @Override
    public Map<String, Place> positions() {
        return positions;
    }

    @Override
    public void onConnecting(String lastEventId) {
        era = scene.history().era();
        subscribing = true;
        subscribe(Stage.INVOKED, false, null);
    }

    @Override
    public void onStatus(int status) {
        if (status == 410) {
            subscribing = false;
            subscribe(Stage.FAIL, false, null);
            scene.history().add(new Event.Notice(System.nanoTime(), name, channel, "410"));
            positions.clear();
            reader.forget();
        }
    }

    @Override
    public void onEvent(String id, String data) throws IOException {
        if (!scene.history().counts(era)) {
            throw new IOException("the power is going");
        }
        int colon = id.lastIndexOf(':');
        Place at = new Place(id.substring(0, colon), Long.parseLong(id.substring(colon + 1)));
        if (subscribing) {
            subscribing = false;
            subscribe(Stage.OK, positions.containsKey(channel), at);
        }
        if (!data.isEmpty()) {
            Parcel.Opened opened = Parcel.open(data, scene.run(), channel);
            scene.history().add(new Event.Receive(System.nanoTime(), name, channel, opened.id(),
                    at, Way.LIVE, opened.whole()));
        }
        positions.put(channel, at);
    }

    @Override
    public void onEnd() {
        if (subscribing) {
            subscribe(Stage.INFO, false, null);
        }
    }

    private void subscribe(Stage stage, boolean recovered, @Nullable Place at) {
        scene.history().add(new Event.Subscribe(System.nanoTime(), stage, name, channel,
                positions.get(channel), recovered, at));
    }

    @Override
    public void close() {
        reader.close();
    }
}
