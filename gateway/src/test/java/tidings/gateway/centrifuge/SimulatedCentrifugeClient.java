package tidings.gateway.centrifuge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.JoinFrom;
import tidings.core.channel.PublishOutcome;
import tidings.core.refusal.Refusal;
import tidings.gateway.net.SimulatedNet;
import tidings.gateway.net.SimulatedSocket;
import tidings.gateway.net.OutboxSettings;
import tidings.gateway.net.WebSocketListener;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.Position;
import tidings.testkit.loop.SimulatedWorld;
import tidings.testkit.simulation.OnWire;
import tidings.testkit.simulation.SimulatedConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's WebSocket to a server without sockets: real frames in both directions, cut anywhere.
final class SimulatedCentrifugeClient implements SimulatedConnection {
    /// `error.code` of an outcome that nobody knows.
    private static final int INTERNAL = 100;

    /// A command without an answer: what was asked, of which channel.
    private record Asked(String what, String channel, String id, @Nullable Position from) {}

    private final SimulatedWorld world;
    private final Client client;
    private final ClientCodec codec;
    private final SimulatedSocket socket;
    private final Map<Long, Asked> asked = new HashMap<>();
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private long lastId;
    /// The client will look at the wire.
    private boolean told;
    private boolean over;

    SimulatedCentrifugeClient(SimulatedWorld world, Client client, ClientCodec codec,
            SimulatedNet net, int loop, int wireBytes, WebSocketListener session,
            WebSocketSettings settings, OutboxSettings outbox) {
        this.world = world;
        this.client = client;
        this.codec = codec;
        this.socket = net.open(loop, wireBytes, session, settings, outbox, this::onSent);
    }

    private void onSent() {
        if (!told) {
            told = true;
            world.schedule(world.random().nextLong(client.readDelayMsMax() + 1), () -> {
                told = false;
                client.onReadable(this);
            });
        }
    }

    // ---- what it sends ----

    @Override
    public void start() {
        ask("connect", ClientCodec.MAPPER.createObjectNode(), "", "", null);
    }

    @Override
    public void subscribe(String channel, JoinFrom from, boolean memberEvents,
            int entriesInReply) {
        ObjectNode request = ClientCodec.MAPPER.createObjectNode().put("channel", channel)
                .put("join_leave", memberEvents);
        if (from instanceof JoinFrom.After(var position)) {
            request.put("recover", true).put("epoch", position.epoch()).put("offset",
                    position.offset());
        }
        ask("subscribe", request, channel, "",
                from instanceof JoinFrom.After(var after) ? after : null);
    }

    @Override
    public void unsubscribe(String channel) {
        ask("unsubscribe", ClientCodec.MAPPER.createObjectNode().put("channel", channel), channel,
                "", null);
    }

    @Override
    public void publish(String channel, String id) {
        ObjectNode request = ClientCodec.MAPPER.createObjectNode().put("method", "tidings.send");
        request.putObject("data").put("channel", channel).put("id", id).put("data", id);
        ask("rpc", request, channel, id, null);
    }

    private void ask(String what, ObjectNode request, String channel, String id,
            @Nullable Position from) {
        ObjectNode command = ClientCodec.MAPPER.createObjectNode().put("id", ++lastId);
        command.set(what, request);
        asked.put(lastId, new Asked(what, channel, id, from));
        send(codec.encode(command), codec == ClientCodec.JSON ? 0x81 : 0x82);
    }

