package tidings.gateway.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Well-formed UTF-8 as Unicode defines it (table 3-7): no overlong forms, no surrogates, nothing
/// above U+10FFFF.
public final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES && ((long) LONG.get(bytes, i) & NOT_ASCII) == 0) {
                i += Long.BYTES;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int length = sequence(bytes, i, to);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /// The length of the well-formed sequence of several bytes at `i`, or 0.
    private static int sequence(byte[] bytes, int i, int to) {
        int first = bytes[i] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return to - i >= 2 && follows(bytes[i + 1]) ? 2 : 0;
        }
        if (to - i < 3) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        if (first >= 0xe0 && first <= 0xef) {
            int least = first == 0xe0 ? 0xa0 : 0x80;
            int most = first == 0xed ? 0x9f : 0xbf;
            return second >= least && second <= most && follows(bytes[i + 2]) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4 && to - i >= 4) {
            int least = first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xf4 ? 0x8f : 0xbf;
            return second >= least && second <= most && follows(bytes[i + 2])
                    && follows(bytes[i + 3]) ? 4 : 0;
        }
        return 0;
    }

    private static boolean follows(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
