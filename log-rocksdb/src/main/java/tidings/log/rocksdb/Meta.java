package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// What the store says about itself. Lives in RocksDB's default family.
///
/// <pre>
/// 'f'           format version 4
/// 's'           shards 4
/// 'i'           incarnation 16
/// 'g'           generation 8
/// 'r'           1 if closed cleanly, 0 while open | sync mode 1 | boot id
/// 't'           log time ms 8: not above the present one
/// 'c'           next channel id 8 | channel records 8
/// 'q' shard 2   sequence 8: not above the shard's last one
/// 'd' class 1   kept from slice 4 | deleted below slice 4
/// </pre>
///
/// Slices between the two numbers of 'd' are dropped for every reader and may still be on disk.
/// 't' and 'q' are written when something is dropped that else would tell, and at a clean stop;
/// order records say the rest.
final class Meta {
    int formatVersion;
    int shards;
    byte[] incarnation = {};
    long generation;
    boolean clean;
    int syncCode;
    String bootId = "";
    long logTimeMs;
    long nextChannelId = 1;
    long channels;
    long[] sequences = {};
    final int[] keptFrom = new int[SliceClass.values().length];
    final int[] deletedBelow = new int[SliceClass.values().length];

    static int codeOf(Sync sync) {
        return switch (sync) {
            case Sync.Always() -> 0;
            case Sync.Interval(_) -> 1;
            case Sync.Os() -> 2;
        };
    }

    /// Whether a power cut while the store was last open may have taken acknowledged entries.
    boolean wasSyncedWeakly() {
        return syncCode != 0;
    }

    boolean isEmpty() {
        return formatVersion == 0;
    }

    /// Reads everything; what it does not know it refuses.
    static Meta read(Store store) throws RocksDBException {
        Meta meta = new Meta();
        try (ReadOptions options = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator iterator = store.db.newIterator(store.meta, options)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                meta.accept(ByteBuffer.wrap(iterator.key()), ByteBuffer.wrap(iterator.value()));
            }
            iterator.status();
        }
        return meta;
    }

    private void accept(ByteBuffer key, ByteBuffer value) {
        char kind = (char) key.get();
        switch (kind) {
            case 'f' -> formatVersion = value.getInt();
            case 's' -> {
                shards = value.getInt();
                sequences = Arrays.copyOf(sequences, Math.max(shards, sequences.length));
            }
            case 'i' -> {
                incarnation = new byte[value.remaining()];
                value.get(incarnation);
            }
            case 'g' -> generation = value.getLong();
            case 'r' -> {
                clean = value.get() == 1;
                syncCode = value.get();
                bootId = StandardCharsets.UTF_8.decode(value).toString();
            }
            case 't' -> logTimeMs = value.getLong();
            case 'c' -> {
                nextChannelId = value.getLong();
                channels = value.getLong();
            }
            case 'q' -> {
                int shard = key.getShort();
                sequences = Arrays.copyOf(sequences, Math.max(shard + 1, sequences.length));
                sequences[shard] = value.getLong();
            }
            case 'd' -> {
                int sliceClass = key.get();
                keptFrom[sliceClass] = value.getInt();
                deletedBelow[sliceClass] = value.getInt();
            }
            default -> throw new FormatException("the meta key '" + kind + "' of a newer version");
        }
    }

    // ---- single values, for batches ------------------------------------------------------------

    static void putIdentity(WriteBatch batch, Store store, int shards, byte[] incarnation)
            throws RocksDBException {
        batch.put(store.meta, key('f'), ints(Keys.FORMAT_VERSION));
        batch.put(store.meta, key('s'), ints(shards));
        batch.put(store.meta, key('i'), incarnation);
    }

    static void putGeneration(WriteBatch batch, Store store, long generation)
            throws RocksDBException {
        batch.put(store.meta, key('g'), longs(generation));
    }

    static void putRun(WriteBatch batch, Store store, boolean clean, Sync sync, String bootId)
            throws RocksDBException {
        byte[] boot = bootId.getBytes(StandardCharsets.UTF_8);
        batch.put(store.meta, key('r'), ByteBuffer.allocate(2 + boot.length)
                .put((byte) (clean ? 1 : 0)).put((byte) codeOf(sync)).put(boot).array());
    }

    static void putLogTime(WriteBatch batch, Store store, long logTimeMs) throws RocksDBException {
        batch.put(store.meta, key('t'), longs(logTimeMs));
    }

    static void putChannels(WriteBatch batch, Store store, long nextChannelId, long channels)
            throws RocksDBException {
        batch.put(store.meta, key('c'), longs(nextChannelId, channels));
    }

    static void putSequence(WriteBatch batch, Store store, int shard, long sequence)
            throws RocksDBException {
        batch.put(store.meta, sequenceKey(shard), longs(sequence));
    }

    /// A shard's, as of a snapshot; 0 if none was ever written.
    static long sequence(Store store, ReadOptions options, int shard) throws RocksDBException {
        byte[] value = store.db.get(store.meta, options, sequenceKey(shard));
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    static void putSlices(WriteBatch batch, Store store, SliceClass sliceClass, int keptFrom,
            int deletedBelow) throws RocksDBException {
        batch.put(store.meta, new byte[]{'d', (byte) sliceClass.code},
                ints(keptFrom, deletedBelow));
    }

    private static byte[] sequenceKey(int shard) {
        return ByteBuffer.allocate(3).put((byte) 'q').putShort((short) shard).array();
    }

    private static byte[] key(char kind) {
        return new byte[]{(byte) kind};
    }

    private static byte[] ints(int... numbers) {
        ByteBuffer out = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            out.putInt(number);
        }
        return out.array();
    }

    private static byte[] longs(long... numbers) {
        ByteBuffer out = ByteBuffer.allocate(8 * numbers.length);
        for (long number : numbers) {
            out.putLong(number);
        }
        return out.array();
    }
}
