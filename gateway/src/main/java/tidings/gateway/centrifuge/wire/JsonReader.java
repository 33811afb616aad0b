package tidings.gateway.centrifuge.wire;

import java.util.Map;
import tidings.gateway.payload.JsonException;
import tidings.gateway.payload.JsonScanner;

/// Messages as JSON objects. Unknown keys are skipped, `null` is as good as absent, a key that we
/// know must not come twice.
final class JsonReader implements MessageReader {
    private final JsonScanner in;
    private int field;
    private int seen;
    private boolean begun;

    JsonReader(JsonScanner in) {
        this.in = in;
    }

    @Override
    public boolean next(Fields fields) throws DecodeException {
        try {
            if (!begun) {
                begun = true;
                in.beginObject();
            }
            while (in.nextField()) {
                field = fields.number(in.name());
                if (field != 0 && (seen & (1 << field)) != 0) {
                    throw new DecodeException("a key comes twice in one object");
                }
                seen |= 1 << field;
                if (fields.isPayload(field) || !in.skipNull()) {
                    return true;
                }
            }
            return false;
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public int field() {
        return field;
    }

    @Override
    public String string() throws DecodeException {
        try {
            return in.string();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public byte[] payload() throws DecodeException {
        try {
            return in.raw();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public boolean bool() throws DecodeException {
        try {
            return in.bool();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public int int32() throws DecodeException {
        return MessageReader.in32Bits(int64());
    }

    @Override
    public long int64() throws DecodeException {
        try {
            return in.integer();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public long offset() throws DecodeException {
        try {
            long value = in.unsigned();
            return value < 0 ? Long.MAX_VALUE : value;
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public MessageReader message() {
        return new JsonReader(in);
    }

    @Override
    public void entry(Map<String, String> strings) throws DecodeException {
        try {
            in.beginObject();
            while (in.nextField()) {
                String key = in.name();
                if (!in.skipNull() && strings.put(key, in.string()) != null) {
                    throw new DecodeException("a key comes twice in one object");
                }
            }
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public void entry(EntryReader entries) throws DecodeException {
        try {
            in.beginObject();
            while (in.nextField()) {
                String key = in.name();
                if (!in.skipNull()) {
                    entries.read(key, new JsonReader(in));
                }
            }
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    @Override
    public void skip() throws DecodeException {
        try {
            in.skipValue();
        } catch (JsonException e) {
            throw malformed(e);
        }
    }

    static DecodeException malformed(JsonException e) {
        return new DecodeException("malformed JSON: " + e.getMessage());
    }
}
