package tidings.gateway.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.gateway.net.AnnouncedConnection.Outcome;

/// What a proxy sends first gives the same peer and the same bytes behind it, or the same end,
/// however it is cut into reads. Where Netty's own decoder takes it, too, it announces the same.
public final class ProxyHeadersFuzz {
    /// Held, because a logger that nobody holds forgets its level.
    private static final Logger REFUSALS = Logger.getLogger(ProxyRefusals.class.getName());

    static {
        REFUSALS.setLevel(Level.OFF);
    }

    private ProxyHeadersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Outcome whole = outcome(input, input.length);
        for (int step : new int[]{1, 2, 7, 64}) {
            Outcome pieces = outcome(input, step);
            if (!pieces.equals(whole)) {
                throw new AssertionError(
                        "by %d bytes: %s instead of %s".formatted(step, pieces, whole));
            }
        }
        if (whole.peer() != null) {
            compare(Arrays.copyOf(input, input.length - whole.bytes().length()), whole.peer());
        }
    }

    private static Outcome outcome(byte[] input, int step) {
        try (AnnouncedConnection connection = new AnnouncedConnection()) {
            return connection.read(input, Math.max(1, step)).outcome();
        }
    }

    private static void compare(byte[] header, InetSocketAddress ours) {
        EmbeddedChannel netty = new EmbeddedChannel(new HAProxyMessageDecoder());
        try {
            netty.writeInbound(Unpooled.wrappedBuffer(header));
            HAProxyMessage message = netty.readInbound();
            if (message == null) {
                throw new AssertionError("Netty waits for more than " + ours);
            }
            InetSocketAddress theirs = ProxyHeaders.at(
                    Objects.requireNonNull(message.sourceAddress()), message.sourcePort());
            message.release();
            if (!theirs.equals(ours)) {
                throw new AssertionError("%s instead of %s".formatted(ours, theirs));
            }
        } catch (DecoderException _) {
            // It also reads what is behind the addresses, and takes neither port 0 nor every IPv6
            // address with a dotted end (RFC 4291 §2.2).
        } finally {
            netty.finishAndReleaseAll();
        }
    }
}
