package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Responses become bytes (RFC 9112 §4).
final class ResponseWriter {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private ResponseWriter() {}

    /// @param origin what the browser may show the response to; null if no browser asked
    /// @param head whether the request was HEAD: the same, without the body
    static ByteBuf complete(Response response, @Nullable String origin, boolean keepAlive,
            boolean http11, boolean head) {
        StringBuilder text = begin(response.status());
        addAll(text, response.contentType(), response.headers(), origin);
        boolean mayHaveBody = response.status() >= 200 && response.status() != 204
                && response.status() != 304;
        if (mayHaveBody) {
            add(text, "Content-Length", Integer.toString(response.body().length));
        }
        addConnection(text, keepAlive, http11);
        return bytes(text, mayHaveBody && !head ? response.body() : new byte[0]);
    }

    /// The head of a response that goes on.
    static ByteBuf streaming(String contentType, List<Response.Header> headers,
            @Nullable String origin, boolean keepAlive, boolean http11) {
        StringBuilder text = begin(200);
        addAll(text, contentType, headers, origin);
        if (http11) {
            add(text, "Transfer-Encoding", "chunked");
        }
        addConnection(text, keepAlive, http11);
        return bytes(text, new byte[0]);
    }

    static ByteBuf lastChunk() {
        return ByteBufAllocator.DEFAULT.directBuffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
    }

    static ByteBuf goOn() {
        return ByteBufAllocator.DEFAULT.directBuffer(CONTINUE.length).writeBytes(CONTINUE);
    }

    private static StringBuilder begin(int status) {
        return new StringBuilder(256).append("HTTP/1.1 ").append(status).append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase()).append("\r\n");
    }

    private static void addAll(StringBuilder text, @Nullable String contentType,
            List<Response.Header> headers, @Nullable String origin) {
        if (contentType != null) {
            add(text, "Content-Type", contentType);
            add(text, "X-Content-Type-Options", "nosniff");
        }
        for (Response.Header header : headers) {
            add(text, header.name(), header.value());
        }
        if (origin != null) {
            add(text, "Access-Control-Allow-Origin", origin);
            add(text, "Vary", "Origin");
        }
    }

    private static void addConnection(StringBuilder text, boolean keepAlive, boolean http11) {
        if (!keepAlive) {
            add(text, "Connection", "close");
        } else if (!http11) {
            add(text, "Connection", "keep-alive");
        }
    }

    private static void add(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    private static ByteBuf bytes(StringBuilder text, byte[] body) {
        text.append("\r\n");
        ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(text.length() + body.length);
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return out.writeBytes(body);
    }
}
