package tidings.gateway.centrifuge.wire;

import static tidings.gateway.payload.JsonOut.ascii;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import tidings.core.fanout.MemberEvent;
import tidings.gateway.payload.JsonOut;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.Sender;

/// The protocol in JSON. Empty fields are left out, but for those that SDKs index into.
public final class JsonEncoder implements Encoder {
    /// For frames: messages of one frame are parted by a newline. Never a blank line: older SDKs
    /// choke on it.
    public static final JsonEncoder FRAMES = new JsonEncoder();

    private JsonEncoder() {}

    @Override
    public void reply(ByteBuf out, long id, Result result) {
        begin(out);
        out.writeByte('{').writeBytes(JsonNames.ID);
        JsonOut.number(out, id);
        switch (result) {
            case ConnectResult connect -> {
                out.writeBytes(ascii(",\"connect\":"));
                connect(out, connect);
            }
            case SubscribeResult subscribe -> {
                out.writeBytes(ascii(",\"subscribe\":"));
                subscribe(out, subscribe);
            }
            case UnsubscribeResult _ -> out.writeBytes(ascii(",\"unsubscribe\":{}"));
            case PublishResult _ -> out.writeBytes(ascii(",\"publish\":{}"));
            case PresenceResult(List<Sender> members) -> presence(out, members);
            case PresenceStatsResult(int sessions, int users) -> {
                out.writeBytes(ascii(",\"presence_stats\":{\"num_clients\":"));
                JsonOut.number(out, sessions);
                out.writeBytes(ascii(",\"num_users\":"));
                JsonOut.number(out, users);
                out.writeByte('}');
            }
            case HistoryResult(List<Publication> publications, String epoch, long offset) -> {
                out.writeBytes(ascii(",\"history\":{\"publications\":"));
                publications(out, publications);
                out.writeBytes(ascii(",\"epoch\":"));
                JsonOut.string(out, epoch);
                out.writeBytes(ascii(",\"offset\":"));
                JsonOut.number(out, offset);
                out.writeByte('}');
            }
            case RPCResult(byte[] payload) -> {
                out.writeBytes(ascii(",\"rpc\":{"));
                JsonFields.raw(out, JsonNames.DATA, payload);
                out.writeByte('}');
            }
            case RefreshResult(String client, String version, _, long ttl) -> {
                out.writeBytes(ascii(",\"refresh\":{"));
                JsonFields.text(out, JsonNames.CLIENT, client);
                JsonFields.text(out, JsonNames.VERSION, version);
                expiry(out, ttl);
                out.writeByte('}');
            }
            case SubRefreshResult(_, long ttl) -> {
                out.writeBytes(ascii(",\"sub_refresh\":{"));
                expiry(out, ttl);
                out.writeByte('}');
            }
        }
        out.writeByte('}');
    }

    @Override
    public void error(ByteBuf out, long id, int code, String message, boolean temporary) {
        begin(out);
        out.writeByte('{').writeBytes(JsonNames.ID);
        JsonOut.number(out, id);
        out.writeBytes(JsonNames.ERROR);
        JsonOut.number(out, code);
        JsonFields.text(out, JsonNames.MESSAGE, message);
        JsonFields.flag(out, JsonNames.TEMPORARY, temporary);
        out.writeByte('}').writeByte('}');
    }

    @Override
    public void subscribed(ByteBuf out, ChannelName channel, SubscribeResult result) {
        beginPush(out, channel);
        out.writeBytes(ascii(",\"subscribe\":{"));
        JsonFields.flag(out, JsonNames.RECOVERABLE, result.recoverable());
        JsonFields.text(out, JsonNames.EPOCH, result.epoch());
        JsonFields.number(out, JsonNames.OFFSET, result.offset());
        JsonFields.flag(out, JsonNames.POSITIONED, result.positioned());
        endPush(out);
    }

    @Override
    public void unsubscribed(ByteBuf out, String channel, int code, String reason) {
        begin(out);
        out.writeBytes(JsonNames.PUSH);
        JsonFields.text(out, JsonNames.CHANNEL, channel);
        out.writeBytes(ascii(",\"unsubscribe\":{\"code\":"));
        JsonOut.number(out, code);
        JsonFields.text(out, JsonNames.REASON, reason);
        endPush(out);
    }

    @Override
    public void ping(ByteBuf out) {
        begin(out);
        out.writeByte('{').writeByte('}');
    }

    @Override
    public void publication(ByteBuf out, ChannelName channel, String epoch, Message message,
            long offset) {
        beginPush(out, channel);
        out.writeBytes(JsonNames.PUB);
        publication(out, message, offset, offset == 1 ? epoch : "");
        endPush(out);
    }

    @Override
    public void member(ByteBuf out, ChannelName channel, MemberEvent event) {
        beginPush(out, channel);
        out.writeBytes(switch (event) {
            case MemberEvent.Joined _ -> JsonNames.JOIN;
            case MemberEvent.Left _ -> JsonNames.LEAVE;
        }).writeBytes(JsonNames.INFO);
        sender(out, event.member().shown());
        endPush(out);
    }

