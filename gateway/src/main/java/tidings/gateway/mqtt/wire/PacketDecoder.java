package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Bytes of a client become packets (§2 of both specifications), strictly: whatever it may not send
/// is a [DecodeException], after which the decoder is only to be released.
///
/// Between packets it holds nothing. The type and the length are judged as soon as they are there:
/// what is too large is refused before it is waited for. A packet that is not whole yet waits in a
/// buffer that grows with what has come, not with what was announced. A whole one is read once,
/// where it lies.
///
/// It knows what can be known from the packets alone: the version, that CONNECT is the first packet
/// and the only one. All that needs a session's state is the session's.
@OwnedBy(Owner.LOOP)
public final class PacketDecoder {
    private static final String NO_MQTT = "the protocol is not called MQTT";
    private static final int REST_BYTES_MIN = 128;

    private int packetBytesMax;
    private @Nullable Version version;
    /// What was fed and is not read yet; null if there is nothing.
    private @Nullable ByteBuf rest;
    /// Whether `rest` was made here, and may grow.
    private boolean own;

    /// @param packetBytesMax the largest packet that is taken, fixed header included; small before
    ///     the client is known
    public PacketDecoder(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    /// From the next packet on.
    public void packetBytesMax(int bytes) {
        packetBytesMax = bytes;
    }

    /// What the client speaks, or an answer to it must; null until a CONNECT has said it. Known
    /// even if that CONNECT is refused.
    public @Nullable Version version() {
        return version;
    }

    /// Takes over a buffer that was read. It must own its bytes: they may be kept.
    public void feed(ByteBuf in) {
        ByteBuf before = rest;
        if (before == null) {
            rest = in;
            own = false;
        } else if (!before.isReadable()) {
            before.release();
            rest = in;
            own = false;
        } else {
            try {
                grown(before, in.readableBytes()).writeBytes(in);
            } finally {
                in.release();
            }
        }
    }

    /// The next whole packet.
    ///
    /// @param reading what it is read with, and what a [Publish] is a view of
    /// @return null if more bytes must be fed first
    public @Nullable FromClient next(PacketReading reading) throws DecodeException {
        ByteBuf in = rest;
        if (in == null) {
            return null;
        }
        FromClient next = in.isReadable() ? next(in, reading) : null;
        if (next == null) {
            keep(in);
        }
        return next;
    }

    /// Whether something was fed that is not read yet.
    public boolean holdsBytes() {
        return rest != null && rest.isReadable();
    }

    public int heldBytes() {
        return rest == null ? 0 : rest.capacity();
    }

    /// Lets go of everything.
    public void release() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    private @Nullable FromClient next(ByteBuf in, PacketReading reading)
            throws DecodeException {
        int from = in.readerIndex();
        int firstByte = in.getUnsignedByte(from);
        FixedHeader.check(firstByte, version);
        int length = FixedHeader.length(in, from + 1, in.writerIndex());
        if (length == FixedHeader.INCOMPLETE) {
            return null;
        }
        int header = 1 + FixedHeader.lengthBytes(in, from + 1);
        if (header + length > packetBytesMax) {
            throw new DecodeException(ReasonCode.PACKET_TOO_LARGE,
                    "a packet of %d bytes, and at most %d are taken".formatted(header + length,
                            packetBytesMax));
        }
        if (in.readableBytes() < header + length) {
            return null;
        }
        boolean shortest = header == 1 + PacketOut.variableBytes(length);
        in.skipBytes(header + length);
        reading.packet.reset(in, from + header, from + header + length);
        Version spoken = version;
        if (spoken == null) {
            return connect(shortest, reading);
        }
        checkShortest(shortest, spoken);
        return read(firstByte, spoken, reading);
    }

    private Connect connect(boolean shortest, PacketReading reading) throws DecodeException {
        PacketReader packet = reading.packet;
        boolean known = ConnectDecoder.readName(packet);
        int level = packet.octet("the protocol level");
        Version spoken = ConnectDecoder.answerIn(level);
        version = spoken;
        if (!known && level == spoken.level()) {
            throw spoken == Version.V5
                    ? new DecodeException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, NO_MQTT)
                    : DecodeException.malformed(NO_MQTT);
        }
        if (level != spoken.level()) {
            throw new DecodeException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "MQTT of level %d is not spoken here".formatted(level));
        }
        checkShortest(shortest, spoken);
        return ConnectDecoder.decode(packet, reading.properties, spoken);
    }

    /// 5.0 §1.5.5 wants the remaining length in its shortest form; 3.1.1 does not say so, and small
    /// devices do reserve two bytes.
    private static void checkShortest(boolean shortest, Version version) throws DecodeException {
        if (!shortest && version == Version.V5) {
            throw DecodeException.malformed("the remaining length is not in its shortest form");
        }
    }

    private static FromClient read(int firstByte, Version spoken, PacketReading reading)
            throws DecodeException {
        PacketReader packet = reading.packet;
        PropertyReader properties = reading.properties;
        return switch (FixedHeader.type(firstByte)) {
            case FixedHeader.PUBLISH ->
                reading.publishes.decode(packet, properties, firstByte, spoken);
            case FixedHeader.PUBACK -> ack(Property.Place.PUBACK, spoken, reading);
            case FixedHeader.PUBREC -> ack(Property.Place.PUBREC, spoken, reading);
            case FixedHeader.PUBREL -> ack(Property.Place.PUBREL, spoken, reading);
            case FixedHeader.PUBCOMP -> ack(Property.Place.PUBCOMP, spoken, reading);
            case FixedHeader.SUBSCRIBE -> SubscribeDecoder.decode(packet, properties, spoken);
            case FixedHeader.UNSUBSCRIBE -> UnsubscribeDecoder.decode(packet, properties, spoken);
            case FixedHeader.PINGREQ -> {
                packet.expectEnd("PINGREQ");
                yield new Pingreq();
            }
            case FixedHeader.DISCONNECT -> DisconnectDecoder.decode(packet, properties, spoken);
            case FixedHeader.AUTH -> AuthDecoder.decode(packet, properties);
            default -> throw new IllegalStateException("type of " + firstByte + " was checked");
        };
    }

    private static FromClient ack(Property.Place type, Version spoken, PacketReading reading)
            throws DecodeException {
        return AckDecoder.decode(reading.packet, reading.properties, type, spoken);
    }

    /// A small rest must not hold on to the large buffer it was read into.
    private void keep(ByteBuf in) {
        int bytes = in.readableBytes();
        if (bytes == 0) {
            in.release();
            rest = null;
        } else if (!own || in.capacity() > 4 * Math.max(bytes, REST_BYTES_MIN)) {
            move(in, bytes);
        }
    }

    /// What is not read yet, in a buffer of our own with room for so many bytes more.
    private ByteBuf grown(ByteBuf in, int more) {
        return own && in.writableBytes() >= more
                ? in
                : move(in, Math.max(more, in.readableBytes()));
    }

    private ByteBuf move(ByteBuf in, int more) {
        ByteBuf moved = ByteBufAllocator.DEFAULT
                .heapBuffer(Math.max(REST_BYTES_MIN, in.readableBytes() + more));
        moved.writeBytes(in);
        in.release();
        rest = moved;
        own = true;
        return moved;
    }
}
