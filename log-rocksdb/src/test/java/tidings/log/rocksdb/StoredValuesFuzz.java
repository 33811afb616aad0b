package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Sender;
import tidings.log.TableRow;

/// What is read from the store is a value or a [FormatException]; a value that is written again is
/// read as what it was; and no message that a publisher can send is changed by being stored.
public final class StoredValuesFuzz {
    private static final ChannelName CHANNEL = ChannelName.of("c", NameLimits.DEFAULT);
    private static final String EPOCH = "epochepo";

    private StoredValuesFuzz() {}

    private interface Reading {
        void read();
    }

    /// The first byte says what the rest is.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] & 7) {
            case 0 -> attempt(() -> entry(value));
            case 1 -> attempt(() -> channel(value));
            case 2 -> attempt(() -> order(ByteBuffer.wrap(value)));
            case 4 -> attempt(() -> row(value));
            default -> message(value);
        }
    }

    private static void attempt(Reading reading) {
        try {
            reading.read();
        } catch (FormatException e) {
            // said in its own way
        }
    }

    private static void entry(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        EntryCodec.Head head = EntryCodec.decodeHead(in);
        Entry entry = EntryCodec.decode(CHANNEL, EPOCH, 1, head, in);
        comesBack(head, entry.message());
    }

    private static void comesBack(EntryCodec.Head head, Message message) {
        ByteBuffer out = ByteBuffer.allocate(EntryCodec.bytesMax(message));
        EntryCodec.encode(out, head, message);
        ByteBuffer in = out.flip();
        EntryCodec.Head readHead = EntryCodec.decodeHead(in);
        Message read = EntryCodec.decode(CHANNEL, EPOCH, 1, readHead, in).message();
        if (!readHead.equals(head) || !read.equals(message)) {
            throw new AssertionError("%s became %s".formatted(message, read));
        }
    }

    private static void order(ByteBuffer in) {
        long count = OrderRecord.decodeHead(in).count();
        for (long i = 0; i < count; i++) {
            OrderRecord.sliceClass(in);
            ValueWriter.getVarint(in);
            ValueWriter.getVarint(in);
        }
    }

    private static void row(byte[] value) {
        byte[] key = {1};
        switch (RowCodec.decode(key, value)) {
            case TableRow.Bytes(var _, byte[] bytes) -> {
                ByteBuffer out = ByteBuffer.allocate(RowCodec.bytesMax(bytes));
                RowCodec.encode(out, bytes);
                rowComesBack(out, new TableRow.Bytes(key, bytes));
            }
            case TableRow.Stored(var _, Entry entry) -> {
                ByteBuffer out = ByteBuffer.allocate(RowCodec.bytesMax(entry));
                RowCodec.encode(out, entry, new EntryCodec.Head(entry.timeMs(), 5,
                        entry.sequence(), 6, 7));
                rowComesBack(out, new TableRow.Stored(key, entry));
            }
        }
    }

    private static void rowComesBack(ByteBuffer out, TableRow row) {
        byte[] value = new byte[out.flip().remaining()];
        out.get(value);
        TableRow read = RowCodec.decode(row.key(), value);
        boolean same = switch (read) {
            case TableRow.Bytes(var _, byte[] bytes) -> row instanceof TableRow.Bytes before
                    && Arrays.equals(before.bytes(), bytes);
            case TableRow.Stored stored -> stored.equals(row);
        };
        if (!same) {
            throw new AssertionError("%s became %s".formatted(row, read));
        }
    }

    private static void channel(byte[] value) {
        ChannelRecord record = ChannelRecord.decode(value);
        ByteBuffer out = ByteBuffer.allocate(value.length + ChannelRecord.BYTES_MAX);
        record.encode(out);
        byte[] first = Arrays.copyOf(out.array(), out.position());
        out.clear();
        ChannelRecord.decode(first).encode(out);
        if (!Arrays.equals(first, Arrays.copyOf(out.array(), out.position()))) {
            throw new AssertionError("a channel record became another");
        }
    }

    /// Makes a message out of any bytes.
    private static void message(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        PayloadKind kind = switch (number(in) % 3) {
            case 0 -> PayloadKind.JSON;
            case 1 -> PayloadKind.TEXT;
            default -> PayloadKind.BYTES;
        };
        @Nullable
        String type = number(in) % 2 == 0 ? null : text(in);
        Map<String, String> tags = new LinkedHashMap<>();
        for (int n = number(in) % 4; n > 0; n--) {
            tags.put(text(in), text(in));
        }
        Sender sender = switch (number(in) % 3) {
            case 0 -> null;
            case 1 -> new Sender(text(in), text(in), null);
            default -> new Sender(text(in), text(in), bytes(in));
        };
        Attributes attributes = number(in) % 2 == 0
                ? Attributes.NONE
                : new Attributes(number(in) % 2 == 0 ? null : text(in), number(in) % 2 == 0,
                        number(in) - 100, number(in) % 3, number(in) % 2 == 0 ? null : bytes(in));
        byte[] payload = new byte[in.remaining()];
        long time = in.remaining();
        in.get(payload);
        comesBack(new EntryCodec.Head(time, time / 2 * 2, time, time, time),
                new Message(payload, kind, type, tags, sender, attributes));
    }

    private static int number(ByteBuffer in) {
        return in.hasRemaining() ? in.get() & 0xff : 0;
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[Math.min(in.remaining(), number(in))];
        in.get(bytes, 0, Math.min(bytes.length, in.remaining()));
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), java.nio.charset.StandardCharsets.UTF_8);
    }
}
