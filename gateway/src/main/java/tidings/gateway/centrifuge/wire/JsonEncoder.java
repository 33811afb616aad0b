package tidings.gateway.centrifuge.wire;

import static tidings.gateway.payload.JsonOut.ascii;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.MemberEvent;
import tidings.gateway.payload.JsonOut;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.Sender;

/// The protocol in JSON. Empty fields are left out, but for those that SDKs index into.
public final class JsonEncoder implements Encoder {
    /// What parts messages. Never a blank line: older SDKs choke on it.
    private enum Parting {
        /// A newline between two messages of a frame.
        BETWEEN,
        /// A newline after each message of a stream.
        AFTER,
        /// Each message is an event of a stream of server-sent events.
        EVENTS
    }

    /// For WebSocket frames.
    public static final JsonEncoder FRAMES = new JsonEncoder(Parting.BETWEEN);
    /// For HTTP streaming.
    public static final JsonEncoder LINES = new JsonEncoder(Parting.AFTER);
    /// For server-sent events.
    public static final JsonEncoder EVENTS = new JsonEncoder(Parting.EVENTS);

    private static final byte[] EVENT_BEGIN = ascii("data: ");
    private static final byte[] ID = ascii("\"id\":");
    private static final byte[] ERROR = ascii(",\"error\":{\"code\":");
    private static final byte[] MESSAGE = ascii("\"message\":");
    private static final byte[] TEMPORARY = ascii("\"temporary\":");
    private static final byte[] PUSH = ascii("{\"push\":{");
    private static final byte[] CHANNEL = ascii("\"channel\":");
    private static final byte[] PUB = ascii(",\"pub\":{");
    private static final byte[] JOIN = ascii(",\"join\":{");
    private static final byte[] LEAVE = ascii(",\"leave\":{");
    private static final byte[] INFO = ascii("\"info\":");
    private static final byte[] USER = ascii("{\"user\":");
    private static final byte[] CLIENT = ascii("\"client\":");
    private static final byte[] CONN_INFO = ascii("\"conn_info\":");
    private static final byte[] DATA = ascii("\"data\":");
    private static final byte[] OFFSET = ascii("\"offset\":");
    private static final byte[] EPOCH = ascii("\"epoch\":");
    private static final byte[] TAGS = ascii("\"tags\":");
    private static final byte[] EXPIRES = ascii("\"expires\":");
    private static final byte[] TTL = ascii("\"ttl\":");
    private static final byte[] VERSION = ascii("\"version\":");
    private static final byte[] SUBS = ascii("\"subs\":");
    private static final byte[] PING = ascii("\"ping\":");
    private static final byte[] PONG = ascii("\"pong\":");
    private static final byte[] SESSION = ascii("\"session\":");
    private static final byte[] NODE = ascii("\"node\":");
    private static final byte[] TIME = ascii("\"time\":");
    private static final byte[] RECOVERABLE = ascii("\"recoverable\":");
    private static final byte[] PUBLICATIONS = ascii("\"publications\":");
    private static final byte[] RECOVERED = ascii("\"recovered\":");
    private static final byte[] POSITIONED = ascii("\"positioned\":");
    private static final byte[] WAS_RECOVERING = ascii("\"was_recovering\":");
    private static final byte[] DELTA = ascii("\"delta\":");
    private static final byte[] CODE = ascii("\"code\":");
    private static final byte[] REASON = ascii("\"reason\":");
    private static final byte[] RECONNECT = ascii("\"reconnect\":");
    private static final byte[] TRUE = ascii("true");

    private final Parting parting;

    private JsonEncoder(Parting parting) {
        this.parting = parting;
    }

    @Override
    public void reply(ByteBuf out, long id, Result result) {
        begin(out);
        out.writeByte('{').writeBytes(ID);
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
                raw(out, DATA, payload);
                out.writeByte('}');
            }
            case RefreshResult(String client, String version, _, long ttl) -> {
                out.writeBytes(ascii(",\"refresh\":{"));
                text(out, CLIENT, client);
                text(out, VERSION, version);
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
        end(out);
    }

