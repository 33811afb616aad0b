package tidings.gateway.mqtt.wire;

import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;
import static tidings.testkit.mqtt.MqttBytes.variable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/// Packets and properties by hand, as the codec names and takes them.
final class Raw {
    static final byte[] CONNECT_3 = packet(0x10, "MQTT", 4, 0x02, two(60), "c");
    static final byte[] CONNECT_5 = packet(0x10, "MQTT", 5, 0x02, two(60), properties(), "c");

    private Raw() {}

    static byte[] connect(Version version) {
        return version == Version.V5 ? CONNECT_5 : CONNECT_3;
    }

    /// A property with a value that it may have, whatever place it stands in.
    static byte[] valid(Property property) {
        return bytes(property.id, switch (property.type) {
            case BYTE -> bytes(1);
            case TWO_BYTES -> two(1);
            case FOUR_BYTES -> four(1);
            case VARIABLE -> variable(1);
            case TEXT, BINARY -> string(utf8("x"));
            case TEXT_PAIR -> bytes("n", "v");
        });
    }

    static ByteBuf buffer(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    static byte[] from(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
