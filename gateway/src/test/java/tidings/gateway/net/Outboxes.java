package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tidings.core.fanout.MemberEvent;
import tidings.log.Message;
import tidings.log.PayloadKind;

/// What the tests of outboxes and of what they are given have in common.
final class Outboxes {
    static final OutboxSettings SMALL = new OutboxSettings(8 * 1024, 2 * 1024,
            Duration.ofSeconds(30));

    /// Payloads one after another.
    static class Plain extends TurnBuffer {
        Plain(Framing framing) {
            super(framing);
        }

        @Override
        protected void write(ByteBuf out, boolean first, Message message, long offset) {
            out.writeBytes(message.payload());
        }

        @Override
        protected void write(ByteBuf out, boolean first, MemberEvent event) {
            out.writeByte('m');
        }
    }

    static Message message(int bytes) {
        return new Message(new byte[bytes], PayloadKind.BYTES, null, Map.of(), null);
    }

    static Plain frames(int bytes) {
        Plain frames = new Plain(Framing.WEBSOCKET_BINARY);
        assertThat(frames.add(message(bytes), 1)).isTrue();
        return frames;
    }

    static ByteBuf direct(String text) {
        return ByteBufAllocator.DEFAULT.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String text(EmbeddedLoop embedded) {
        return text(embedded.socket);
    }

    static String text(EmbeddedChannel socket) {
        ByteBuf out = socket.readOutbound();
        String text = out.toString(StandardCharsets.ISO_8859_1);
        out.release();
        return text;
    }

    static TestNet net(EchoListener listener, OutboxSettings outbox, Transport transport) {
        return new TestNet(
                new Router().webSocket("/ws",
                        (_, _) -> new WebSocketDoor.Answer.Accept(null, listener,
                                WebSocketSettings.DEFAULT)),
                HttpSettings.DEFAULT, outbox, transport, 1);
    }

    private Outboxes() {}
}
