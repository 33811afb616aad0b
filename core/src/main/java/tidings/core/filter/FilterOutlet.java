package tidings.core.filter;

import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Outbox;
import tidings.core.fanout.Variant;

/// A filter session's connection, on the session's loop.
public interface FilterOutlet {
    /// What it has in common with others that get the same bytes for messages of QoS 0; null if
    /// its bytes are its own.
    default @Nullable Variant variant(Interest interest) {
        return null;
    }

    /// Where frames of its variant go; null if it never has one.
    default @Nullable Outbox outbox() {
        return null;
    }

    /// Whether it should be given nothing more now; then the session hears
    /// ([FilterSession#onDrained]) once that has changed.
    boolean full();

    /// Whether its client takes a message that is as large as this one; asked before another could be
    /// given it instead.
    default boolean takes(Delivery delivery) {
        return true;
    }

    /// Sends one message to it alone. Always taken.
    void send(Delivery delivery);

    /// Sends the second step of an exactly-once delivery: the message is to be let go of.
    void sendRelease(int packetId);
}
