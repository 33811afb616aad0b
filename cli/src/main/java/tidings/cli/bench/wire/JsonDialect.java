package tidings.cli.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.NativeBuffer;
import tidings.cli.json.Json;

/// The Centrifuge protocol in JSON: messages of a frame are parted by newlines.
public final class JsonDialect implements Dialect {
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]*)\"");
    private static final Pattern OFFSET = Pattern.compile("\"offset\":([0-9]+)");
    private static final Pattern NUMBER = Pattern.compile("\"id\":([0-9]+)");
    private static final String ID = "{\"id\":";
    private static final long PUSH = word("{\"push\":");
    private static final long PUBLIS = word(",\"publis");
    /// `,"publish":{}}`
    private static final int PUBLISHED_BYTES = 14;
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Stamp stamp;
    /// How far a push's mark was from its beginning, and its end from the payload's: most have
    /// them there again.
    private int markAfter;
    private int tailBytes;

    public JsonDialect(Stamp stamp) {
        this.stamp = stamp;
    }

    @Override
    public String path(Errand errand) {
        return "/connection/websocket";
    }

    @Override
    public String subprotocol() {
        return "";
    }

    @Override
    public boolean isText() {
        return true;
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        StringBuilder text = new StringBuilder();
        if (!errand.subscribes()) {
            return bytes("{\"id\":" + GREETING + ",\"connect\":{}}");
        }
        text.append("{\"id\":1,\"connect\":{}}\n{\"id\":").append(GREETING)
                .append(",\"subscribe\":{\"channel\":").append(Json.write(errand.channel()));
        if (errand.positioned()) {
            text.append(",\"positioned\":true,\"recoverable\":true");
        }
        Place from = errand.from();
        if (from != null) {
            text.append(",\"recover\":true,\"epoch\":").append(Json.write(from.epoch()))
                    .append(",\"offset\":").append(from.offset());
        }
        return bytes(text.append("}}").toString());
    }

    @Override
    public int onMessage(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from;
        while (at < to) {
            if (to - at > Long.BYTES && in.longAt(at) == PUSH) {
                at = onPush(in, at, to, incoming);
            } else {
                at = onAnswer(in, at, to, incoming);
            }
        }
        return to;
    }

    @Override
    public byte[] pong() {
        return bytes("{}");
    }

    @Override
    public Publish publish(String channel, int publisher) {
        byte[] payload = stamp.payload(publisher);
        String head = "{\"id\":" + Publish.FIRST_ID + ",\"publish\":{\"channel\":"
                + Json.write(channel) + ",\"data\":";
        int payloadAt = bytes(head).length;
        byte[] message = bytes(head + new String(payload, StandardCharsets.UTF_8) + "}}");
        return new Publish(message, payloadAt, Publish.Id.DECIMAL, ID.length());
    }

    private static final int GREETING = Protocol.GREETING_ID;

    /// @return where the next message begins
    private int onPush(NativeBuffer in, int from, int to, Incoming incoming) {
        int mark = from + markAfter;
        if (!stamp.isAt(in, mark, to)) {
            int end = lineEnd(in, from, to);
            mark = stamp.find(in, from, end);
            if (mark < 0) {
                incoming.onForeign(in.text(from, end));
                return end + 1;
            }
            markAfter = mark - from;
        }
        stamp.deliver(in, mark, incoming);
        int tail = stamp.endOf(mark);
        if (tail + tailBytes == to) {
            return to;
        }
        int end = lineEnd(in, tail, to);
        tailBytes = end - tail;
        return end + 1;
    }

    private int onAnswer(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from + ID.length();
        int id = 0;
        while (at < to && in.byteAt(at) >= '0' && in.byteAt(at) <= '9') {
            id = id * 10 + in.byteAt(at++) - '0';
        }
        if (at + PUBLISHED_BYTES <= to && in.longAt(at) == PUBLIS) {
            incoming.onPublished(id);
            return at + PUBLISHED_BYTES + 1;
        }
        int end = lineEnd(in, from, to);
        String text = in.text(from, end);
        if (text.equals("{}")) {
            incoming.onPing();
        } else if (text.startsWith(ID)) {
            incoming.onReply(reply(text));
            for (int mark = stamp.find(in, from, end); mark >= 0; mark = stamp.find(in,
                    stamp.endOf(mark), end)) {
                stamp.deliver(in, mark, incoming);
            }
        } else {
            incoming.onForeign(text);
        }
        return end + 1;
    }

    private static Reply reply(String text) {
        String id = first(NUMBER, text);
        String error = text.contains("\"error\":{") ? text : null;
        // The last offset of a subscribe result is its own; those before are its publications'.
        String offset = "0";
        Matcher offsets = OFFSET.matcher(text);
        while (offsets.find()) {
            offset = offsets.group(1);
        }
        String epoch = first(EPOCH, text);
        return new Reply(id == null ? 0 : Integer.parseInt(id), error,
                new Place(epoch == null ? "" : epoch, Long.parseLong(offset),
                        text.contains("\"recovered\":true")));
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    /// Where the next newline is, or the end.
    private static int lineEnd(NativeBuffer in, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long other = in.longAt(at) ^ NEWLINES;
            long zero = (other - LOW_BITS) & ~other & HIGH_BITS;
            if (zero != 0) {
                return at + Long.numberOfTrailingZeros(zero) / Byte.SIZE;
            }
        }
        while (at < to && in.byteAt(at) != '\n') {
            at++;
        }
        return at;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long word(String text) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            word = word << Byte.SIZE | text.charAt(i);
        }
        return word;
    }
}