    @Override
    public void error(ByteBuf out, long id, int code, String message, boolean temporary) {
        begin(out);
        out.writeByte('{').writeBytes(ID);
        JsonOut.number(out, id);
        out.writeBytes(ERROR);
        JsonOut.number(out, code);
        text(out, MESSAGE, message);
        flag(out, TEMPORARY, temporary);
        out.writeByte('}').writeByte('}');
        end(out);
    }

    @Override
    public void push(ByteBuf out, Push push) {
        begin(out);
        out.writeBytes(PUSH);
        switch (push) {
            case Push.Pub(String channel, Publication publication) -> {
                text(out, CHANNEL, channel);
                out.writeBytes(PUB);
                publication(out, publication.message(), publication.offset(), "");
            }
            case Push.Join(String channel, Sender sender) -> {
                text(out, CHANNEL, channel);
                out.writeBytes(JOIN).writeBytes(INFO);
                sender(out, sender);
            }
            case Push.Leave(String channel, Sender sender) -> {
                text(out, CHANNEL, channel);
                out.writeBytes(LEAVE).writeBytes(INFO);
                sender(out, sender);
            }
            case Push.Unsubscribe(String channel, int code, String reason) -> {
                text(out, CHANNEL, channel);
                out.writeBytes(ascii(",\"unsubscribe\":{\"code\":"));
                JsonOut.number(out, code);
                text(out, REASON, reason);
            }
            case Push.Subscribe subscribe -> {
                text(out, CHANNEL, subscribe.channel());
                out.writeBytes(ascii(",\"subscribe\":{"));
                flag(out, RECOVERABLE, subscribe.recoverable());
                text(out, EPOCH, subscribe.epoch());
                number(out, OFFSET, subscribe.offset());
                flag(out, POSITIONED, subscribe.positioned());
                raw(out, DATA, subscribe.data());
            }
            case Push.Disconnect(int code, String reason, boolean reconnect) -> {
                out.writeBytes(ascii("\"disconnect\":{"));
                out.writeBytes(CODE);
                JsonOut.number(out, code);
                text(out, REASON, reason);
                flag(out, RECONNECT, reconnect);
            }
        }
        endPush(out);
    }

    @Override
    public void ping(ByteBuf out) {
        begin(out);
        out.writeByte('{').writeByte('}');
        end(out);
    }

    @Override
    public void publication(ByteBuf out, ChannelName channel, String epoch, Message message,
            long offset) {
        beginPush(out, channel);
        out.writeBytes(PUB);
        publication(out, message, offset, offset == 1 ? epoch : "");
        endPush(out);
    }

    @Override
    public void member(ByteBuf out, ChannelName channel, MemberEvent event) {
        beginPush(out, channel);
        out.writeBytes(switch (event) {
            case MemberEvent.Joined _ -> JOIN;
            case MemberEvent.Left _ -> LEAVE;
        }).writeBytes(INFO);
        sender(out, event.member().shown());
        endPush(out);
    }

    private void begin(ByteBuf out) {
        switch (parting) {
            case BETWEEN -> {
                if (out.isReadable()) {
                    out.writeByte('\n');
                }
            }
            case AFTER -> {
            }
            case EVENTS -> out.writeBytes(EVENT_BEGIN);
        }
    }

    private void end(ByteBuf out) {
        switch (parting) {
            case BETWEEN -> {
            }
            case AFTER -> out.writeByte('\n');
            case EVENTS -> out.writeByte('\n').writeByte('\n');
        }
    }

    private void beginPush(ByteBuf out, ChannelName channel) {
        begin(out);
        out.writeBytes(PUSH).writeBytes(CHANNEL);
        JsonOut.string(out, channel.utf8());
    }

    /// Ends what is pushed, the push, and the reply.
    private void endPush(ByteBuf out) {
        out.writeByte('}').writeByte('}').writeByte('}');
        end(out);
    }

    private static void connect(ByteBuf out, ConnectResult result) {
        out.writeByte('{');
        text(out, CLIENT, result.client());
        text(out, VERSION, result.version());
        expiry(out, result.ttl());
        raw(out, DATA, result.data());
        if (!result.subs().isEmpty()) {
            field(out, SUBS);
            out.writeByte('{');
            for (Map.Entry<String, SubscribeResult> sub : result.subs().entrySet()) {
                comma(out);
                JsonOut.string(out, sub.getKey());
                out.writeByte(':');
                subscribe(out, sub.getValue());
            }
            out.writeByte('}');
        }
        number(out, PING, result.pingSeconds());
        flag(out, PONG, result.pong());
        text(out, SESSION, result.session());
        text(out, NODE, result.node());
        number(out, TIME, result.timeMs());
        out.writeByte('}');
    }

