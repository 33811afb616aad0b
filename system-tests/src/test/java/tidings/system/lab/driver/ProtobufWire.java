package tidings.system.lab.driver;

import com.google.protobuf.ByteString;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tidings.system.lab.history.Place;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Protobuf messages with their lengths before them, by the Java SDK's own classes.
final class ProtobufWire implements Wire {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "cf-pb";
    }

    @Override
    public int firstByte() {
        return 0x82;
    }

    @Override
    public String[] headers() {
        return new String[]{"Sec-WebSocket-Protocol: centrifuge-protobuf"};
    }

    @Override
    public byte[] encode(List<Command> commands) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (Command command : commands) {
                message(command).writeDelimitedTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Protocol.Command message(Command command) {
        Protocol.Command.Builder out = Protocol.Command.newBuilder();
        switch (command) {
            case Command.Connect(int id) -> out.setId(id)
                    .setConnect(Protocol.ConnectRequest.getDefaultInstance());
            case Command.Subscribe(int id, var channel, var since) -> {
                Protocol.SubscribeRequest.Builder subscribe = Protocol.SubscribeRequest
                        .newBuilder().setChannel(channel);
                if (since != null) {
                    subscribe.setRecover(true).setEpoch(since.epoch()).setOffset(since.offset());
                }
                out.setId(id).setSubscribe(subscribe);
            }
            case Command.Publish(int id, var channel, var json) -> out.setId(id)
                    .setPublish(Protocol.PublishRequest.newBuilder().setChannel(channel)
                            .setData(ByteString.copyFromUtf8(json)));
            case Command.Send send -> out.setId(send.id())
                    .setRpc(Protocol.RPCRequest.newBuilder().setMethod("tidings.send")
                            .setData(ByteString.copyFromUtf8(send.request())));
            case Command.Ping(int id) -> out.setId(id)
                    .setPing(Protocol.PingRequest.getDefaultInstance());
            case Command.Pong() -> {
                // An empty message.
            }
        }
        return out.build();
    }

    @Override
    public List<Reply> decode(byte[] frame) {
        List<Reply> replies = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(frame);
        try {
            while (in.available() > 0) {
                replies.add(reply(Protocol.Reply.parseDelimitedFrom(in)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return replies;
    }

    private static Reply reply(Protocol.Reply in) {
        if (in.hasError()) {
            return new Reply.Failed(in.getId(), in.getError().getCode(),
                    in.getError().getMessage());
        }
        if (in.hasPush()) {
            return push(in.getPush());
        }
        if (in.hasSubscribe()) {
            return subscribed(in.getId(), in.getSubscribe());
        }
        if (in.hasRpc()) {
            JsonNode at = JSON.readTree(in.getRpc().getData().toStringUtf8());
            return new Reply.Sent(in.getId(), new Place(at.get("epoch").asString(),
                    at.get("offset").asLong()), at.path("duplicate").asBoolean(false));
        }
        return in.getId() == 0 ? new Reply.Ping() : new Reply.Done(in.getId());
    }

    private static Reply push(Protocol.Push push) {
        if (push.hasPub()) {
            return publication(push.getChannel(), push.getPub());
        }
        if (push.hasUnsubscribe()) {
            return new Reply.Unsubscribed(push.getChannel(), push.getUnsubscribe().getCode());
        }
        return new Reply.Other();
    }

    private static Reply subscribed(int id, Protocol.SubscribeResult in) {
        List<Reply.Publication> publications = in.getPublicationsList().stream()
                .map(one -> publication("", one)).toList();
        return new Reply.Subscribed(id, in.getRecovered(),
                new Place(in.getEpoch(), in.getOffset()), publications);
    }

    private static Reply.Publication publication(String channel, Protocol.Publication in) {
        return new Reply.Publication(channel, in.getData().toStringUtf8(), in.getOffset());
    }
}
