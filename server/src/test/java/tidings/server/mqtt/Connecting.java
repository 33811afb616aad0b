package tidings.server.mqtt;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import tidings.gateway.mqtt.wire.Version;

/// A CONNECT that is right.
///
/// @param clean Clean Session of 3.1.1, Clean Start of 5.0
/// @param asked properties, without their length
/// @param willFlags those of the connect flags that say what the rest of the payload is
/// @param will that rest: will, user, password
record Connecting(Version version, String client, boolean clean, int keepAliveSeconds,
        byte[] asked, int willFlags, byte[] will) {
    private static final byte[] NONE = {};
    private static final int KEPT_SECONDS = 600;
    private static final int LONG = 60;

    /// A session that ends with its connection.
    static Connecting clean(Version version, String client) {
        return new Connecting(version, client, true, LONG, NONE, 0, NONE);
    }

    /// Takes up a session, or begins one, that outlives its connection.
    static Connecting durable(Version version, String client) {
        Connecting kept = new Connecting(version, client, false, LONG, NONE, 0, NONE);
        return version == Version.V5 ? kept.with(0x11, four(KEPT_SECONDS)) : kept;
    }

    Connecting cleaned() {
        return new Connecting(version, client, true, keepAliveSeconds, asked, willFlags, will);
    }

    Connecting keepAlive(int seconds) {
        return new Connecting(version, client, clean, seconds, asked, willFlags, will);
    }

    /// Adds a property; nothing in 3.1.1.
    Connecting with(Object... property) {
        return new Connecting(version, client, clean, keepAliveSeconds,
                version == Version.V5 ? bytes(asked, bytes(property)) : asked, willFlags,
                will);
    }

    /// @param property none in 3.1.1
    Connecting will(String topic, String payload, int qos, boolean retain, Object... property) {
        byte[] block = version == Version.V5 ? properties(property) : NONE;
        return new Connecting(version, client, clean, keepAliveSeconds, asked,
                0x04 | qos << 3 | (retain ? 0x20 : 0),
                bytes(block, topic, string(utf8(payload))));
    }

    /// Also says who it is: after its will, if it has one.
    Connecting as(String user, String password) {
        return new Connecting(version, client, clean, keepAliveSeconds, asked, willFlags | 0xc0,
                bytes(will, user, password));
    }

    byte[] packetBytes() {
        return packet(0x10, "MQTT", version.level(), willFlags | (clean ? 0x02 : 0),
                two(keepAliveSeconds), version == Version.V5 ? properties(asked) : NONE,
                client, will);
    }
}