    private static void begin(ByteBuf out) {
        if (out.isReadable()) {
            out.writeByte('\n');
        }
    }

    private void beginPush(ByteBuf out, ChannelName channel) {
        begin(out);
        out.writeBytes(JsonNames.PUSH).writeBytes(JsonNames.CHANNEL);
        JsonOut.string(out, channel.utf8());
    }

    /// Ends what is pushed, the push, and the reply.
    private void endPush(ByteBuf out) {
        out.writeByte('}').writeByte('}').writeByte('}');
    }

    private static void connect(ByteBuf out, ConnectResult result) {
        out.writeByte('{');
        JsonFields.text(out, JsonNames.CLIENT, result.client());
        JsonFields.text(out, JsonNames.VERSION, result.version());
        expiry(out, result.ttl());
        JsonFields.raw(out, JsonNames.DATA, result.data());
        if (!result.subs().isEmpty()) {
            JsonFields.field(out, JsonNames.SUBS);
            out.writeByte('{');
            for (Map.Entry<String, SubscribeResult> sub : result.subs().entrySet()) {
                JsonFields.comma(out);
                JsonOut.string(out, sub.getKey());
                out.writeByte(':');
                subscribe(out, sub.getValue());
            }
            out.writeByte('}');
        }
        JsonFields.number(out, JsonNames.PING, result.pingSeconds());
        JsonFields.flag(out, JsonNames.PONG, result.pong());
        JsonFields.text(out, JsonNames.SESSION, result.session());
        JsonFields.text(out, JsonNames.NODE, result.node());
        JsonFields.number(out, JsonNames.TIME, result.timeMs());
        out.writeByte('}');
    }

    private static void subscribe(ByteBuf out, SubscribeResult result) {
        out.writeByte('{');
        expiry(out, result.ttl());
        JsonFields.flag(out, JsonNames.RECOVERABLE, result.recoverable());
        JsonFields.text(out, JsonNames.EPOCH, result.epoch());
        if (!result.publications().isEmpty()) {
            JsonFields.field(out, JsonNames.PUBLICATIONS);
            publications(out, result.publications());
        }
        JsonFields.flag(out, JsonNames.RECOVERED, result.recovered());
        JsonFields.number(out, JsonNames.OFFSET, result.offset());
        JsonFields.flag(out, JsonNames.POSITIONED, result.positioned());
        JsonFields.raw(out, JsonNames.DATA, result.data());
        JsonFields.flag(out, JsonNames.WAS_RECOVERING, result.wasRecovering());
        JsonFields.flag(out, JsonNames.DELTA, result.delta());
        out.writeByte('}');
    }

    private static void presence(ByteBuf out, List<Sender> members) {
        out.writeBytes(ascii(",\"presence\":{\"presence\":{"));
        for (Sender member : members) {
            JsonFields.comma(out);
            JsonOut.string(out, member.session());
            out.writeByte(':');
            sender(out, member);
        }
        out.writeByte('}').writeByte('}');
    }

    private static void publications(ByteBuf out, List<Publication> publications) {
        out.writeByte('[');
        for (int i = 0; i < publications.size(); i++) {
            out.writeBytes(i == 0 ? JsonNames.OPEN : JsonNames.COMMA_OPEN);
            publication(out, publications.get(i).message(), publications.get(i).offset(), "");
            out.writeByte('}');
        }
        out.writeByte(']');
    }

    /// The fields of a publication.
    private static void publication(ByteBuf out, Message message, long offset, String epoch) {
        out.writeBytes(JsonNames.DATA);
        JsonOut.payload(out, message);
        Sender sender = message.sender();
        if (sender != null) {
            JsonFields.field(out, JsonNames.INFO);
            sender(out, sender);
        }
        JsonFields.number(out, JsonNames.OFFSET, offset);
        if (!message.tags().isEmpty()) {
            JsonFields.field(out, JsonNames.TAGS);
            out.writeByte('{');
            for (Map.Entry<String, String> tag : message.tags().entrySet()) {
                JsonFields.comma(out);
                JsonOut.string(out, tag.getKey());
                out.writeByte(':');
                JsonOut.string(out, tag.getValue());
            }
            out.writeByte('}');
        }
        JsonFields.text(out, JsonNames.EPOCH, epoch);
    }

    /// `ClientInfo`: user=1 and client=2, always there; conn_info=3.
    private static void sender(ByteBuf out, Sender sender) {
        out.writeBytes(JsonNames.USER);
        JsonOut.string(out, sender.user());
        JsonFields.field(out, JsonNames.CLIENT);
        JsonOut.string(out, sender.session());
        JsonFields.raw(out, JsonNames.CONN_INFO, sender.about());
        out.writeByte('}');
    }

    private static void expiry(ByteBuf out, long ttlSeconds) {
        JsonFields.flag(out, JsonNames.EXPIRES, ttlSeconds > 0);
        JsonFields.number(out, JsonNames.TTL, ttlSeconds);
    }
}
