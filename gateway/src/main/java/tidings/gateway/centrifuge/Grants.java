package tidings.gateway.centrifuge;

import java.util.Map;
import java.util.function.Consumer;
import tidings.core.loop.SmallMaps;
import tidings.gateway.net.NettyLoop;
import tidings.gateway.net.WallDeadline;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One conversation's subscriptions that a token allowed until some time.
@OwnedBy(Owner.LOOP)
final class Grants {
    private final NettyLoop loop;
    private final long graceMs;
    private final Consumer<ChannelName> onExpired;
    private Map<ChannelName, Grant> byChannel = Map.of();

    /// @param graceMs   for the client to come with another token
    /// @param onExpired hears of each that has not been renewed
    Grants(NettyLoop loop, long graceMs, Consumer<ChannelName> onExpired) {
        this.loop = loop;
        this.graceMs = graceMs;
        this.onExpired = onExpired;
    }

    /// @param expiresAtMs wall time; 0 for never
    void put(ChannelName channel, long expiresAtMs) {
        forget(channel);
        if (expiresAtMs != 0) {
            Grant grant = new Grant(channel, expiresAtMs);
            byChannel = SmallMaps.with(byChannel, channel, grant);
            grant.setAt(expiresAtMs + graceMs);
        }
    }

    /// Seconds that are left, at least 1; 0 if it does not expire.
    long ttlSeconds(ChannelName channel) {
        Grant grant = byChannel.get(channel);
        return grant == null ? 0 : Ttl.seconds(grant.expiresAtMs, loop.wallMs());
    }

    void forget(ChannelName channel) {
        Grant grant = byChannel.get(channel);
        if (grant != null) {
            grant.cancel();
            byChannel = SmallMaps.without(byChannel, channel);
        }
    }

    void forgetAll() {
        byChannel.values().forEach(Grant::cancel);
        byChannel = Map.of();
    }

    @OwnedBy(Owner.LOOP)
    private final class Grant extends WallDeadline {
        private final ChannelName channel;
        private final long expiresAtMs;

        Grant(ChannelName channel, long expiresAtMs) {
            super(loop);
            this.channel = channel;
            this.expiresAtMs = expiresAtMs;
        }

        @Override
        protected void onReached() {
            forget(channel);
            onExpired.accept(channel);
        }
    }
}