    /// One frame, masked; those of a moment leave together.
    private void send(byte[] payload, int firstByte) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        int mask = world.random().nextInt();
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i % 4)))));
        }
        if (outgoing.size() == 0) {
            world.schedule(world.random().nextLong(3), this::sendOutgoing);
        }
        outgoing.write(frame.array(), 0, frame.position());
    }

    /// In up to a few pieces, cut anywhere.
    private void sendOutgoing() {
        byte[] bytes = outgoing.toByteArray();
        outgoing.reset();
        int at = 0;
        while (at < bytes.length) {
            int piece = world.random().nextInt(3) == 0
                    ? 1 + world.random().nextInt(bytes.length - at)
                    : bytes.length - at;
            socket.sendFromPeer(Arrays.copyOfRange(bytes, at, at + piece));
            at += piece;
        }
    }

    @Override
    public void breakOff() {
        over = true;
        socket.breakFromPeer();
    }

    // ---- what it reads ----

    @Override
    public boolean waitsForNothing() {
        return socket.readable() == 0 && outgoing.size() == 0 && asked.isEmpty();
    }

    @Override
    public List<OnWire> read() {
        int there = socket.readable();
        if (there == 0) {
            if (socket.closed() && !over) {
                over = true;
                world.schedule(1, () -> client.onDisconnected(this));
            }
            return List.of();
        }
        byte[] bytes = socket.read(1 + world.random().nextInt(there));
        ByteBuffer all = ByteBuffer.allocate(unread.remaining() + bytes.length).put(unread)
                .put(bytes).flip();
        List<OnWire> read = new ArrayList<>();
        int mark = all.position();
        while (readFrame(all, read)) {
            mark = all.position();
        }
        unread = all.position(mark);
        if (socket.readable() > 0 || socket.closed()) {
            onSent();
        }
        return read;
    }

    /// @return whether there was a whole one
    private boolean readFrame(ByteBuffer in, List<OnWire> read) {
        if (in.remaining() < 2) {
            return false;
        }
        int first = in.get() & 0xff;
        int length = in.get() & 0xff;
        if (length >= 126) {
            if (in.remaining() < (length == 126 ? 2 : 8)) {
                return false;
            }
            length = length == 126 ? in.getShort() & 0xffff : (int) in.getLong();
        }
        if (in.remaining() < length) {
            return false;
        }
        byte[] payload = new byte[length];
        in.get(payload);
        if (first == 0x88) {
            send(payload, 0x88);
            return true;
        }
        if (first != (codec == ClientCodec.JSON ? 0x81 : 0x82)) {
            throw new IllegalStateException("a frame begins with " + first);
        }
        for (JsonNode message : codec.decode(payload)) {
            onMessage(message, read);
        }
        return true;
    }

    private void onMessage(JsonNode message, List<OnWire> read) {
        if (message.isEmpty()) {
            send(codec == ClientCodec.JSON ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[1],
                    codec == ClientCodec.JSON ? 0x81 : 0x82);
        } else if (message.has("push")) {
            onPush(message.get("push"), read);
        } else {
            onReply(message, read);
        }
    }

    private static void onPush(JsonNode push, List<OnWire> read) {
        String channel = push.get("channel").asString();
        if (push.has("pub")) {
            read.add(new OnWire.Items(channel, List.of(publication(push.get("pub")))));
        } else if (push.has("join")) {
            read.add(new OnWire.Items(channel, List.of(membership(push.get("join"), true))));
        } else if (push.has("leave")) {
            read.add(new OnWire.Items(channel, List.of(membership(push.get("leave"), false))));
        } else if (push.has("unsubscribe")) {
            read.add(new OnWire.Ended(channel));
        } else {
            throw new IllegalStateException("an unknown push: " + push);
        }
    }

    private static OnWire.Membership membership(JsonNode member, boolean joined) {
        return new OnWire.Membership(member.get("info").get("client").asString(), joined);
    }

    private static OnWire.Publication publication(JsonNode node) {
        String text = node.get("data").asString();
        // JSON in bytes stays as it was sent.
        String id = text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
        return new OnWire.Publication(id, number(node, "offset"));
    }

    private static long number(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? 0 : value.asLong();
    }

    private void onReply(JsonNode reply, List<OnWire> read) {
        Asked question = asked.remove(number(reply, "id"));
        if (question == null) {
            throw new IllegalStateException("nobody asked: " + reply);
        }
        JsonNode error = reply.get("error");
        switch (question.what()) {
            case "connect" -> read.add(new OnWire.Connected(
                    reply.get("connect").get("client").asString()));
            case "subscribe" -> read.add(error != null
                    ? new OnWire.Refused(question.channel())
                    : subscribed(question, reply.get("subscribe")));
            case "unsubscribe" -> read.add(new OnWire.Ended(question.channel()));
            case "rpc" -> read.add(new OnWire.Published(question.channel(), question.id(),
                    error != null ? failure(error) : outcome(reply.get("rpc").get("data"))));
            default -> throw new IllegalStateException(question.what());
        }
    }

    private static OnWire subscribed(Asked question, JsonNode reply) {
        List<OnWire.Publication> publications = new ArrayList<>();
        if (reply.has("publications")) {
            reply.get("publications").forEach(node -> publications.add(publication(node)));
        }
        JsonNode epoch = reply.get("epoch");
        JsonNode recovered = reply.get("recovered");
        return new OnWire.Reply(question.channel(), question.from(),
                new Position(epoch == null ? "" : epoch.asString(), number(reply, "offset")),
                recovered != null && (recovered.asBoolean() || recovered.asInt(0) == 1),
                publications);
    }

    private static @Nullable PublishOutcome failure(JsonNode error) {
        return error.get("code").asInt() == INTERNAL
                ? null
                : new PublishOutcome.Refused(new Refusal.BadRequest(error.toString()));
    }

    private static PublishOutcome outcome(JsonNode result) {
        Position position = new Position(result.get("epoch").asString(),
                result.get("offset").asLong());
        return position.epoch().isEmpty()
                ? new PublishOutcome.Relayed(false)
                : new PublishOutcome.Stored(position, result.get("duplicate").asBoolean(), false,
                        false);
    }
}
