package tidings.core.home;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tidings.core.filter.InFlight;
import tidings.log.TableValue;
import tidings.log.TableWrite;

/// The tables that keep durable sessions.
///
/// <pre>
/// table     shard           key                                value
/// sessions  home            client                             SessionRecord
/// window    home            client | 0 | order 8              InFlight, of QoS 2
/// received  of the channel  client | 0 | packet identifier 2   one byte
/// groups    home            $share/name/filter                 GroupRecord
/// </pre>
///
/// A row of `window` counts for more than the record: that is saved now and then, this before a
/// message of QoS 2 goes out, and again before it is released.
final class SessionTables {
    static final String SESSIONS = "sessions";
    static final String WINDOW = "window";
    static final String RECEIVED = "received";
    static final String GROUPS = "groups";
    private static final int WINDOW_TAIL_BYTES = 9;
    private static final int RECEIVED_TAIL_BYTES = 3;

    private SessionTables() {}

    static byte[] sessionKey(String client) {
        return client.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] windowKey(String client, InFlight one) {
        byte[] name = sessionKey(client);
        return ByteBuffer.allocate(name.length + WINDOW_TAIL_BYTES).put(name).put((byte) 0)
                .putLong(one.order()).array();
    }

    static String clientOfWindow(byte[] key) {
        return new String(key, 0, key.length - WINDOW_TAIL_BYTES, StandardCharsets.UTF_8);
    }

    static byte[] receivedKey(String client, int packetId) {
        byte[] name = sessionKey(client);
        return ByteBuffer.allocate(name.length + RECEIVED_TAIL_BYTES).put(name).put((byte) 0)
                .putShort((short) packetId).array();
    }

    static String clientOfReceived(byte[] key) {
        return new String(key, 0, key.length - RECEIVED_TAIL_BYTES, StandardCharsets.UTF_8);
    }

    static int packetIdOfReceived(byte[] key) {
        return ByteBuffer.wrap(key).getShort(key.length - 2) & 0xffff;
    }

    static TableWrite removed(String table, byte[] key) {
        return new TableWrite(table, key, new TableValue.Removed());
    }

    static TableWrite put(String table, byte[] key, byte[] value) {
        return new TableWrite(table, key, new TableValue.Bytes(value));
    }
}
