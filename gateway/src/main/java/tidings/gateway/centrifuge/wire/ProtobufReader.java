package tidings.gateway.centrifuge.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tidings.gateway.payload.Utf8;

/// Messages as Protobuf, read within bounds: a length never reaches past its message, a varint has
/// at most ten bytes. Unknown fields are skipped, but for groups, which nobody writes any more. Of
/// a field that comes several times the last one counts. Nesting is as deep as our messages are.
final class ProtobufReader implements MessageReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final Fields NONE = Fields.of();

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int wireType;

    ProtobufReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    @Override
    public boolean next(Fields fields) throws DecodeException {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        if (tag >>> 32 != 0 || field == 0) {
            throw new DecodeException("malformed Protobuf: a field number is out of range");
        }
        return true;
    }

    @Override
    public int field() {
        return field;
    }

    @Override
    public String string() throws DecodeException {
        int length = length();
        if (!Utf8.isValid(bytes, at, at + length)) {
            throw new DecodeException("malformed Protobuf: a string is not UTF-8");
        }
        String string = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return string;
    }

    @Override
    public byte[] payload() throws DecodeException {
        int length = length();
        byte[] payload = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return payload;
    }

    @Override
    public boolean bool() throws DecodeException {
        return int64() != 0;
    }

    /// A negative number has ten bytes.
    @Override
    public int int32() throws DecodeException {
        return MessageReader.in32Bits(int64());
    }

    @Override
    public long int64() throws DecodeException {
        expect(VARINT);
        return varint();
    }

    @Override
    public long offset() throws DecodeException {
        long value = int64();
        return value < 0 ? Long.MAX_VALUE : value;
    }

    @Override
    public ProtobufReader message() throws DecodeException {
        int length = length();
        ProtobufReader message = new ProtobufReader(bytes, at, at + length);
        at += length;
        return message;
    }

    @Override
    public void entry(Map<String, String> strings) throws DecodeException {
        ProtobufReader entry = message();
        String key = "";
        String value = "";
        while (entry.next(NONE)) {
            switch (entry.field) {
                case KEY -> key = entry.string();
                case VALUE -> value = entry.string();
                default -> entry.skip();
            }
        }
        strings.put(key, value);
    }

    @Override
    public void entry(EntryReader entries) throws DecodeException {
        ProtobufReader entry = message();
        String key = "";
        ProtobufReader value = new ProtobufReader(bytes, at, at);
        while (entry.next(NONE)) {
            switch (entry.field) {
                case KEY -> key = entry.string();
                case VALUE -> value = entry.message();
                default -> entry.skip();
            }
        }
        entries.read(key, value);
    }

    @Override
    public void skip() throws DecodeException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skip(8);
            case BYTES -> {
                int length = length();
                at += length;
            }
            case FIXED32 -> skip(4);
            default -> throw new DecodeException("malformed Protobuf: wire type " + wireType);
        }
    }

    boolean atEnd() {
        return at == end;
    }

    /// A message with its length before it, as frames have them.
    ProtobufReader delimited() throws DecodeException {
        wireType = BYTES;
        return message();
    }

    private void skip(int count) throws DecodeException {
        if (count > end - at) {
            throw cutShort();
        }
        at += count;
    }

    private int length() throws DecodeException {
        expect(BYTES);
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new DecodeException("malformed Protobuf: a length reaches past its message");
        }
        return (int) length;
    }

    private void expect(int type) throws DecodeException {
        if (wireType != type) {
            throw new DecodeException("malformed Protobuf: field %d has wire type %d"
                    .formatted(field, wireType));
        }
    }

    private long varint() throws DecodeException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw cutShort();
            }
            byte b = bytes[at++];
            if (shift == 63 && (b & 0xfe) != 0) {
                break;
            }
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new DecodeException("malformed Protobuf: a varint has more than 64 bits");
    }

    private static DecodeException cutShort() {
        return new DecodeException("malformed Protobuf: it is cut short");
    }
}
