package tidings.server.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a client may get: a packet, or the end of the connection.
sealed interface FromServer {
    record Connack(boolean present, int code, Properties properties) implements FromServer {}

    record Publish(boolean duplicate, int qos, boolean retain, int id, String topic,
            Properties properties, String payload) implements FromServer {
        static String text(byte[] payload) {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    record Puback(int id, int reason, Properties properties) implements FromServer {}

    record Pubrec(int id, int reason, Properties properties) implements FromServer {}

    record Pubrel(int id, int reason, Properties properties) implements FromServer {}

    record Pubcomp(int id, int reason, Properties properties) implements FromServer {}

    record Suback(int id, List<Integer> reasons, Properties properties) implements FromServer {}

    /// @param reasons none in 3.1.1
    record Unsuback(int id, List<Integer> reasons, Properties properties) implements FromServer {}

    record Pingresp() implements FromServer {}

    record Disconnect(int reason, Properties properties) implements FromServer {}

    record Auth(int reason, Properties properties) implements FromServer {}

    record Closed() implements FromServer {}
}
