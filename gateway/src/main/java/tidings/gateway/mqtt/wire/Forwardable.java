package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts from a block of properties those that a server must pass on unchanged and in order (MQTT
/// 5.0 §3.3.2.3): all but the message expiry and one other, which is between client and server.
final class Forwardable {
    /// Identifier and four bytes.
    private static final int EXPIRY_BYTES = 5;

    private Forwardable() {}

    /// @param expiryAt where the message expiry interval stands; -1 if it does not
    /// @param otherAt where the other one stands; -1 if it does not
    /// @param otherBytes how long the other one is, identifier included
    /// @return null if nothing is left
    static byte @Nullable [] copy(ByteBuf in, int from, int to, int expiryAt, int otherAt,
            int otherBytes) {
        int length = to - from - (expiryAt < 0 ? 0 : EXPIRY_BYTES) - (otherAt < 0 ? 0 : otherBytes);
        if (length == 0) {
            return null;
        }
        byte[] kept = new byte[length];
        int count = 0;
        int at = from;
        while (at < to) {
            if (at == expiryAt) {
                at += EXPIRY_BYTES;
            } else if (at == otherAt) {
                at += otherBytes;
            } else {
                int next = Math.min(expiryAt > at ? expiryAt : to, otherAt > at ? otherAt : to);
                in.getBytes(at, kept, count, next - at);
                count += next - at;
                at = next;
            }
        }
        return kept;
    }
}
