package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.TableRow;

/// A row's bytes. The first one says what it is:
///
/// <pre>
/// 1 | the bytes
/// 2 | epoch text | offset varint | channel's name | what EntryCodec makes of the entry
/// </pre>
///
/// A stored entry says all of itself, because its channel may be gone when it is read. Its epoch is
/// the one it was committed under, also after another incarnation has begun.
final class RowCodec {
    private static final int BYTES = 1;
    private static final int ENTRY = 2;

    private RowCodec() {}

    static int bytesMax(byte[] value) {
        return 1 + value.length;
    }

    static void encode(ByteBuffer out, byte[] value) {
        out.put((byte) BYTES).put(value);
    }

    static int bytesMax(Entry entry) {
        return Math.addExact(EntryCodec.bytesMax(entry.message()),
                1 + 3 * ValueWriter.VARINT_BYTES_MAX + 3 * entry.epoch().length()
                        + entry.channel().utf8().length);
    }

    static void encode(ByteBuffer out, Entry entry, EntryCodec.Head head) {
        out.put((byte) ENTRY);
        ValueWriter.putText(out, entry.epoch());
        ValueWriter.putVarint(out, entry.offset());
        ValueWriter.putBytes(out, entry.channel().utf8());
        EntryCodec.encode(out, head, entry.message());
    }

    /// @param key the row's own
    static TableRow decode(byte[] key, byte[] value) {
        int kind = value.length == 0 ? 0 : value[0];
        return switch (kind) {
            case BYTES -> new TableRow.Bytes(key, Arrays.copyOfRange(value, 1, value.length));
            case ENTRY -> new TableRow.Stored(key,
                    entry(ByteBuffer.wrap(value, 1, value.length - 1)));
            default -> throw new FormatException("a row of kind %d of a newer version"
                    .formatted(kind));
        };
    }

    private static Entry entry(ByteBuffer in) {
        String epoch = ValueWriter.getText(in);
        long offset = ValueWriter.getVarint(in);
        ChannelName channel = ChannelName.ofStored(ValueWriter.getBytes(in));
        EntryCodec.Head head = EntryCodec.decodeHead(in);
        Entry e = EntryCodec.decode(channel, epoch, offset, head, in);
        return new Entry(channel, epoch, offset, Entry.UNKNOWN, e.sequence(), e.timeMs(),
                e.message());
    }
}
