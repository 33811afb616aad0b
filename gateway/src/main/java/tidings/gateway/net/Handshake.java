package tidings.gateway.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's side of the WebSocket handshake, RFC 6455 §4.2. No extension is ever agreed to.
final class Handshake {
    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            .getBytes(StandardCharsets.US_ASCII);

    private Handshake() {}

    /// Why this is no handshake; null if it is one.
    static @Nullable Response refusal(Request request) {
        if (!request.method().equals("GET") || !request.http11()) {
            return Response.text(405, "a WebSocket handshake is a GET of HTTP/1.1")
                    .with("Allow", "GET");
        }
        if (!request.lists("upgrade", "websocket") || !request.lists("connection", "upgrade")) {
            return Response.text(426, "this path speaks WebSocket").with("Upgrade", "websocket")
                    .with("Connection", "Upgrade");
        }
        if (!"13".equals(request.header("sec-websocket-version"))) {
            return Response.text(426, "WebSocket version 13 is needed")
                    .with("Sec-WebSocket-Version", "13");
        }
        List<String> keys = request.headers().getAll("sec-websocket-key");
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            return Response.text(400, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        return null;
    }

    /// The 101 for a request that [#refusal] had nothing against.
    static Response accept(Request request, @Nullable String subprotocol) {
        String key = String.valueOf(request.header("sec-websocket-key")).strip();
        Response response = Response.empty(101).with("Upgrade", "websocket")
                .with("Connection", "Upgrade").with("Sec-WebSocket-Accept", answerTo(key));
        return subprotocol == null
                ? response
                : response.with("Sec-WebSocket-Protocol", subprotocol);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String answerTo(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(key.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sha1.digest(GUID));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
