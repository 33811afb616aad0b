package tidings.gateway.http;

import java.time.Duration;
import tidings.log.NameLimits;

/// @param names          how long a channel name may be
/// @param bodyBytesMax   of a published payload, whatever the rules say
/// @param pageBytesMax   what the messages in one page of history may weigh; a single larger
///                       one is still given
/// @param keepAlive      between comments in a quiet stream of events
/// @param version        of the server, shown on its page
public record HttpDoorSettings(NameLimits names, int bodyBytesMax, int pageBytesMax,
        Duration keepAlive, String version) {
    public static final HttpDoorSettings DEFAULT = new HttpDoorSettings(NameLimits.DEFAULT,
            1 << 20, 1 << 20, Duration.ofSeconds(25), "dev");

    public HttpDoorSettings {
        if (pageBytesMax < 1) {
            throw new IllegalArgumentException("page-bytes must be at least 1");
        }
        if (keepAlive.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "event-stream-keep-alive must be at least 100ms, not " + keepAlive);
        }
    }
}
