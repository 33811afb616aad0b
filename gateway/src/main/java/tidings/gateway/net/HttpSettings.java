package tidings.gateway.net;

import java.time.Duration;

/// What one HTTP connection may ask of us.
///
/// @param requestLineBytesMax of the request line; more is 414
/// @param headerBytesMax of all header lines together; more is 431
/// @param headersMax how many header lines; more is 431
/// @param bodyBytesMax where a route sets no other; more is 413
/// @param pipelinedMax parts of requests that may wait behind an unanswered one
/// @param requestTimeout from a request's first byte (or the connection's begin) to its last
/// @param idleTimeout between two requests
public record HttpSettings(int requestLineBytesMax, int headerBytesMax, int headersMax,
        int bodyBytesMax, int pipelinedMax, Duration requestTimeout, Duration idleTimeout) {
    public static final HttpSettings DEFAULT = new HttpSettings(8 * 1024, 16 * 1024, 100, 64 * 1024,
            128, Duration.ofSeconds(10), Duration.ofSeconds(75));

    public HttpSettings {
        if (requestLineBytesMax < 64 || headerBytesMax < 256 || headersMax < 8 || bodyBytesMax < 0
                || pipelinedMax < 4) {
            throw new IllegalArgumentException("HTTP limits are too small to serve anything");
        }
        if (requestTimeout.toMillis() < 1 || idleTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "request-timeout and idle-timeout must be at least 1ms");
        }
    }
}
