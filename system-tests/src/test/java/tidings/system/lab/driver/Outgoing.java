package tidings.system.lab.driver;

import tidings.system.lab.history.Event;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;
import org.jspecify.annotations.Nullable;

/// A message on its way.
///
/// @param key its idempotency key: it is sent until it is answered. Empty: it is sent once.
record Outgoing(String channel, MessageId id, String key, String text) {
    Event.Publish event(Event.Stage stage, String door, String lane, @Nullable Place at) {
        return new Event.Publish(System.nanoTime(), stage, door, channel, id, key, lane, at);
    }

    boolean keyed() {
        return !key.isEmpty();
    }
}
