package tidings.core.home;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.Beginning;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSet;
import tidings.core.filter.FilterSubscription;
import tidings.core.filter.InFlight;
import tidings.core.filter.SessionState;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.PayloadKind;
import tidings.log.Sender;

/// The bytes of a [SessionRecord], a [GroupRecord] and an [InFlight] in a shard's tables. The first
/// byte is the version; any other is refused, never guessed.
final class RecordCodec {
    private static final int VERSION = 5;
    private static final int ABSENT = -1;
    private static final byte[] NONE = {};

    private RecordCodec() {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] encode(SessionRecord record) {
        return write(out -> {
            text(out, record.client());
            text(out, record.user());
            text(out, record.incarnation());
            out.writeLong(record.expiryMs());
            out.writeBoolean(record.connected());
            Will will = record.will();
            out.writeBoolean(will != null);
            if (will != null) {
                bytes(out, will.channel().utf8());
                out.writeLong(will.delayMs());
                out.writeLong(will.expiryMs());
                message(out, will.message());
            }
            state(out, record.state());
            out.writeInt(record.received().size());
            for (Map.Entry<Integer, Integer> one : record.received().entrySet()) {
                out.writeInt(one.getKey());
                out.writeInt(one.getValue());
            }
        });
    }

    static SessionRecord decode(byte[] bytes) {
        return read(bytes, in -> {
            String client = text(in);
            String user = text(in);
            String incarnation = text(in);
            long expiryMs = in.readLong();
            boolean connected = in.readBoolean();
            Will will = null;
            if (in.readBoolean()) {
                ChannelName channel = ChannelName.ofStored(bytes(in));
                long delayMs = in.readLong();
                long expiry = in.readLong();
                will = new Will(channel, message(in), delayMs, expiry);
            }
            SessionState state = state(in);
            Map<Integer, Integer> received = new LinkedHashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                received.put(in.readInt(), in.readInt());
            }
            return new SessionRecord(client, user, incarnation, expiryMs, connected, will, state,
                    received);
        });
    }

    static byte[] encode(GroupRecord record) {
        return write(out -> {
            text(out, record.text());
            text(out, record.incarnation());
            state(out, record.state());
        });
    }

    static GroupRecord decodeGroup(byte[] bytes) {
        return read(bytes, in -> new GroupRecord(text(in), text(in), state(in)));
    }

    static byte[] encode(InFlight one) {
        return write(out -> inFlight(out, one));
    }

    static InFlight decodeInFlight(byte[] bytes) {
        return read(bytes, RecordCodec::inFlight);
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            int version = in.read();
            if (version != VERSION) {
                throw new IOException(("a session's record has version %d and this build reads"
                        + " %d: use the build that wrote it, or other data").formatted(version,
                                VERSION));
            }
            T read = reading.from(in);
            if (in.read() >= 0) {
                throw new IOException("bytes behind a session's record");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void state(DataOutputStream out, SessionState state) throws IOException {
        out.writeInt(state.filters().all().size());
        for (FilterSubscription each : state.filters().all()) {
            text(out, each.filter().text());
            options(out, each.options());
            longs(out, each.since());
        }
        out.writeInt(state.filters().shared().size());
        for (Map.Entry<String, FilterOptions> each : state.filters().shared().entrySet()) {
            text(out, each.getKey());
            options(out, each.getValue());
        }
        longs(out, state.places());
        out.writeInt(state.given().size());
        for (Set<Long> given : state.given()) {
            longs(out, given.stream().mapToLong(Long::longValue).toArray());
        }
        out.writeInt(state.inFlight().size());
        for (InFlight one : state.inFlight()) {
            inFlight(out, one);
        }
        out.writeInt(state.beginnings().size());
        for (Beginning each : state.beginnings()) {
            text(out, each.filter().text());
            options(out, each.options());
            longs(out, each.since());
            out.writeInt(each.shard());
            bytes(out, each.after() == null ? NONE : each.after());
            out.writeInt(each.given().size());
            for (Beginning.State given : each.given()) {
                bytes(out, given.channel().utf8());
                text(out, given.epoch());
                out.writeLong(given.offset());
            }
        }
        out.writeLong(state.gap());
    }

    private static SessionState state(DataInputStream in) throws IOException {
        Map<String, FilterSubscription> filters = new LinkedHashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            String text = text(in);
            FilterOptions options = options(in);
            filters.put(text, new FilterSubscription(Filter.of(text), options, longs(in)));
        }
        Map<String, FilterOptions> shared = new LinkedHashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            shared.put(text(in), options(in));
        }
        long[] places = longs(in);
        List<Set<Long>> given = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            Set<Long> set = new HashSet<>();
            long[] sequences = longs(in);
            for (long sequence : sequences == null ? new long[0] : sequences) {
                set.add(sequence);
            }
            given.add(Set.copyOf(set));
        }
        List<InFlight> inFlight = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            inFlight.add(inFlight(in));
        }
        List<Beginning> beginnings = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            Filter filter = Filter.of(text(in));
            FilterOptions options = options(in);
            long[] since = longs(in);
            int shard = in.readInt();
            byte[] after = bytes(in);
            Set<Beginning.State> had = new HashSet<>();
            for (int m = in.readInt(); m > 0; m--) {
                had.add(new Beginning.State(ChannelName.ofStored(bytes(in)), text(in),
                        in.readLong()));
            }
            beginnings.add(new Beginning(filter, options, since == null ? new long[0] : since,
                    shard, after.length == 0 ? null : after, Set.copyOf(had)));
        }
        return new SessionState(new FilterSet(filters, shared),
                places == null ? new long[0] : places,
                given, inFlight, 0, beginnings, in.readLong());
    }

    private static void options(DataOutputStream out, FilterOptions options)
            throws IOException {
        out.writeByte(options.qos());
        out.writeBoolean(options.noLocal());
        out.writeBoolean(options.retainAsPublished());
        out.writeInt(options.identifier());
    }

    private static FilterOptions options(DataInputStream in) throws IOException {
        return new FilterOptions(in.readByte(), in.readBoolean(), in.readBoolean(), in.readInt());
    }

    private static void inFlight(DataOutputStream out, InFlight one) throws IOException {
        out.writeShort(one.packetId());
        out.writeLong(one.order());
        out.writeInt(one.shard());
        out.writeLong(one.sequence());
        bytes(out, one.channel().utf8());
        text(out, one.epoch());
        out.writeLong(one.offset());
        out.writeByte(one.qos());
        out.writeBoolean(one.released());
        out.writeBoolean(one.retain());
        out.writeBoolean(one.apart());
        out.writeInt(one.identifiers().length);
        for (int identifier : one.identifiers()) {
            out.writeInt(identifier);
        }
        optional(out, one.group());
    }

    private static InFlight inFlight(DataInputStream in) throws IOException {
        int packetId = in.readUnsignedShort();
        long order = in.readLong();
        int shard = in.readInt();
        long sequence = in.readLong();
        ChannelName channel = ChannelName.ofStored(bytes(in));
        String epoch = text(in);
        long offset = in.readLong();
        int qos = in.readByte();
        boolean released = in.readBoolean();
        boolean retain = in.readBoolean();
        boolean apart = in.readBoolean();
        int[] identifiers = new int[in.readInt()];
        for (int i = 0; i < identifiers.length; i++) {
            identifiers[i] = in.readInt();
        }
        return new InFlight(packetId, order, shard, sequence, channel, epoch, offset, qos, released,
                retain, apart, identifiers, optional(in));
    }

    private static void message(DataOutputStream out, Message message) throws IOException {
        bytes(out, message.payload());
        text(out, message.kind().name());
        optional(out, message.contentType());
        out.writeInt(message.tags().size());
        for (Map.Entry<String, String> tag : message.tags().entrySet()) {
            text(out, tag.getKey());
            text(out, tag.getValue());
        }
        Sender sender = message.sender();
        out.writeBoolean(sender != null);
        if (sender != null) {
            text(out, sender.user());
            text(out, sender.session());
            optionalBytes(out, sender.about());
        }
        Attributes attributes = message.attributes();
        optional(out, attributes.key());
        out.writeBoolean(attributes.removed());
        out.writeLong(attributes.expiresMs());
        out.writeByte(attributes.qos());
        optionalBytes(out, attributes.properties());
    }

    private static Message message(DataInputStream in) throws IOException {
        byte[] payload = bytes(in);
        PayloadKind kind = PayloadKind.valueOf(text(in));
        String contentType = optional(in);
        Map<String, String> tags = new LinkedHashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            tags.put(text(in), text(in));
        }
        Sender sender = in.readBoolean()
                ? new Sender(text(in), text(in), optionalBytes(in))
                : null;
        Attributes attributes = new Attributes(optional(in), in.readBoolean(), in.readLong(),
                in.readByte(), optionalBytes(in));
        return new Message(payload, kind, contentType, tags, sender, attributes);
    }

    private static void longs(DataOutputStream out, long @Nullable [] values) throws IOException {
        out.writeInt(values == null ? ABSENT : values.length);
        for (long value : values == null ? new long[0] : values) {
            out.writeLong(value);
        }
    }

    private static long @Nullable [] longs(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void optional(DataOutputStream out, @Nullable String text) throws IOException {
        optionalBytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        byte[] bytes = optionalBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = optionalBytes(in);
        if (bytes == null) {
            throw new IOException("a session's record lacks something");
        }
        return bytes;
    }

    private static void optionalBytes(DataOutputStream out, byte @Nullable [] bytes)
            throws IOException {
        if (bytes == null) {
            out.writeInt(ABSENT);
        } else {
            bytes(out, bytes);
        }
    }

    private static byte @Nullable [] optionalBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("a session's record is cut short");
        }
        return in.readNBytes(length);
    }
}
