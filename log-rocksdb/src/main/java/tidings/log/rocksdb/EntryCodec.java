package tidings.log.rocksdb;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.PayloadKind;
import tidings.log.Sender;

/// An entry's bytes: a fixed head, then tagged fields.
///
/// <pre>
/// flags 1 | wall time ms 8 | log time ms 8, only if it differs | sequence 8
///   | weight before this entry 8 | countable entries before it 8
/// then fields: tag 1 | length varint | bytes
/// </pre>
///
/// A reader skips a tag it does not know, unless the tag's highest bit says that the entry can't
/// be understood without it. Expiry is such a one: an older server that skipped it would hand on
/// what nobody is to get any more. Without the other attributes it gives what its subscribers
/// always got, the payload.
final class EntryCodec {
    /// What reading needs of an entry before it is sure to be given.
    record Head(long wallMs, long logTimeMs, long sequence, long bytesBefore, long countBefore) {}

    private static final int HAS_LOG_TIME = 1;
    private static final int HEAD_BYTES_MAX = 41;

    private static final int MUST_UNDERSTAND = 0x80;
    private static final int JSON = 1 | MUST_UNDERSTAND;
    private static final int TEXT = 2 | MUST_UNDERSTAND;
    private static final int BYTES = 3 | MUST_UNDERSTAND;
    private static final int CONTENT_TYPE = 4;
    private static final int TAGS = 5;
    private static final int SENDER = 6;
    private static final int KEY = 7;
    private static final int REMOVED = 8;
    private static final int EXPIRES = 9 | MUST_UNDERSTAND;
    private static final int QOS = 10;
    private static final int PROPERTIES = 11;

    private EntryCodec() {}

    /// At least as many bytes as the entry will take.
    static int bytesMax(Message message) {
        long bytes = HEAD_BYTES_MAX + 6L * 6 + message.payload().length;
        if (message.contentType() != null) {
            bytes += 3L * message.contentType().length();
        }
        for (Map.Entry<String, String> tag : message.tags().entrySet()) {
            bytes += 10 + 3L * tag.getKey().length() + 3L * tag.getValue().length();
        }
        Sender sender = message.sender();
        if (sender != null) {
            bytes += 15 + 3L * sender.user().length() + 3L * sender.session().length()
                    + (sender.about() == null ? 0 : sender.about().length);
        }
        bytes += bytesMax(message.attributes());
        return Math.toIntExact(bytes);
    }

    private static long bytesMax(Attributes attributes) {
        String key = attributes.key();
        byte[] properties = attributes.properties();
        return 5 * 12L + (key == null ? 0 : 3L * key.length())
                + (properties == null ? 0 : properties.length);
    }

    static void encode(ByteBuffer out, Head head, Message message) {
        boolean differs = head.logTimeMs() != head.wallMs();
        out.put((byte) (differs ? HAS_LOG_TIME : 0)).putLong(head.wallMs());
        if (differs) {
            out.putLong(head.logTimeMs());
        }
        out.putLong(head.sequence()).putLong(head.bytesBefore()).putLong(head.countBefore());
        String contentType = message.contentType();
        if (contentType != null) {
            out.put((byte) CONTENT_TYPE);
            ValueWriter.putText(out, contentType);
        }
        if (!message.tags().isEmpty()) {
            out.put((byte) TAGS);
            ValueWriter.putBytes(out, encodeTags(message.tags()));
        }
        if (message.sender() != null) {
            out.put((byte) SENDER);
            ValueWriter.putBytes(out, encodeSender(message.sender()));
        }
        encode(out, message.attributes());
        out.put((byte) tagOf(message.kind()));
        ValueWriter.putBytes(out, message.payload());
    }

    private static void encode(ByteBuffer out, Attributes attributes) {
        if (attributes.key() != null) {
            out.put((byte) KEY);
            ValueWriter.putText(out, attributes.key());
        }
        if (attributes.removed()) {
            out.put((byte) REMOVED).put((byte) 0);
        }
        if (attributes.expiresMs() != Attributes.NONE.expiresMs()) {
            out.put((byte) EXPIRES).put((byte) 8).putLong(attributes.expiresMs());
        }
        if (attributes.qos() != Attributes.NONE.qos()) {
            out.put((byte) QOS).put((byte) 1).put((byte) attributes.qos());
        }
        if (attributes.properties() != null) {
            out.put((byte) PROPERTIES);
            ValueWriter.putBytes(out, attributes.properties());
        }
    }

    private static int tagOf(PayloadKind kind) {
        return switch (kind) {
            case JSON -> JSON;
            case TEXT -> TEXT;
            case BYTES -> BYTES;
        };
    }

