package tidings.gateway.centrifuge.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.MemberEvent;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.Sender;

/// The protocol in Protobuf, each message with its length before it. Payloads are bytes, whatever
/// they are.
public final class ProtobufEncoder implements Encoder {
    public static final ProtobufEncoder FRAMES = new ProtobufEncoder();

    private static final int ID = 1;
    private static final int ERROR = 2;
    private static final int PUSH = 4;
    private static final int CHANNEL = 2;
    private static final int PUB = 4;
    private static final int JOIN = 5;
    private static final int LEAVE = 6;

    private ProtobufEncoder() {}

    @Override
    public void reply(ByteBuf out, long id, Result result) {
        int reply = ProtobufOut.begin(out);
        ProtobufOut.number(out, ID, id);
        int body = ProtobufOut.begin(out, number(result));
        switch (result) {
            case ConnectResult connect -> connect(out, connect);
            case SubscribeResult subscribe -> subscribe(out, subscribe);
            case UnsubscribeResult _,PublishResult _ -> {
                // Present, and empty.
            }
            case PresenceResult(List<Sender> members) -> {
                for (int i = 0; i < members.size(); i++) {
                    int entry = ProtobufOut.begin(out, 1);
                    ProtobufOut.textAlways(out, 1, members.get(i).session());
                    sender(out, 2, members.get(i));
                    ProtobufOut.end(out, entry);
                }
            }
            case PresenceStatsResult(int sessions, int users) -> {
                ProtobufOut.number(out, 1, sessions);
                ProtobufOut.number(out, 2, users);
            }
            case HistoryResult(List<Publication> publications, String epoch, long offset) -> {
                publications(out, 1, publications);
                ProtobufOut.text(out, 2, epoch);
                ProtobufOut.number(out, 3, offset);
            }
            case RPCResult(byte[] payload) -> ProtobufOut.bytes(out, 1, payload);
            case RefreshResult(String client, String version, boolean expires, long ttl) -> {
                ProtobufOut.text(out, 1, client);
                ProtobufOut.text(out, 2, version);
                ProtobufOut.flag(out, 3, expires);
                ProtobufOut.number(out, 4, ttl);
            }
            case SubRefreshResult(boolean expires, long ttl) -> {
                ProtobufOut.flag(out, 1, expires);
                ProtobufOut.number(out, 2, ttl);
            }
        }
        ProtobufOut.end(out, body);
        ProtobufOut.end(out, reply);
    }

    private static int number(Result result) {
        return switch (result) {
            case ConnectResult _ -> 5;
            case SubscribeResult _ -> 6;
            case UnsubscribeResult _ -> 7;
            case PublishResult _ -> 8;
            case PresenceResult _ -> 9;
            case PresenceStatsResult _ -> 10;
            case HistoryResult _ -> 11;
            case RPCResult _ -> 13;
            case RefreshResult _ -> 14;
            case SubRefreshResult _ -> 15;
        };
    }

    @Override
    public void error(ByteBuf out, long id, int code, String message, boolean temporary) {
        int reply = ProtobufOut.begin(out);
        ProtobufOut.number(out, ID, id);
        int error = ProtobufOut.begin(out, ERROR);
        ProtobufOut.number(out, 1, code);
        ProtobufOut.text(out, 2, message);
        ProtobufOut.flag(out, 3, temporary);
        ProtobufOut.end(out, error);
        ProtobufOut.end(out, reply);
    }

    @Override
    public void subscribed(ByteBuf out, ChannelName channel, SubscribeResult result) {
        int reply = ProtobufOut.begin(out);
        int body = ProtobufOut.begin(out, PUSH);
        ProtobufOut.bytes(out, CHANNEL, channel.utf8());
        int subscribe = ProtobufOut.begin(out, 9);
        ProtobufOut.flag(out, 1, result.recoverable());
        ProtobufOut.text(out, 4, result.epoch());
        ProtobufOut.number(out, 5, result.offset());
        ProtobufOut.flag(out, 6, result.positioned());
        ProtobufOut.end(out, subscribe);
        ProtobufOut.end(out, body);
        ProtobufOut.end(out, reply);
    }

    @Override
    public void unsubscribed(ByteBuf out, String channel, int code, String reason) {
        int reply = ProtobufOut.begin(out);
        int body = ProtobufOut.begin(out, PUSH);
        ProtobufOut.text(out, CHANNEL, channel);
        int unsubscribe = ProtobufOut.begin(out, 7);
        ProtobufOut.number(out, 2, code);
        ProtobufOut.text(out, 3, reason);
        ProtobufOut.end(out, unsubscribe);
        ProtobufOut.end(out, body);
        ProtobufOut.end(out, reply);
    }

