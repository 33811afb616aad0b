package tidings.cli.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One packet from the server, read from its front to its end (MQTT 5.0 §2.1).
public final class PacketIn {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;

    private static final int LENGTH_BYTES_MAX = 4;

    private final int first;
    private final byte[] body;
    private int at;

    private PacketIn(int first, byte[] body) {
        this.first = first;
        this.body = body;
    }

    /// What follows in a packet of which the front has been read.
    public static PacketIn of(byte[] rest) {
        return new PacketIn(0, rest);
    }

    /// @param first the packet's first byte, which has been read
    static PacketIn read(int first, InputStream in) throws IOException {
        int length = 0;
        int octet = 0x80;
        for (int i = 0; (octet & 0x80) != 0; i++) {
            if (i == LENGTH_BYTES_MAX) {
                throw noMqtt();
            }
            octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended in the middle of a packet");
            }
            length |= (octet & 0x7f) << (7 * i);
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended in the middle of a packet");
        }
        return new PacketIn(first, body);
    }

    static IOException noMqtt() {
        return new IOException("what answers there does not speak MQTT 5.0");
    }

    int type() {
        return first >> 4;
    }

    int flags() {
        return first & 0xf;
    }

    boolean atEnd() {
        return at == body.length;
    }

    int one() throws IOException {
        if (atEnd()) {
            throw noMqtt();
        }
        return body[at++] & 0xff;
    }

    int two() throws IOException {
        return (one() << 8) | one();
    }

    long four() throws IOException {
        return ((long) two() << 16) | two();
    }

    int variable() throws IOException {
        int value = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
            int octet = one();
            value |= (octet & 0x7f) << (7 * i);
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw noMqtt();
    }

    String string() throws IOException {
        return new String(bytes(two()), StandardCharsets.UTF_8);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(body, at, body.length);
        at = body.length;
        return rest;
    }

    private byte[] bytes(int count) throws IOException {
        if (count > body.length - at) {
            throw noMqtt();
        }
        at += count;
        return Arrays.copyOfRange(body, at - count, at);
    }

    /// A block of properties, all of it (§2.2.2).
    PacketIn block() throws IOException {
        return new PacketIn(first, bytes(variable()));
    }
}
