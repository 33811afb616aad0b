package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.net.ProxyHeaders.at;
import static tidings.gateway.net.ProxyHeaders.block;
import static tidings.gateway.net.ProxyHeaders.one;
import static tidings.gateway.net.ProxyHeaders.two;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.gateway.net.AnnouncedConnection.Outcome;

@ExtendWith(LeakCheck.class)
class ProxyHeaderTest {
    private static final InetSocketAddress FOUR = at("203.0.113.9", 51_000);
    private static final InetSocketAddress SIX = at("2001:db8::9", 51_000);
    private static final Outcome REFUSED = new Outcome(false, false, null, "");

    private static Outcome outcome(byte[] bytes, int step) {
        try (AnnouncedConnection connection = new AnnouncedConnection()) {
            return connection.read(bytes, step).outcome();
        }
    }

    private static byte[] and(byte[] header, String more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header);
        bytes.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }

    private static Arguments announces(String name, byte[] header,
            @Nullable InetSocketAddress source) {
        return Arguments.of(name, header, source);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                announces("TCP4", one("PROXY TCP4 203.0.113.9 192.0.2.1 51000 443"), FOUR),
                announces("TCP6", one("PROXY TCP6 2001:db8::9 2001:DB8:0:0::1 51000 443"), SIX),
                announces("TCP6 of one of IPv4",
                        one("PROXY TCP6 ::ffff:203.0.113.9 ::ffff:192.0.2.1 51000 443"), FOUR),
                announces("ports at their ends", one("PROXY TCP4 203.0.113.9 0.0.0.0 0 65535"),
                        at("203.0.113.9", 0)),
                announces("UNKNOWN", one("PROXY UNKNOWN"), null),
                announces("UNKNOWN with more", one("PROXY UNKNOWN ffff::1 ? 1 x"), null),
                announces("the longest line", one("PROXY UNKNOWN " + "f".repeat(91)), null),
                announces("2: TCP over IPv4", two(FOUR), FOUR),
                announces("2: TCP over IPv6", two(SIX), SIX),
                announces("2: with more", two(FOUR, (byte) 4, (byte) 0, (byte) 1, (byte) 9), FOUR),
                announces("2: with more that makes no sense", two(SIX, (byte) 4, (byte) 99), SIX),
                announces("2: the longest", two(FOUR, new byte[4096 - 16 - 12]), FOUR),
                announces("2: LOCAL", two(0x20, 0, new byte[0]), null),
                announces("2: LOCAL with addresses", two(0x20, 0x11, block(FOUR)), null),
                announces("2: LOCAL of no family", two(0x20, 0xff, new byte[3]), null),
                announces("2: PROXY that does not know", two(0x21, 0, new byte[7]), null),
                announces("2: UDP", two(0x21, 0x12, block(FOUR)), null),
                announces("2: UNIX", two(0x21, 0x31, new byte[216]), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void whatAHeaderAnnouncesIsThePeerHoweverItIsCut(String name, byte[] header,
            @Nullable InetSocketAddress source) {
        byte[] all = and(header, "and more");
        Outcome expected = new Outcome(true, true, source, "and more");
        for (int step : new int[]{1, 2, 7, 100, all.length}) {
            assertThat(outcome(all, step)).as("by %d bytes", step).isEqualTo(expected);
        }
        for (int at = 1; at < all.length; at++) {
            try (AnnouncedConnection connection = new AnnouncedConnection()) {
                connection.read(Arrays.copyOf(all, at), at);
                connection.read(Arrays.copyOfRange(all, at, all.length), all.length);
                assertThat(connection.outcome()).as("cut at %d", at).isEqualTo(expected);
                assertThat(connection.handlers()).noneMatch(h -> h.contains("Announcement"));
            }
        }
    }

    static Stream<byte[]> malformed() {
        return Stream.of("GET / HTTP/1.1\r\n", "P", "PROXY", "PROXY\r\n", "PROXY \r\n", "PROXY \n",
                "proxy TCP4 203.0.113.9 192.0.2.1 51000 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51000 443\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51000 443\r",
                "PROXY UNKNOWN \r \r\n", "PROXY UNKNOWNS\r\n",
                "PROXY TCP5 203.0.113.9 192.0.2.1 51000 443\r\n",
                "PROXY TCP4  203.0.113.9 192.0.2.1 51000 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51000 443 \r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51000\r\n",
                "PROXY TCP4 203.0.113 192.0.2.1 51000 443\r\n",
                "PROXY TCP4 203.0.113.256 192.0.2.1 51000 443\r\n",
                "PROXY TCP4 203.0.113.09 192.0.2.1 51000 443\r\n",
                "PROXY TCP4 203.0.113.9 example.com 51000 443\r\n",
                "PROXY TCP4 2001:db8::9 2001:db8::1 51000 443\r\n",
                "PROXY TCP6 203.0.113.9 192.0.2.1 51000 443\r\n",
                "PROXY TCP6 2001:db8::9%1 2001:db8::1 51000 443\r\n",
                "PROXY TCP6 [2001:db8::9] 2001:db8::1 51000 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 65536 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 -1 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 0051 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 51000 \r\n",
                "PROXY UNKNOWN " + "f".repeat(92) + "\r\n", "\r\n\r\n\0\r\nQUIT\r")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Stream<byte[]> malformedBinary() {
        return Stream.of(two(0x11, 0x11, block(FOUR)), two(0x31, 0x11, block(FOUR)),
                two(0x22, 0x11, block(FOUR)), two(0x21, 0x41, block(FOUR)),
                two(0x21, 0x13, block(FOUR)), two(0x21, 0x11, new byte[11]),
                two(0x21, 0x21, block(FOUR)), two(FOUR, new byte[4096 - 16 - 12 + 1]),
                two(0x20, 0, new byte[65_535]));
    }

    @ParameterizedTest
    @MethodSource({"malformed", "malformedBinary"})
    void whatIsNoHeaderIsRefusedHoweverItIsCut(byte[] bytes) {
        // What could still become a header waits; with anything behind it can't.
        byte[] all = and(bytes, "\0".repeat(128));
        for (int step : new int[]{1, 3, all.length}) {
            assertThat(outcome(all, step)).as("by %d bytes", step).isEqualTo(REFUSED);
        }
    }

    @Test
    void whatCannotBecomeAHeaderIsRefusedAtItsFirstWrongByte() {
        for (String begin : new String[]{"G", "PROX1", "\r\n\r\n\0\r\nQUIX", "\20"}) {
            assertThat(outcome(begin.getBytes(StandardCharsets.ISO_8859_1), 1)).isEqualTo(REFUSED);
        }
    }
}