    @Override
    public void ping(ByteBuf out) {
        ProtobufOut.end(out, ProtobufOut.begin(out));
    }

    @Override
    public void publication(ByteBuf out, ChannelName channel, String epoch, Message message,
            long offset) {
        int reply = ProtobufOut.begin(out);
        int push = ProtobufOut.begin(out, PUSH);
        ProtobufOut.bytes(out, CHANNEL, channel.utf8());
        publication(out, PUB, message, offset, offset == 1 ? epoch : "");
        ProtobufOut.end(out, push);
        ProtobufOut.end(out, reply);
    }

    @Override
    public void member(ByteBuf out, ChannelName channel, MemberEvent event) {
        int reply = ProtobufOut.begin(out);
        int push = ProtobufOut.begin(out, PUSH);
        ProtobufOut.bytes(out, CHANNEL, channel.utf8());
        int field = switch (event) {
            case MemberEvent.Joined _ -> JOIN;
            case MemberEvent.Left _ -> LEAVE;
        };
        member(out, field, event.member().shown());
        ProtobufOut.end(out, push);
        ProtobufOut.end(out, reply);
    }

    private static void connect(ByteBuf out, ConnectResult result) {
        ProtobufOut.text(out, 1, result.client());
        ProtobufOut.text(out, 2, result.version());
        ProtobufOut.flag(out, 3, result.ttl() > 0);
        ProtobufOut.number(out, 4, result.ttl());
        ProtobufOut.bytes(out, 5, result.data());
        for (Map.Entry<String, SubscribeResult> sub : result.subs().entrySet()) {
            int entry = ProtobufOut.begin(out, 6);
            ProtobufOut.textAlways(out, 1, sub.getKey());
            int value = ProtobufOut.begin(out, 2);
            subscribe(out, sub.getValue());
            ProtobufOut.end(out, value);
            ProtobufOut.end(out, entry);
        }
        ProtobufOut.number(out, 7, result.pingSeconds());
        ProtobufOut.flag(out, 8, result.pong());
        ProtobufOut.text(out, 9, result.session());
        ProtobufOut.text(out, 10, result.node());
        ProtobufOut.number(out, 11, result.timeMs());
    }

    private static void subscribe(ByteBuf out, SubscribeResult result) {
        ProtobufOut.flag(out, 1, result.ttl() > 0);
        ProtobufOut.number(out, 2, result.ttl());
        ProtobufOut.flag(out, 3, result.recoverable());
        ProtobufOut.text(out, 6, result.epoch());
        publications(out, 7, result.publications());
        ProtobufOut.flag(out, 8, result.recovered());
        ProtobufOut.number(out, 9, result.offset());
        ProtobufOut.flag(out, 10, result.positioned());
        ProtobufOut.bytes(out, 11, result.data());
        ProtobufOut.flag(out, 12, result.wasRecovering());
        ProtobufOut.flag(out, 13, result.delta());
    }

    private static void publications(ByteBuf out, int field, List<Publication> publications) {
        for (int i = 0; i < publications.size(); i++) {
            publication(out, field, publications.get(i).message(), publications.get(i).offset(),
                    "");
        }
    }

    private static void publication(ByteBuf out, int field, Message message, long offset,
            String epoch) {
        int publication = ProtobufOut.begin(out, field);
        ProtobufOut.bytes(out, 4, message.payload());
        sender(out, 5, message.sender());
        ProtobufOut.number(out, 6, offset);
        if (!message.tags().isEmpty()) {
            for (Map.Entry<String, String> tag : message.tags().entrySet()) {
                int entry = ProtobufOut.begin(out, 7);
                ProtobufOut.textAlways(out, 1, tag.getKey());
                ProtobufOut.textAlways(out, 2, tag.getValue());
                ProtobufOut.end(out, entry);
            }
        }
        ProtobufOut.text(out, 14, epoch);
        ProtobufOut.end(out, publication);
    }

    /// `Join` and `Leave`: info=1.
    private static void member(ByteBuf out, int field, Sender sender) {
        int member = ProtobufOut.begin(out, field);
        sender(out, 1, sender);
        ProtobufOut.end(out, member);
    }

    /// `ClientInfo`: user=1, client=2, conn_info=3.
    private static void sender(ByteBuf out, int field, @Nullable Sender sender) {
        if (sender != null) {
            int info = ProtobufOut.begin(out, field);
            ProtobufOut.text(out, 1, sender.user());
            ProtobufOut.text(out, 2, sender.session());
            ProtobufOut.bytes(out, 3, sender.about());
            ProtobufOut.end(out, info);
        }
    }
}
