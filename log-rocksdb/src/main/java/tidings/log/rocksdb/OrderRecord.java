package tidings.log.rocksdb;

import java.nio.ByteBuffer;

/// One shard's share of one commit, in its order: where each entry is. The first one's sequence is
/// in the key, the following ones count on from it.
///
/// <pre>
/// version 1 | log time ms varint | entries varint
///   | per entry: class 1, channel id varint, offset varint
/// </pre>
///
/// The class and the log time give the entry's slice, so the entry is one lookup away. An order
/// record whose entry is gone is the gap that a session is told of.
final class OrderRecord {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES_MAX = 1 + 2 * ValueWriter.VARINT_BYTES_MAX;
    private static final int ENTRY_BYTES_MAX = 1 + 2 * ValueWriter.VARINT_BYTES_MAX;

    private ByteBuffer places = ByteBuffer.allocate(64 * ENTRY_BYTES_MAX);
    private int count;

    void clear() {
        places.clear();
        count = 0;
    }

    int count() {
        return count;
    }

    void add(SliceClass sliceClass, long channelId, long offset) {
        if (places.remaining() < ENTRY_BYTES_MAX) {
            places = ByteBuffer.allocate(2 * places.capacity()).put(places.flip());
        }
        places.put((byte) sliceClass.code);
        ValueWriter.putVarint(places, channelId);
        ValueWriter.putVarint(places, offset);
        count++;
    }

    int bytesMax() {
        return HEAD_BYTES_MAX + places.position();
    }

    void encode(ByteBuffer out, long logTimeMs) {
        out.put((byte) VERSION);
        ValueWriter.putVarint(out, logTimeMs);
        ValueWriter.putVarint(out, count);
        out.put(places.array(), 0, places.position());
    }

    /// Of the place that begins here; its channel's id and its offset follow.
    static SliceClass sliceClass(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new FormatException("an order record is cut short");
        }
        return SliceClass.ofCode(in.get());
    }

    /// What a record's head says.
    record Head(long logTimeMs, long count) {}

    static Head decodeHead(ByteBuffer in) {
        int version = in.hasRemaining() ? in.get() : 0;
        if (version != VERSION) {
            throw new FormatException("an order record of version " + version);
        }
        return new Head(ValueWriter.getVarint(in), ValueWriter.getVarint(in));
    }
}
