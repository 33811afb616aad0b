package tidings.gateway.mqtt.wire;

import static tidings.gateway.mqtt.wire.Property.Place.AUTH;
import static tidings.gateway.mqtt.wire.Property.Place.CONNACK;
import static tidings.gateway.mqtt.wire.Property.Place.CONNECT;
import static tidings.gateway.mqtt.wire.Property.Place.DISCONNECT;
import static tidings.gateway.mqtt.wire.Property.Place.PUBACK;
import static tidings.gateway.mqtt.wire.Property.Place.PUBCOMP;
import static tidings.gateway.mqtt.wire.Property.Place.PUBLISH;
import static tidings.gateway.mqtt.wire.Property.Place.PUBREC;
import static tidings.gateway.mqtt.wire.Property.Place.PUBREL;
import static tidings.gateway.mqtt.wire.Property.Place.SUBACK;
import static tidings.gateway.mqtt.wire.Property.Place.SUBSCRIBE;
import static tidings.gateway.mqtt.wire.Property.Place.UNSUBACK;
import static tidings.gateway.mqtt.wire.Property.Place.WILL;
import static tidings.gateway.mqtt.wire.Property.Type.BINARY;
import static tidings.gateway.mqtt.wire.Property.Type.BYTE;
import static tidings.gateway.mqtt.wire.Property.Type.FOUR_BYTES;
import static tidings.gateway.mqtt.wire.Property.Type.TEXT;
import static tidings.gateway.mqtt.wire.Property.Type.TEXT_PAIR;
import static tidings.gateway.mqtt.wire.Property.Type.TWO_BYTES;
import static tidings.gateway.mqtt.wire.Property.Type.VARIABLE;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which property has which type and may stand where (MQTT 5.0 §2.2.2.2, table 2-4).
enum Property {
    /// §3.3.2.3.2
    PAYLOAD_FORMAT_INDICATOR(0x01, BYTE, PUBLISH, WILL),
    /// §3.3.2.3.3
    MESSAGE_EXPIRY_INTERVAL(0x02, FOUR_BYTES, PUBLISH, WILL),
    /// §3.3.2.3.9
    CONTENT_TYPE(0x03, TEXT, PUBLISH, WILL),
    /// §3.3.2.3.5
    RESPONSE_TOPIC(0x08, TEXT, PUBLISH, WILL),
    /// §3.3.2.3.6
    CORRELATION_DATA(0x09, BINARY, PUBLISH, WILL),
    /// §3.3.2.3.8, §3.8.2.1.2
    SUBSCRIPTION_IDENTIFIER(0x0b, VARIABLE, PUBLISH, SUBSCRIBE),
    /// §3.1.2.11.2, §3.14.2.2.2
    SESSION_EXPIRY_INTERVAL(0x11, FOUR_BYTES, CONNECT, CONNACK, DISCONNECT),
    /// §3.2.2.3.7
    ASSIGNED_CLIENT_IDENTIFIER(0x12, TEXT, CONNACK),
    /// §3.2.2.3.14
    SERVER_KEEP_ALIVE(0x13, TWO_BYTES, CONNACK),
    /// §3.1.2.11.9
    AUTHENTICATION_METHOD(0x15, TEXT, CONNECT, CONNACK, AUTH),
    /// §3.1.2.11.10
    AUTHENTICATION_DATA(0x16, BINARY, CONNECT, CONNACK, AUTH),
    /// §3.1.2.11.7
    REQUEST_PROBLEM_INFORMATION(0x17, BYTE, CONNECT),
    /// §3.1.3.2.2
    WILL_DELAY_INTERVAL(0x18, FOUR_BYTES, WILL),
    /// §3.1.2.11.6
    REQUEST_RESPONSE_INFORMATION(0x19, BYTE, CONNECT),
    /// §3.2.2.3.15
    RESPONSE_INFORMATION(0x1a, TEXT, CONNACK),
    /// §3.2.2.3.16, §3.14.2.2.5
    SERVER_REFERENCE(0x1c, TEXT, CONNACK, DISCONNECT),
    /// §3.2.2.3.9, §3.14.2.2.3
    REASON_STRING(0x1f, TEXT, CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK,
            DISCONNECT, AUTH),
    /// §3.1.2.11.3
    RECEIVE_MAXIMUM(0x21, TWO_BYTES, CONNECT, CONNACK),
    /// §3.1.2.11.5
    TOPIC_ALIAS_MAXIMUM(0x22, TWO_BYTES, CONNECT, CONNACK),
    /// §3.3.2.3.4
    TOPIC_ALIAS(0x23, TWO_BYTES, PUBLISH),
    /// §3.2.2.3.4
    MAXIMUM_QOS(0x24, BYTE, CONNACK),
    /// §3.2.2.3.5
    RETAIN_AVAILABLE(0x25, BYTE, CONNACK),
    /// §3.1.2.11.8, §3.3.2.3.7
    USER_PROPERTY(0x26, TEXT_PAIR, Place.values()),
    /// §3.1.2.11.4
    MAXIMUM_PACKET_SIZE(0x27, FOUR_BYTES, CONNECT, CONNACK),
    /// §3.2.2.3.11
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, BYTE, CONNACK),
    /// §3.2.2.3.12
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, BYTE, CONNACK),
    /// §3.2.2.3.13
    SHARED_SUBSCRIPTION_AVAILABLE(0x2a, BYTE, CONNACK);

    enum Type {
        BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE, TEXT, BINARY, TEXT_PAIR
    }

    /// A block of properties: a packet's, or the will's in CONNECT.
    enum Place {
        CONNECT(0), CONNACK(1), PUBLISH(2), PUBACK(3), PUBREC(4), PUBREL(5), PUBCOMP(6),
        // subscriptions, and the end
        SUBSCRIBE(7), SUBACK(8), UNSUBSCRIBE(9), UNSUBACK(10), DISCONNECT(11), AUTH(12),
        /// In CONNECT.
        WILL(13);

        private final int bit;

        Place(int index) {
            bit = 1 << index;
        }
    }

    private static final @Nullable Property[] BY_ID = byId();

    final int id;
    final Type type;
    /// As sentences name it: `the message expiry interval`.
    final String title;
    /// A bit per place.
    private final int places;

    Property(int id, Type type, Place... places) {
        this.id = id;
        this.type = type;
        this.title = "the " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
        int bits = 0;
        for (Place place : places) {
            bits |= place.bit;
        }
        this.places = bits;
    }

    boolean mayStandIn(Place place) {
        return (places & place.bit) != 0;
    }

    /// Several times in one block. (The Subscription Identifier too, but only towards clients.)
    boolean repeatable() {
        return this == USER_PROPERTY;
    }

    /// A limit of nothing, or the identifier of nothing, may not be sent.
    boolean mayBeZero() {
        return this != RECEIVE_MAXIMUM && this != MAXIMUM_PACKET_SIZE && this != TOPIC_ALIAS
                && this != SUBSCRIPTION_IDENTIFIER;
    }

    /// @return null if no property has it
    static @Nullable Property of(int id) {
        return id < BY_ID.length ? BY_ID[id] : null;
    }

    private static @Nullable Property[] byId() {
        @Nullable
        Property[] properties = new @Nullable Property[0x2b];
        for (Property property : values()) {
            properties[property.id] = property;
        }
        return properties;
    }
}
