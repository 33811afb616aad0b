package tidings.cli.mqtt;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the server says beside a packet's fields, as far as we look at it (MQTT 5.0 §2.2.2.2).
///
/// @param reason           a sentence; empty for none
/// @param contentType      empty for none
/// @param keepAliveSeconds that the server wants; negative if it takes ours
/// @param receiveMax       publishes of QoS 1 and 2 that the server takes unanswered
/// @param packetBytesMax   that the server takes
/// @param user             of a name that comes twice the last
public record Properties(String reason, String contentType, int keepAliveSeconds,
        int receiveMax, long packetBytesMax, Map<String, String> user) {
    static final int SESSION_EXPIRY = 0x11;
    static final int USER = 0x26;
    private static final int CONTENT_TYPE = 0x03;
    private static final int SERVER_KEEP_ALIVE = 0x13;
    private static final int REASON = 0x1f;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int PACKET_BYTES_MAX = 0x27;

    /// If the server says nothing of it.
    private static final int RECEIVE_MAX = 65_535;
    private static final Properties NONE = new Properties("", "", -1, RECEIVE_MAX, Long.MAX_VALUE,
            Map.of());

    /// @param packet in front of its properties, or at its end if it has none
    public static Properties read(PacketIn packet) throws IOException {
        if (packet.atEnd()) {
            return NONE;
        }
        String reason = "";
        String contentType = "";
        int keepAlive = -1;
        int receiveMax = RECEIVE_MAX;
        long packetBytesMax = Long.MAX_VALUE;
        Map<String, String> user = new LinkedHashMap<>();
        PacketIn block = packet.block();
        while (!block.atEnd()) {
            int id = block.variable();
            switch (id) {
                case REASON -> reason = block.string();
                case CONTENT_TYPE -> contentType = block.string();
                case SERVER_KEEP_ALIVE -> keepAlive = block.two();
                case RECEIVE_MAXIMUM -> receiveMax = block.two();
                case PACKET_BYTES_MAX -> packetBytesMax = block.four();
                case USER -> user.put(block.string(), block.string());
                default -> skip(id, block);
            }
        }
        return new Properties(reason, contentType, keepAlive, receiveMax, packetBytesMax,
                user);
    }

    private static void skip(int id, PacketIn block) throws IOException {
        switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> block.one();
            case 0x22, 0x23 -> block.two();
            case 0x02, 0x18, SESSION_EXPIRY -> block.four();
            case 0x0b -> block.variable();
            case 0x08, 0x09, 0x12, 0x15, 0x16, 0x1a, 0x1c -> block.string();
            default -> throw PacketIn.noMqtt();
        }
    }
}
