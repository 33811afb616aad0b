package tidings.gateway.centrifuge.wire;

import io.netty.buffer.ByteBuf;
import tidings.core.fanout.MemberEvent;
import tidings.log.ChannelName;
import tidings.log.Message;

/// Writes one message after another into the content of a frame or stream. Whether a message is
/// the first is seen from the buffer: it has nothing readable then. Writes only complete messages;
/// makes nothing but bytes (and an iterator where there are tags).
public sealed interface Encoder permits JsonEncoder, ProtobufEncoder {
    void reply(ByteBuf out, long id, Result result);

    /// A reply that says no.
    ///
    /// @param temporary whether the same request may succeed later
    void error(ByteBuf out, long id, int code, String message, boolean temporary);

    /// The server subscribes the session: `subscribe` in a push, field 9: recoverable=1, epoch=4,
    /// offset=5, positioned=6. What was missed comes as publications.
    void subscribed(ByteBuf out, ChannelName channel, SubscribeResult result);

    /// The server ends a subscription: `unsubscribe` in a push, field 7: code=2, reason=3.
    ///
    /// @param reason never empty: SDKs index into it
    void unsubscribed(ByteBuf out, String channel, int code, String reason);

    void ping(ByteBuf out);

    /// A publication to subscribers: `pub` in a push.
    ///
    /// @param epoch is sent with the first offset of a channel only
    /// @param offset 0 for a message without a position
    void publication(ByteBuf out, ChannelName channel, String epoch, Message message, long offset);

    /// A member event to subscribers: `join` or `leave` in a push.
    void member(ByteBuf out, ChannelName channel, MemberEvent event);
}