    private static void subscribe(ByteBuf out, SubscribeResult result) {
        out.writeByte('{');
        expiry(out, result.ttl());
        flag(out, RECOVERABLE, result.recoverable());
        text(out, EPOCH, result.epoch());
        if (!result.publications().isEmpty()) {
            field(out, PUBLICATIONS);
            publications(out, result.publications());
        }
        flag(out, RECOVERED, result.recovered());
        number(out, OFFSET, result.offset());
        flag(out, POSITIONED, result.positioned());
        raw(out, DATA, result.data());
        flag(out, WAS_RECOVERING, result.wasRecovering());
        flag(out, DELTA, result.delta());
        out.writeByte('}');
    }

    private static void presence(ByteBuf out, List<Sender> members) {
        out.writeBytes(ascii(",\"presence\":{\"presence\":{"));
        for (Sender member : members) {
            comma(out);
            JsonOut.string(out, member.session());
            out.writeByte(':');
            sender(out, member);
        }
        out.writeByte('}').writeByte('}');
    }

    private static void publications(ByteBuf out, List<Publication> publications) {
        out.writeByte('[');
        for (int i = 0; i < publications.size(); i++) {
            out.writeBytes(i == 0 ? OPEN : COMMA_OPEN);
            publication(out, publications.get(i).message(), publications.get(i).offset(), "");
            out.writeByte('}');
        }
        out.writeByte(']');
    }

    private static final byte[] OPEN = ascii("{");
    private static final byte[] COMMA_OPEN = ascii(",{");

    /// The fields of a publication.
    private static void publication(ByteBuf out, Message message, long offset, String epoch) {
        out.writeBytes(DATA);
        JsonOut.payload(out, message);
        Sender sender = message.sender();
        if (sender != null) {
            field(out, INFO);
            sender(out, sender);
        }
        number(out, OFFSET, offset);
        if (!message.tags().isEmpty()) {
            field(out, TAGS);
            out.writeByte('{');
            for (Map.Entry<String, String> tag : message.tags().entrySet()) {
                comma(out);
                JsonOut.string(out, tag.getKey());
                out.writeByte(':');
                JsonOut.string(out, tag.getValue());
            }
            out.writeByte('}');
        }
        text(out, EPOCH, epoch);
    }

    /// `ClientInfo`: user=1 and client=2, always there; conn_info=3.
    private static void sender(ByteBuf out, Sender sender) {
        out.writeBytes(USER);
        JsonOut.string(out, sender.user());
        field(out, CLIENT);
        JsonOut.string(out, sender.session());
        raw(out, CONN_INFO, sender.about());
        out.writeByte('}');
    }

    private static void expiry(ByteBuf out, long ttlSeconds) {
        flag(out, EXPIRES, ttlSeconds > 0);
        number(out, TTL, ttlSeconds);
    }

    private static void text(ByteBuf out, byte[] name, String value) {
        if (!value.isEmpty()) {
            field(out, name);
            JsonOut.string(out, value);
        }
    }

    private static void number(ByteBuf out, byte[] name, long value) {
        if (value != 0) {
            field(out, name);
            JsonOut.number(out, value);
        }
    }

    private static void flag(ByteBuf out, byte[] name, boolean value) {
        if (value) {
            field(out, name);
            out.writeBytes(TRUE);
        }
    }

    private static void raw(ByteBuf out, byte[] name, byte @Nullable [] json) {
        if (json != null) {
            field(out, name);
            JsonOut.json(out, json);
        }
    }

    private static void field(ByteBuf out, byte[] name) {
        comma(out);
        out.writeBytes(name);
    }

    /// A comma, unless an object has just begun.
    private static void comma(ByteBuf out) {
        if (out.getByte(out.writerIndex() - 1) != '{') {
            out.writeByte(',');
        }
    }
}
