package tidings.gateway.net;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A complete request that passed all checks that are the same for everybody.
///
/// @param path as it was sent, not decoded; begins with `/`
/// @param peer its address, announced by its proxy or the socket's; null if it is gone
/// @param body not shared with anybody: a handler may keep it
public record Request(String method, String path, Query query, HttpHeaders headers, byte[] body,
        @Nullable InetSocketAddress peer, boolean http11) {
    private static final byte[] NO_BODY = {};

    /// What is left when nobody is to read it any more, and it is held for a while all the same.
    Request emptied() {
        return new Request(method, path, Query.EMPTY, EmptyHttpHeaders.INSTANCE, NO_BODY, peer,
                http11);
    }

    /// The first value of a header, whatever its case; null if it is not there.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// The media type of the body without parameters, in lower case; empty if none was declared.
    public String mediaType() {
        String declared = headers.get("content-type");
        if (declared == null) {
            return "";
        }
        int semicolon = declared.indexOf(';');
        return (semicolon < 0 ? declared : declared.substring(0, semicolon)).strip()
                .toLowerCase(Locale.ROOT);
    }

    /// Whether a header that lists tokens (RFC 9110 §5.6.1) has this one, whatever its case.
    public boolean lists(String name, String token) {
        for (String line : headers.getAll(name)) {
            for (String part : line.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// All tokens of a header that lists them, in order.
    public List<String> list(String name) {
        return headers.getAll(name).stream().flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    @Override
    public String toString() {
        return method + " (" + body.length + " bytes)";
    }
}
