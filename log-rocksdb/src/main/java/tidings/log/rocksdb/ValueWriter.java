package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Builds one key and one value at a time in memory outside the heap, which RocksDB copies into a
/// batch without an array between. One of the writer's own.
final class ValueWriter {
    private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.BYTES_MAX);
    private ByteBuffer value = ByteBuffer.allocateDirect(64 * 1024);

    /// The empty key, to be filled.
    ByteBuffer key() {
        return key.clear();
    }

    /// Begins a value that will need at most so many bytes.
    ByteBuffer value(int bytesMax) {
        if (value.capacity() < bytesMax) {
            value = ByteBuffer.allocateDirect(Math.max(bytesMax, 2 * value.capacity()));
        }
        return value.clear();
    }

    /// Puts what was written since [#key()] and [#value(int)].
    void putInto(WriteBatch batch, ColumnFamilyHandle family) throws RocksDBException {
        batch.put(family, key.flip(), value.flip());
    }

    static final int VARINT_BYTES_MAX = 10;

    static void putVarint(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static void putText(ByteBuffer out, String text) {
        putBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void putBytes(ByteBuffer out, byte[] bytes) {
        putVarint(out, bytes.length);
        out.put(bytes);
    }

    static long getVarint(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw new FormatException("a number is cut short");
            }
            byte b = in.get();
            number |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new FormatException("a number has more than 64 bits");
    }

    static byte[] getBytes(ByteBuffer in) {
        long length = getVarint(in);
        if (length < 0 || length > in.remaining()) {
            throw new FormatException("a length of %d where %d bytes are left".formatted(length,
                    in.remaining()));
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    static String getText(ByteBuffer in) {
        return new String(getBytes(in), StandardCharsets.UTF_8);
    }
}
