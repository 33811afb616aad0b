package tidings.gateway.mqtt.wire;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.variable;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.gateway.mqtt.wire.Decoding.SeenPublish;

/// Writes what was read of a client as a client may write it.
final class ClientPackets {
    private ClientPackets() {}

    /// @param packets of a [Decoding.Seen]
    static byte[] of(List<Object> packets, Version version) {
        return bytes(packets.stream().map(packet -> of(packet, version)).toArray());
    }

    private static byte[] of(Object packet, Version version) {
        boolean v5 = version == Version.V5;
        return switch (packet) {
            case Connect connect -> connect(connect, v5);
            case SeenPublish publish -> publish(publish, v5);
            case Puback(int id, ReasonCode reason, Diagnostics why) ->
                ack(0x40, id, reason, why, v5);
            case Pubrec(int id, ReasonCode reason, Diagnostics why) ->
                ack(0x50, id, reason, why, v5);
            case Pubrel(int id, ReasonCode reason, Diagnostics why) ->
                ack(0x62, id, reason, why, v5);
            case Pubcomp(int id, ReasonCode reason, Diagnostics why) ->
                ack(0x70, id, reason, why, v5);
            case Subscribe subscribe -> subscribe(subscribe, v5);
            case Unsubscribe(int id, List<String> filters, List<UserProperty> users) ->
                packet(0xa2, two(id), v5 ? properties(users(users)) : bytes(),
                        bytes(filters.toArray()));
            case Pingreq _ -> packet(0xc0);
            case Disconnect(ReasonCode reason, long expiry, var _, Diagnostics why) -> v5
                    ? packet(0xe0, reason.number(),
                            properties(number(0x11, expiry), diagnostics(why)))
                    : packet(0xe0);
            case Auth(ReasonCode reason, Authentication authentication, Diagnostics why) ->
                packet(0xf0, reason.number(),
                        properties(authentication(authentication), diagnostics(why)));
            default -> throw new IllegalArgumentException(packet.toString());
        };
    }

    private static byte[] connect(Connect connect, boolean v5) {
        Will will = connect.will();
        int flags = (connect.cleanStart() ? 0x02 : 0) | (connect.userName() == null ? 0 : 0x80)
                | (connect.password() == null ? 0 : 0x40)
                | (will == null ? 0 : 0x04 | will.qos() << 3 | (will.retain() ? 0x20 : 0));
        ConnectProperties asked = connect.properties();
        byte[] block = !v5
                ? bytes()
                : properties(number(0x11, asked.sessionExpirySeconds()), 0x21,
                        two(asked.receiveMaximum()),
                        asked.packetBytesMax() == ConnectProperties.UNLIMITED
                                ? bytes()
                                : number(0x27, asked.packetBytesMax()),
                        0x22, two(asked.topicAliasMaximum()), 0x19,
                        asked.requestResponseInformation() ? 1 : 0, 0x17,
                        asked.requestProblemInformation() ? 1 : 0, users(asked.userProperties()),
                        authentication(asked.authentication()));
        return packet(0x10, "MQTT", v5 ? 5 : 4, flags, two(connect.keepAliveSeconds()), block,
                connect.clientId(), will == null ? bytes() : will(will, v5),
                connect.userName() == null ? bytes() : bytes(connect.userName()),
                connect.password() == null ? bytes() : string(connect.password()));
    }

    private static byte[] will(Will will, boolean v5) {
        byte[] block = v5
                ? properties(number(0x18, will.delaySeconds()), orNone(will.properties()),
                        number(0x02, will.messageExpirySeconds()))
                : bytes();
        return bytes(block, will.topic(), string(will.payload()));
    }

    private static byte[] publish(SeenPublish publish, boolean v5) {
        int first = 0x30 | (publish.duplicate() ? 8 : 0) | publish.qos() << 1
                | (publish.retain() ? 1 : 0);
        List<Object> block = new ArrayList<>();
        block.add(number(0x02, publish.messageExpirySeconds()));
        publish.forwardable().forEach(octet -> block.add(octet & 0xff));
        block.add(publish.topicAlias() == 0 ? bytes() : bytes(0x23, two(publish.topicAlias())));
        return packet(first, publish.topic(),
                publish.qos() == 0 ? bytes() : two(publish.packetId()),
                v5 ? properties(block.toArray()) : bytes(), publish.payloadBytes());
    }

    private static byte[] ack(int first, int id, ReasonCode reason, Diagnostics why, boolean v5) {
        return v5
                ? packet(first, two(id), reason.number(), properties(diagnostics(why)))
                : packet(first, two(id));
    }

    private static byte[] subscribe(Subscribe subscribe, boolean v5) {
        List<Object> filters = new ArrayList<>();
        for (Subscribe.Filter filter : subscribe.filters()) {
            SubscriptionOptions options = filter.options();
            filters.add(filter.text());
            filters.add(options.qos() | (options.noLocal() ? 4 : 0)
                    | (options.retainAsPublished() ? 8 : 0) | options.retainHandling() << 4);
        }
        byte[] id = subscribe.subscriptionId() == 0
                ? bytes()
                : bytes(0x0b, variable(subscribe.subscriptionId()));
        return packet(0x82, two(subscribe.packetId()),
                v5 ? properties(id, users(subscribe.userProperties())) : bytes(),
                bytes(filters.toArray()));
    }

    /// Nothing if it is negative.
    private static byte[] number(int id, long value) {
        return value < 0 ? bytes() : bytes(id, four(value));
    }

    private static byte[] diagnostics(Diagnostics why) {
        return bytes(why.reasonString() == null ? bytes() : bytes(0x1f, why.reasonString()),
                users(why.userProperties()));
    }

    private static byte[] users(List<UserProperty> properties) {
        return bytes(properties.stream()
                .map(property -> bytes(0x26, property.name(), property.value())).toArray());
    }

    private static byte[] authentication(@Nullable Authentication authentication) {
        if (authentication == null) {
            return bytes();
        }
        byte[] data = authentication.data();
        return bytes(0x15, authentication.method(),
                data == null ? bytes() : bytes(0x16, string(data)));
    }

    private static byte[] orNone(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
