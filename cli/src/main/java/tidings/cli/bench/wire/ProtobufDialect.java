package tidings.cli.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tidings.cli.bench.system.NativeBuffer;

/// The Centrifuge protocol in Protobuf: each message of a frame has its length before it.
public final class ProtobufDialect implements Dialect {
    private static final int ID = 1 << 3;
    private static final int PUSH = 4 << 3 | 2;
    private static final int PUBLISHED = 8 << 3 | 2;
    private static final int ERROR = 2;
    private static final int SUBSCRIBED = 6;

    private final Stamp stamp;
    /// How far a push's mark was from its beginning: most have it there again.
    private int markAfter;

    public ProtobufDialect(Stamp stamp) {
        this.stamp = stamp;
    }

    @Override
    public String path(Errand errand) {
        return "/connection/websocket";
    }

    @Override
    public String subprotocol() {
        return "centrifuge-protobuf";
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        Out out = new Out();
        boolean subscribes = errand.subscribes();
        out.bytes(new Out().number(1, subscribes ? 1 : Protocol.GREETING_ID)
                .message(4, new Out()));
        if (subscribes) {
            Out subscribe = new Out().text(1, errand.channel());
            Place from = errand.from();
            if (from != null) {
                subscribe.number(3, 1).text(6, from.epoch()).number(7, from.offset());
            }
            if (errand.positioned()) {
                subscribe.number(9, 1).number(10, 1);
            }
            out.bytes(new Out().number(1, Protocol.GREETING_ID).message(5, subscribe));
        }
        return out.toByteArray();
    }

    @Override
    public int onMessage(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from;
        while (at < to) {
            int length = 0;
            int shift = 0;
            byte b;
            do {
                b = in.byteAt(at++);
                length |= (b & 0x7F) << shift;
                shift += 7;
            } while (b < 0 && at < to);
            int end = at + length;
            if (length < 0 || end > to) {
                incoming.onEnd("a message of %d bytes in a frame of %d".formatted(length,
                        to - from));
                return to;
            }
            one(in, at, end, incoming);
            at = end;
        }
        return to;
    }

    @Override
    public byte[] pong() {
        return new byte[1];
    }

    @Override
    public Publish publish(String channel, int publisher) {
        byte[] payload = stamp.payload(publisher);
        Out publish = new Out().text(1, channel).payload(2, payload);
        byte[] message = new Out()
                .bytes(new Out().number(1, Publish.FIRST_ID).message(7, publish)).toByteArray();
        int idAt = 0;
        while (message[idAt++] < 0) {
            // the length before the message
        }
        return new Publish(message, message.length - payload.length, Publish.Id.VARINT, idAt + 1);
    }

    private void one(NativeBuffer in, int from, int to, Incoming incoming) {
        if (from == to) {
            incoming.onPing();
            return;
        }
        int tag = in.byteAt(from);
        if (tag == PUSH) {
            onPush(in, from, to, incoming);
        } else if (tag == ID) {
            onAnswer(in, from, to, incoming);
        } else {
            incoming.onForeign("a message that begins with field " + (tag >>> 3));
        }
    }

    private void onPush(NativeBuffer in, int from, int to, Incoming incoming) {
        int mark = from + markAfter;
        if (!stamp.isAt(in, mark, to)) {
            mark = stamp.find(in, from, to);
            if (mark < 0) {
                incoming.onForeign("a push of %d bytes".formatted(to - from));
                return;
            }
            markAfter = mark - from;
        }
        stamp.deliver(in, mark, incoming);
    }

    private void onAnswer(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from + 1;
        int id = 0;
        int shift = 0;
        byte b;
        do {
            b = in.byteAt(at++);
            id |= (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0 && at < to);
        if (at < to && in.byteAt(at) == PUBLISHED) {
            incoming.onPublished(id);
            return;
        }
        incoming.onReply(reply(id, new In(in, at, to)));
        for (int mark = stamp.find(in, from, to); mark >= 0; mark = stamp.find(in,
                stamp.endOf(mark), to)) {
            stamp.deliver(in, mark, incoming);
        }
    }

    private static Reply reply(int id, In fields) {
        String error = null;
        Place place = Place.NONE;
        while (fields.next()) {
            if (fields.field == ERROR) {
                error = fields.text();
            } else if (fields.field == SUBSCRIBED) {
                place = place(fields.message());
            }
        }
        return new Reply(id, error, place);
    }

    private static Place place(In fields) {
        String epoch = "";
        long offset = 0;
        boolean recovered = false;
        while (fields.next()) {
            switch (fields.field) {
                case 6 -> epoch = fields.text();
                case 8 -> recovered = fields.number != 0;
                case 9 -> offset = fields.number;
                default -> {
                }
            }
        }
        return new Place(epoch, offset, recovered);
    }

    /// Reads the fields of a message; numbers, and what has a length.
    private static final class In {
        private final NativeBuffer in;
        private final int to;
        private int at;
        int field;
        /// The value, or how long it is.
        long number;
        private boolean sized;

        In(NativeBuffer in, int from, int to) {
            this.in = in;
            this.at = from;
            this.to = to;
        }

        boolean next() {
            if (sized) {
                at += (int) number;
            }
            if (at >= to) {
                return false;
            }
            int tag = (int) varint();
            field = tag >>> 3;
            sized = (tag & 7) == 2;
            number = varint();
            return true;
        }

        String text() {
            return in.text(at, at + (int) number);
        }

        In message() {
            return new In(in, at, at + (int) number);
        }

        private long varint() {
            long value = 0;
            int shift = 0;
            byte b;
            do {
                b = in.byteAt(at++);
                value |= (long) (b & 0x7F) << shift;
                shift += 7;
            } while (b < 0);
            return value;
        }
    }

    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out number(int field, long value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Out text(int field, String text) {
            return payload(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Out message(int field, Out message) {
            return payload(field, message.toByteArray());
        }

        Out payload(int field, byte[] payload) {
            varint(field << 3 | 2);
            varint(payload.length);
            bytes.writeBytes(payload);
            return this;
        }

        /// A message with its length before it.
        Out bytes(Out message) {
            byte[] whole = message.toByteArray();
            varint(whole.length);
            bytes.writeBytes(whole);
            return this;
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while (rest > 0x7F) {
                bytes.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }
}
