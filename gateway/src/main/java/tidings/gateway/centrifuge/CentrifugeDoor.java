package tidings.gateway.centrifuge;

import java.util.List;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.gateway.net.Request;
import tidings.gateway.net.WebSocketDoor;

/// `/connection/websocket`: the Centrifuge client protocol, JSON or Protobuf.
///
/// Protobuf is spoken if the client offers the subprotocol `centrifuge-protobuf`, or asks by
/// `?format=protobuf` or `?cf_protocol=protobuf`; else JSON.
public final class CentrifugeDoor implements WebSocketDoor {
    private static final String JSON = "centrifuge-json";
    private static final String PROTOBUF = "centrifuge-protobuf";

    private final Tidings tidings;
    private final CentrifugeSettings settings;
    private final Authenticator authenticator;

    public CentrifugeDoor(Tidings tidings, Authenticator authenticator,
            CentrifugeSettings settings) {
        this.authenticator = authenticator;
        this.tidings = tidings;
        this.settings = settings;
    }

    @Override
    public Answer onHandshake(Request request, List<String> subprotocols) {
        boolean asked = "protobuf".equals(request.query().get("format"))
                || "protobuf".equals(request.query().get("cf_protocol"));
        if (subprotocols.contains(PROTOBUF)) {
            return accept(PROTOBUF, Format.WEBSOCKET_PROTOBUF);
        }
        String spoken = subprotocols.contains(JSON) ? JSON : null;
        return accept(spoken, asked ? Format.WEBSOCKET_PROTOBUF : Format.WEBSOCKET_JSON);
    }

    private Answer accept(@org.jspecify.annotations.Nullable String subprotocol,
            Format format) {
        return new Answer.Accept(subprotocol,
                new CentrifugeSession(tidings, authenticator, settings, format),
                settings.webSocket());
    }
}
