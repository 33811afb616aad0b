package tidings.cli.bench.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import tidings.cli.bench.system.NativeBuffer;
import tidings.cli.mqtt.MqttException;
import tidings.cli.mqtt.MqttLogin;
import tidings.cli.mqtt.PacketIn;
import tidings.cli.mqtt.PacketOut;
import tidings.cli.mqtt.Properties;
import tidings.cli.mqtt.Reason;

/// MQTT 3.1.1 and 5.0 from a client's side. A channel is a topic; a connection that comes back
/// comes back to its session.
public final class MqttDialect implements Dialect {
    /// None is ever due: no run takes so long.
    private static final int KEEP_ALIVE_SECONDS = 65_535;
    private static final int SESSION_EXPIRY_SECONDS = 3_600;
    private static final int SUBSCRIBE_ID = 1;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;
    private static final int SUBSCRIBE = 0x82;
    private static final int SUBACK = 0x90;
    private static final int DISCONNECT = 0xE0;
    private static final int TYPE = 0xF0;
    private static final int ID_BYTES = 2;
    private static final int LENGTH_SHIFT_END = 28;

    private final Stamp stamp;
    private final MqttTerms terms;
    private final boolean isVersion5;
    /// Of all clients of this run, and of none of another.
    private final String clients = "bench-%08x-".formatted(new SplittableRandom().nextInt());

    public MqttDialect(Stamp stamp, MqttTerms terms) {
        this.stamp = stamp;
        this.terms = terms;
        this.isVersion5 = terms.version() == MqttTerms.Version.V5;
    }

    @Override
    public String path(Errand errand) {
        return "";
    }

