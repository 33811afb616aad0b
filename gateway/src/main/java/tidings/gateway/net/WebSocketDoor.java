package tidings.gateway.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What answers a route's WebSocket handshakes, on the connection's loop. The origin was checked.
@FunctionalInterface
public interface WebSocketDoor {
    /// @param subprotocols what the peer offers, in its order of preference; may be empty
    Answer onHandshake(Request request, List<String> subprotocols);

    sealed interface Answer {
        /// @param subprotocol the one that is spoken, out of those offered; null to name none
        record Accept(@Nullable String subprotocol, WebSocketListener listener,
                WebSocketSettings settings) implements Answer {}

        record Refuse(Response response) implements Answer {}
    }
}
