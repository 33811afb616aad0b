package tidings.gateway.centrifuge.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `ConnectResult`, reply field 5: client=1, version=2, expires=3, ttl=4, data=5, subs=6, ping=7,
/// pong=8, session=9, node=10, time=11.
///
/// @param client the session's id
/// @param ttl seconds until the credentials must be refreshed; above 0 if `expires`, else 0
/// @param data JSON; null for none
/// @param subs server-side subscriptions by channel
/// @param pingSeconds above 0, since one SDK arms its watchdog even for 0; 0 only where the
///     transport pings by itself
/// @param session for emulation; else empty
/// @param node for emulation; else empty
/// @param timeMs wall time; 0 to leave it out
public record ConnectResult(String client, String version, boolean expires, long ttl,
        byte @Nullable [] data, Map<String, SubscribeResult> subs, int pingSeconds, boolean pong,
        String session, String node, long timeMs) implements Result {
    public ConnectResult {
        Expiry.check(expires, ttl);
    }
}
