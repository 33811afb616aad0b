package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.gateway.mqtt.wire.Version;

/// Reads what a server says as strictly as the standard allows: reserved bits, whole and shortest
/// numbers, strict UTF-8, properties that belong to their packet and stand once, reason codes of
/// the packet, no byte left over.
final class PacketScanner {
    private static final Map<Integer, Set<Integer>> PROPERTIES = Map.ofEntries(
            Map.entry(2, Set.of(0x11, 0x21, 0x24, 0x25, 0x27, 0x12, 0x22, 0x1f, 0x26, 0x28, 0x29,
                    0x2a, 0x13, 0x1a, 0x1c, 0x15, 0x16)),
            Map.entry(3, Set.of(0x01, 0x02, 0x23, 0x08, 0x09, 0x26, 0x0b, 0x03)),
            Map.entry(4, Set.of(0x1f, 0x26)), Map.entry(5, Set.of(0x1f, 0x26)),
            Map.entry(6, Set.of(0x1f, 0x26)), Map.entry(7, Set.of(0x1f, 0x26)),
            Map.entry(9, Set.of(0x1f, 0x26)), Map.entry(11, Set.of(0x1f, 0x26)),
            Map.entry(14, Set.of(0x1f, 0x26, 0x1c)),
            Map.entry(15, Set.of(0x15, 0x16, 0x1f, 0x26)));
    private static final Set<Integer> OF_CONNACK = Set.of(0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85,
            0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99, 0x9a, 0x9b, 0x9c, 0x9d,
            0x9f);
    private static final Set<Integer> OF_PUBLISH = Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91,
            0x97, 0x99);
    private static final Set<Integer> OF_IDENTIFIER = Set.of(0x00, 0x92);
    private static final Set<Integer> OF_SUBSCRIBE = Set.of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87,
            0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2);
    private static final Set<Integer> OF_UNSUBSCRIBE = Set.of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8f,
            0x91);
    private static final Set<Integer> OF_DISCONNECT = Set.of(0x00, 0x80, 0x81, 0x82, 0x83, 0x87,
            0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a,
            0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2);

    private final InputStream in;
    private final Version version;
    private byte[] raw = new byte[0];

    PacketScanner(InputStream in, Version version) {
        this.in = in;
        this.version = version;
    }

    /// The bytes after the fixed header of the packet that was read last.
    byte[] body() {
        return raw.clone();
    }

    FromServer next() throws IOException {
        int first;
        try {
            first = in.read();
        } catch (SocketException e) {
            return new FromServer.Closed();
        }
        if (first < 0) {
            return new FromServer.Closed();
        }
        raw = in.readNBytes(length());
        ByteBuffer body = ByteBuffer.wrap(raw);
        FromServer packet = read(first >> 4, first & 15, body);
        assertThat(body.remaining()).as("bytes left over in %s", packet).isZero();
        return packet;
    }

    private int length() throws IOException {
        int value = 0;
        for (int shift = 0;; shift += 7) {
            int octet = in.read();
            assertThat(octet).as("a packet that ends in its length").isNotNegative();
            assertThat(shift).as("more than four bytes of length").isLessThan(28);
            value |= (octet & 127) << shift;
            if (octet < 128) {
                assertThat(octet == 0 && shift > 0).as("a length that is not shortest").isFalse();
                return value;
            }
        }
    }

    private FromServer read(int type, int flags, ByteBuffer in) {
        if (type != 3) {
            assertThat(flags).as("flags of a packet of type %d", type)
                    .isEqualTo(type == 6 ? 2 : 0);
        }
        return switch (type) {
            case 2 -> connack(in);
            case 3 -> publish(flags, in);
            case 4 -> new FromServer.Puback(id(in), reason(in, OF_PUBLISH), rest(type, in));
            case 5 -> new FromServer.Pubrec(id(in), reason(in, OF_PUBLISH), rest(type, in));
            case 6 -> new FromServer.Pubrel(id(in), reason(in, OF_IDENTIFIER), rest(type, in));
            case 7 -> new FromServer.Pubcomp(id(in), reason(in, OF_IDENTIFIER), rest(type, in));
            case 9 -> suback(in);
            case 11 -> unsuback(in);
            case 13 -> new FromServer.Pingresp();
            case 14 -> {
                assertThat(version).as("who may send DISCONNECT").isEqualTo(Version.V5);
                yield new FromServer.Disconnect(reason(in, OF_DISCONNECT), rest(type, in));
            }
            case 15 -> new FromServer.Auth(reason(in, Set.of(0, 0x18)), rest(type, in));
            default -> throw new AssertionError("no server sends a packet of type " + type);
        };
    }

    private FromServer connack(ByteBuffer in) {
        int flags = octet(in);
        assertThat(flags).as("CONNACK's flags").isBetween(0, 1);
        int code = octet(in);
        if (version == Version.V5) {
            assertThat(OF_CONNACK).as("CONNACK's reason").contains(code);
        } else {
            assertThat(code).as("CONNACK's return code").isBetween(0, 5);
        }
        assertThat(flags == 1 && code != 0).as("session present in a refusal").isFalse();
        return new FromServer.Connack(flags == 1, code, properties(2, in));
    }

    private FromServer publish(int flags, ByteBuffer in) {
        int qos = flags >> 1 & 3;
        assertThat(qos).isLessThan(3);
        String topic = string(in);
        assertThat(topic).doesNotContain("#", "+", "\0");
        int id = qos == 0 ? 0 : id(in);
        Properties properties = properties(3, in);
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        boolean duplicate = (flags & 8) != 0;
        assertThat(duplicate && qos == 0).as("DUP with QoS 0").isFalse();
        return new FromServer.Publish(duplicate, qos, (flags & 1) != 0, id, topic, properties,
                FromServer.Publish.text(payload));
    }

    private FromServer suback(ByteBuffer in) {
        int id = id(in);
        Properties properties = properties(9, in);
        List<Integer> reasons = octets(in);
        assertThat(reasons).isNotEmpty();
        assertThat(version == Version.V5 ? OF_SUBSCRIBE : Set.of(0, 1, 2, 0x80))
                .as("SUBACK's codes").containsAll(reasons);
        return new FromServer.Suback(id, reasons, properties);
    }

    private FromServer unsuback(ByteBuffer in) {
        int id = id(in);
        Properties properties = properties(11, in);
        List<Integer> reasons = octets(in);
        assertThat(OF_UNSUBSCRIBE).as("UNSUBACK's codes").containsAll(reasons);
        return new FromServer.Unsuback(id, reasons, properties);
    }

    private static List<Integer> octets(ByteBuffer in) {
        List<Integer> all = new ArrayList<>();
        while (in.hasRemaining()) {
            all.add(octet(in));
        }
        return all;
    }

    /// A reason that may be missing, as success.
    private int reason(ByteBuffer in, Set<Integer> allowed) {
        if (version == Version.V3_1_1 || !in.hasRemaining()) {
            return 0;
        }
        int reason = octet(in);
        assertThat(allowed).contains(reason);
        return reason;
    }

    private Properties rest(int type, ByteBuffer in) {
        return in.hasRemaining() ? properties(type, in) : Properties.NONE;
    }

    private Properties properties(int type, ByteBuffer in) {
        if (version == Version.V3_1_1) {
            return Properties.NONE;
        }
        int length = variable(in);
        int end = in.position() + length;
        List<Properties.Property> all = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        while (in.position() < end) {
            int id = variable(in);
            assertThat(PROPERTIES.get(type)).as("properties of type %d", type).contains(id);
            assertThat(seen.add(id) || id == 0x26 || id == 0x0b)
                    .as("property %02x twice in type %d", id, type).isTrue();
            all.add(new Properties.Property(id, value(id, in)));
        }
        assertThat(in.position()).as("where the properties end").isEqualTo(end);
        return new Properties(all);
    }

    private static Object value(int id, ByteBuffer in) {
        return switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> {
                long flag = octet(in);
                assertThat(flag).isBetween(0L, 1L);
                yield flag;
            }
            case 0x13, 0x21, 0x22, 0x23 -> (long) (in.getShort() & 0xffff);
            case 0x02, 0x11, 0x18, 0x27 -> in.getInt() & 0xffff_ffffL;
            case 0x0b -> (long) variable(in);
            case 0x09, 0x16 -> new Properties.Bytes(HexFormat.of().formatHex(binary(in)));
            case 0x26 -> new Properties.Pair(string(in), string(in));
            default -> string(in);
        };
    }

    private static int id(ByteBuffer in) {
        int id = in.getShort() & 0xffff;
        assertThat(id).as("a packet identifier").isPositive();
        return id;
    }

    private static int octet(ByteBuffer in) {
        return in.get() & 0xff;
    }

    private static int variable(ByteBuffer in) {
        int value = 0;
        for (int shift = 0;; shift += 7) {
            int octet = octet(in);
            value |= (octet & 127) << shift;
            if (octet < 128) {
                assertThat(octet == 0 && shift > 0).as("a number that is not shortest").isFalse();
                return value;
            }
        }
    }

    private static byte[] binary(ByteBuffer in) {
        byte[] content = new byte[in.getShort() & 0xffff];
        in.get(content);
        return content;
    }

    private static String string(ByteBuffer in) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(binary(in)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("a string that is no UTF-8", e);
        }
    }
}