    private static byte[] encodeTags(Map<String, String> tags) {
        int bytesMax = 0;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            bytesMax += 10 + 3 * tag.getKey().length() + 3 * tag.getValue().length();
        }
        ByteBuffer out = ByteBuffer.allocate(bytesMax);
        tags.forEach((key, value) -> {
            ValueWriter.putText(out, key);
            ValueWriter.putText(out, value);
        });
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] encodeSender(Sender sender) {
        byte[] user = sender.user().getBytes(StandardCharsets.UTF_8);
        byte[] session = sender.session().getBytes(StandardCharsets.UTF_8);
        byte[] about = sender.about();
        ByteBuffer out = ByteBuffer.allocate(
                16 + user.length + session.length + (about == null ? 0 : about.length));
        ValueWriter.putBytes(out, user);
        ValueWriter.putBytes(out, session);
        if (about != null) {
            ValueWriter.putBytes(out, about);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static Head decodeHead(ByteBuffer in) {
        try {
            return head(in);
        } catch (BufferUnderflowException e) {
            throw FormatException.cutShort("an entry's head", e);
        }
    }

    private static Head head(ByteBuffer in) {
        int flags = in.get();
        if ((flags & ~HAS_LOG_TIME) != 0) {
            throw new FormatException("entry flags %#x".formatted(flags));
        }
        long wallMs = in.getLong();
        long logTimeMs = (flags & HAS_LOG_TIME) != 0 ? in.getLong() : wallMs;
        return new Head(wallMs, logTimeMs, in.getLong(), in.getLong(), in.getLong());
    }

    /// The entry whose head was read from `in` just now.
    static Entry decode(ChannelName channel, String epoch, long offset, Head head, ByteBuffer in) {
        byte @Nullable [] payload = null;
        PayloadKind kind = PayloadKind.BYTES;
        String contentType = null;
        Map<String, String> tags = Map.of();
        Sender sender = null;
        Attributes attributes = Attributes.NONE;
        while (in.hasRemaining()) {
            int tag = in.get() & 0xff;
            byte[] field = ValueWriter.getBytes(in);
            switch (tag) {
                case JSON, TEXT, BYTES -> {
                    payload = field;
                    kind = tag == JSON
                            ? PayloadKind.JSON
                            : tag == TEXT ? PayloadKind.TEXT : PayloadKind.BYTES;
                }
                case CONTENT_TYPE -> contentType = new String(field, StandardCharsets.UTF_8);
                case TAGS -> tags = decodeTags(ByteBuffer.wrap(field));
                case SENDER -> sender = decodeSender(ByteBuffer.wrap(field));
                case KEY, REMOVED, EXPIRES, QOS, PROPERTIES -> attributes = with(attributes, tag,
                        field);
                default -> {
                    if ((tag & MUST_UNDERSTAND) != 0) {
                        throw new FormatException("entry field " + tag + " of a newer version");
                    }
                }
            }
        }
        if (payload == null) {
            throw new FormatException("an entry without a payload");
        }
        return new Entry(channel, epoch, offset, offset - 1, head.sequence(), head.wallMs(),
                new Message(payload, kind, contentType, tags, sender, attributes));
    }

    private static Attributes with(Attributes so, int tag, byte[] field) {
        return switch (tag) {
            case KEY -> new Attributes(new String(field, StandardCharsets.UTF_8), so.removed(),
                    so.expiresMs(), so.qos(), so.properties());
            case REMOVED -> new Attributes(so.key(), true, so.expiresMs(), so.qos(),
                    so.properties());
            case EXPIRES -> new Attributes(so.key(), so.removed(), longOf(field), so.qos(),
                    so.properties());
            case QOS -> new Attributes(so.key(), so.removed(), so.expiresMs(), qosOf(field),
                    so.properties());
            default -> new Attributes(so.key(), so.removed(), so.expiresMs(), so.qos(), field);
        };
    }

    private static long longOf(byte[] field) {
        if (field.length != 8) {
            throw new FormatException("an expiry of %d bytes".formatted(field.length));
        }
        return ByteBuffer.wrap(field).getLong();
    }

    private static int qosOf(byte[] field) {
        if (field.length != 1 || field[0] < 0 || field[0] > 2) {
            throw new FormatException("a quality of service of " + Arrays.toString(field));
        }
        return field[0];
    }

    private static Map<String, String> decodeTags(ByteBuffer in) {
        Map<String, String> tags = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            tags.put(ValueWriter.getText(in), ValueWriter.getText(in));
        }
        return Collections.unmodifiableMap(tags);
    }

    private static Sender decodeSender(ByteBuffer in) {
        return new Sender(ValueWriter.getText(in), ValueWriter.getText(in),
                in.hasRemaining() ? ValueWriter.getBytes(in) : null);
    }
}