    @Override
    public String subprotocol() {
        return "mqtt";
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public byte[] pong() {
        return new byte[0];
    }

    // ---- what is sent ----

    @Override
    public byte[] greeting(Errand errand, int client) {
        try {
            byte[] connect = connect(errand, clients + client);
            if (!awaitsSuback(errand)) {
                return connect;
            }
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(connect);
            both.writeBytes(withProperties(new PacketOut().two(SUBSCRIBE_ID))
                    .string(errand.channel()).one(terms.qos()).packet(SUBSCRIBE));
            return both.toByteArray();
        } catch (MqttException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// A session that goes on has its subscription.
    private static boolean awaitsSuback(Errand errand) {
        return errand.subscribes() && errand.from() == null;
    }

    private byte[] connect(Errand errand, String client) throws MqttException {
        boolean kept = errand.subscribes() && errand.positioned();
        // In 3.1.1 one bit says both: begin anew, and end with the connection.
        boolean clean = isVersion5 ? errand.from() == null : !kept;
        return new MqttLogin(client, terms.user(), terms.password(),
                kept ? SESSION_EXPIRY_SECONDS : 0, clean)
                .packet(terms.version().level, KEEP_ALIVE_SECONDS);
    }

    @Override
    public Publish publish(String channel, int publisher) {
        try {
            byte[] payload = stamp.payload(publisher);
            PacketOut publish = new PacketOut().string(channel);
            if (terms.qos() > 0) {
                publish.two(0);
            }
            byte[] packet = withProperties(publish).bytes(payload)
                    .packet(PUBLISH | terms.qos() << 1);
            int payloadAt = packet.length - payload.length;
            int idAt = payloadAt - ID_BYTES - (isVersion5 ? 1 : 0);
            return terms.qos() == 0
                    ? new Publish(packet, payloadAt, Publish.Id.NONE, 0)
                    : new Publish(packet, payloadAt, Publish.Id.PACKET, idAt);
        } catch (MqttException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private PacketOut withProperties(PacketOut packet) {
        return isVersion5 ? packet.properties(new PacketOut()) : packet;
    }

    // ---- what comes ----

    @Override
    public int onMessage(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from;
        while (to - at >= 2) {
            int length = in.byteAt(at + 1);
            int body = at + 2;
            if (length < 0) {
                length &= 0x7F;
                int more = -1;
                for (int shift = 7; more < 0 && shift < LENGTH_SHIFT_END; shift += 7) {
                    if (body == to) {
                        return at;
                    }
                    more = in.byteAt(body++);
                    length |= (more & 0x7F) << shift;
                }
            }
            int end = body + length;
            if (end > to) {
                break;
            }
            onPacket(in.byteAt(at) & 0xFF, in, body, end, incoming);
            at = end;
        }
        return at;
    }

    private void onPacket(int first, NativeBuffer in, int from, int to, Incoming incoming) {
        switch (first & TYPE) {
            case PUBLISH -> onPublish(first >> 1 & 3, in, from, to, incoming);
            case PUBACK, PUBCOMP -> onAnswer(in, from, to, incoming);
            case PUBREC -> {
                if (reason(in, from, to) < Reason.FAILURE) {
                    incoming.onOwed(packet(PUBREL, in, from));
                } else {
                    onAnswer(in, from, to, incoming);
                }
            }
            case PUBREL & TYPE -> incoming.onOwed(packet(PUBCOMP, in, from));
            case CONNACK -> onConnack(in, from, to, incoming);
            case SUBACK -> onSuback(in, to, incoming);
            case DISCONNECT -> incoming.onEnd("disconnected with "
                    + (to == from ? "no reason" : Reason.text(in.byteAt(from) & 0xFF)));
            default -> incoming.onForeign("a packet that begins with 0x%02x".formatted(first));
        }
    }

    private void onPublish(int qos, NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from + ID_BYTES + two(in, from);
        if (qos > 0) {
            incoming.onOwed(packet(qos == 1 ? PUBACK : PUBREC, in, at));
            at += ID_BYTES;
        }
        if (isVersion5) {
            at = afterProperties(in, at, to);
        }
        int mark = Stamp.markOf(at);
        if (stamp.isAt(in, mark, to) && stamp.endOf(mark) == to) {
            stamp.deliver(in, mark, incoming);
        } else {
            incoming.onForeign(in.text(Math.min(at, to), to));
        }
    }

    private static int afterProperties(NativeBuffer in, int from, int to) {
        int length = 0;
        int at = from;
        int more = -1;
        for (int shift = 0; more < 0 && at < to; shift += 7) {
            more = in.byteAt(at++);
            length |= (more & 0x7F) << shift;
        }
        return at + length;
    }

    private static void onAnswer(NativeBuffer in, int from, int to, Incoming incoming) {
        int reason = reason(in, from, to);
        if (reason < Reason.FAILURE) {
            incoming.onPublished(two(in, from));
        } else {
            incoming.onReply(new Reply(two(in, from), Reason.text(reason), Place.NONE));
        }
    }

    /// Of a packet that has its identifier first; success is often left out.
    private static int reason(NativeBuffer in, int from, int to) {
        return from + ID_BYTES < to ? in.byteAt(from + ID_BYTES) & 0xFF : 0;
    }

    private void onConnack(NativeBuffer in, int from, int to, Incoming incoming) {
        boolean resumed = (in.byteAt(from) & 1) != 0;
        int reason = in.byteAt(from + 1) & 0xFF;
        if (reason != 0) {
            incoming.onReply(new Reply(0,
                    isVersion5 ? Reason.text(reason) : "return code " + reason, Place.NONE));
            return;
        }
        if (isVersion5) {
            byte[] properties = new byte[to - from - 2];
            in.read(from + 2, properties, 0, properties.length);
            try {
                incoming.onUnansweredMax(Properties
                        .read(PacketIn.of(properties)).receiveMax());
            } catch (IOException e) {
                incoming.onEnd(String.valueOf(e.getMessage()));
                return;
            }
        }
        if (!awaitsSuback(incoming.errand())) {
            incoming.onReply(ready(resumed));
        }
    }

    private static void onSuback(NativeBuffer in, int to, Incoming incoming) {
        int reason = in.byteAt(to - 1) & 0xFF;
        incoming.onReply(reason < Reason.FAILURE
                ? ready(false)
                : new Reply(0, Reason.text(reason), Place.NONE));
    }

    /// The place that a session has is the session: it is called something, so that it is one.
    private static Reply ready(boolean resumed) {
        return new Reply(Protocol.GREETING_ID, null, new Place("session", 0, resumed));
    }

    private static int two(NativeBuffer in, int at) {
        return (in.byteAt(at) & 0xFF) << Byte.SIZE | (in.byteAt(at + 1) & 0xFF);
    }

    /// Four bytes, the first of them lowest: a packet that has nothing but the identifier that lies
    /// there.
    private static int packet(int first, NativeBuffer in, int at) {
        return first | ID_BYTES << 8 | (in.byteAt(at) & 0xFF) << 16
                | (in.byteAt(at + 1) & 0xFF) << 24;
    }
}
