package tidings.system.lab.driver;

import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Place;

/// What a client of the Centrifuge protocol says.
sealed interface Command {
    record Connect(int id) implements Command {}

    /// @param since null to begin at the head
    record Subscribe(int id, String channel, @Nullable Place since) implements Command {}

    record Publish(int id, String channel, String json) implements Command {}

    /// The RPC `tidings.send`.
    record Send(int id, String channel, String key, String json) implements Command {
        String request() {
            return "{\"channel\":\"%s\",\"id\":\"%s\",\"data\":%s}".formatted(channel, key, json);
        }
    }

    record Ping(int id) implements Command {}

    record Pong() implements Command {}
}
