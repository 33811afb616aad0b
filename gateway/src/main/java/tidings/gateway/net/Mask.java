package tidings.gateway.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The masking of RFC 6455 §5.3, eight bytes at a time.
final class Mask {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.BIG_ENDIAN);

    private Mask() {}

    /// @param mask the four key bytes, the first one highest
    static void apply(byte[] bytes, int from, int length, int mask) {
        long twice = ((mask & 0xffffffffL) << 32) | (mask & 0xffffffffL);
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            LONG.set(bytes, from + i, (long) LONG.get(bytes, from + i) ^ twice);
        }
        for (; i < length; i++) {
            bytes[from + i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
    }
}
