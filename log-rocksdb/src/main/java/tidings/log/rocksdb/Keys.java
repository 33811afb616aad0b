package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tidings.log.IdempotencyKey;
import tidings.log.TableWrite;

/// The layout of the store: every key there is. Numbers are big-endian, so that bytes sort as
/// numbers do. It changes only together with [#FORMAT_VERSION].
///
/// <pre>
/// family       key                                                    value
/// entries      class 1 | slice 3 | channel id 8 | offset 8            EntryCodec
/// order        slice 3 | shard 2 | first sequence 8                   OrderRecord
/// channels     'n' | name                                             ChannelRecord
/// channels     'i' | channel id 8                                     name
/// idempotency  slice 3 | channel id 8 | scope length 2 | scope | key  IdempotencyIndex
/// tables       shard 2 | table | 0 | key                              RowCodec
/// meta         one byte, then what it says                            Meta
/// </pre>
///
/// Slices are counted from 1970 in the length of their [SliceClass]; three bytes last 159 years
/// for the shortest. The zero byte ends a table's name, so that no table's keys lie among another's.
final class Keys {
    /// Raised by any change that an older server would read wrongly; a store with a higher one is
    /// refused. Rows of tables and new fields of entries are none: `docs/decisions/tables.md`.
    static final int FORMAT_VERSION = 1;

    static final int ENTRY_PREFIX_BYTES = 12;
    static final int ENTRY_BYTES = 20;
    static final int ORDER_BYTES = 13;
    /// No key is longer: a shard, the longest name of a table, its end, the longest key of a row.
    static final int BYTES_MAX = 2 + 64 + 1 + TableWrite.KEY_BYTES_MAX;

    private static final byte NAME = 'n';
    private static final byte ID = 'i';

    private Keys() {}

    static byte[] entry(SliceClass sliceClass, int slice, long channelId, long offset) {
        byte[] key = new byte[ENTRY_BYTES];
        putEntry(ByteBuffer.wrap(key), sliceClass, slice, channelId, offset);
        return key;
    }

    static void putEntry(ByteBuffer key, SliceClass sliceClass, int slice, long channelId,
            long offset) {
        key.putInt(sliceClass.code << 24 | slice).putLong(channelId).putLong(offset);
    }

    static long offsetOfEntry(byte[] key) {
        return ByteBuffer.wrap(key).getLong(ENTRY_PREFIX_BYTES);
    }

    static void putOrder(ByteBuffer key, int slice, int shard, long firstSequence) {
        putSlice(key, slice);
        key.putShort((short) shard).putLong(firstSequence);
    }

    static byte[] order(int slice, int shard, long firstSequence) {
        byte[] key = new byte[ORDER_BYTES];
        putOrder(ByteBuffer.wrap(key), slice, shard, firstSequence);
        return key;
    }

    static int shardOfOrder(byte[] key) {
        return ByteBuffer.wrap(key).getShort(3);
    }

    static long firstSequenceOfOrder(byte[] key) {
        return ByteBuffer.wrap(key).getLong(5);
    }

    static byte[] channelByName(byte[] name) {
        byte[] key = new byte[1 + name.length];
        key[0] = NAME;
        System.arraycopy(name, 0, key, 1, name.length);
        return key;
    }

    static void putChannelByName(ByteBuffer key, byte[] name) {
        key.put(NAME).put(name);
    }

    /// The name in a key of `channels`; null if it is not a key by name.
    static byte @Nullable [] nameOfChannel(byte[] key) {
        return key[0] == NAME ? Arrays.copyOfRange(key, 1, key.length) : null;
    }

    static byte[] channelById(long id) {
        return ByteBuffer.allocate(9).put(ID).putLong(id).array();
    }

    static void putRow(ByteBuffer key, int shard, String table, byte[] rowKey) {
        key.putShort((short) shard).put(table.getBytes(StandardCharsets.US_ASCII)).put((byte) 0)
                .put(rowKey);
    }

    static byte[] row(int shard, String table, byte[] rowKey) {
        byte[] key = new byte[rowPrefixBytes(table) + rowKey.length];
        putRow(ByteBuffer.wrap(key), shard, table, rowKey);
        return key;
    }

    /// Where a row's own key begins.
    static int rowPrefixBytes(String table) {
        return 2 + table.length() + 1;
    }

    /// The first key after all that begin with these bytes, which are not all 0xff.
    static byte[] afterAll(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xff) {
            last--;
        }
        byte[] after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
    }

    static byte[] idempotency(int slice, long channelId, IdempotencyKey key) {
        byte[] scope = key.scope().getBytes(StandardCharsets.UTF_8);
        byte[] chosen = key.key().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(3 + 8 + 2 + scope.length + chosen.length);
        putSlice(bytes, slice);
        return bytes.putLong(channelId).putShort((short) scope.length).put(scope).put(chosen)
                .array();
    }

    /// The same key in another slice, in place.
    static void moveToSlice(byte[] idempotencyKey, int slice) {
        putSlice(ByteBuffer.wrap(idempotencyKey), slice);
    }

    /// The first key that a slice of a class can have: between two of them lies all there is of
    /// the slices between.
    static byte[] sliceStart(SliceClass sliceClass, int slice) {
        if (sliceClass.holdsEntries()) {
            return ByteBuffer.allocate(4).putInt(sliceClass.code << 24 | slice).array();
        }
        ByteBuffer key = ByteBuffer.allocate(3);
        putSlice(key, slice);
        return key.array();
    }

    /// The slice in a key of a sliced family; -1 if the key is of another class.
    static int sliceOf(SliceClass sliceClass, byte[] key) {
        int at = 0;
        if (sliceClass.holdsEntries()) {
            if (key[0] != sliceClass.code) {
                return -1;
            }
            at = 1;
        }
        return (key[at] & 0xff) << 16 | (key[at + 1] & 0xff) << 8 | (key[at + 2] & 0xff);
    }

    private static void putSlice(ByteBuffer key, int slice) {
        key.put((byte) (slice >>> 16)).putShort((short) slice);
    }
}
