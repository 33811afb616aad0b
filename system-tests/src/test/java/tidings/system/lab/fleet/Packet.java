package tidings.system.lab.fleet;

import java.nio.charset.StandardCharsets;

/// What a server sends, as far as a device cares.
sealed interface Packet {
    /// @param code 0 for success
    record Connack(boolean present, int code) implements Packet {}

    record Publish(String topic, int qos, boolean duplicate, boolean retain, int id,
            byte[] payload) implements Packet {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// @param type of the acknowledgement: [Wire#PUBACK] to [Wire#PUBCOMP]
    /// @param code 0 for success; what 3.1.1 can't say is success
    record Ack(int type, int id, int code) implements Packet {}

    /// @param granted at least the last filter
    record Suback(boolean granted) implements Packet {}

    record Disconnect(int code) implements Packet {}
}
