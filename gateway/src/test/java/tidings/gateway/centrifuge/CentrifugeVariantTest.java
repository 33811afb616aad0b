package tidings.gateway.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Member;
import tidings.core.fanout.MemberEvent;
import tidings.gateway.net.LeakCheck;
import tidings.gateway.net.RawPeer;
import tidings.gateway.net.Router;
import tidings.gateway.net.TestNet;
import tidings.gateway.net.WebSocketConnection;
import tidings.gateway.net.WebSocketDoor;
import tidings.gateway.net.WebSocketListener;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Sender;

@ExtendWith(LeakCheck.class)
class CentrifugeVariantTest {
    private static final ChannelName CHANNEL = ChannelName.of("chat/1", NameLimits.DEFAULT);

    private static Message json(String payload) {
        return new Message(payload.getBytes(StandardCharsets.UTF_8), PayloadKind.JSON, null,
                Map.of(), null);
    }

    @Test
    void variantsAreEqualIfTheirBytesAre() {
        assertThat(new CentrifugeVariant(Format.WEBSOCKET_JSON, true))
                .isEqualTo(new CentrifugeVariant(Format.WEBSOCKET_JSON, true))
                .isNotEqualTo(new CentrifugeVariant(Format.WEBSOCKET_JSON, false))
                .isNotEqualTo(new CentrifugeVariant(Format.WEBSOCKET_PROTOBUF, true));
    }

    /// Not with a paranoid leak detector, which records every access: so on a plain heap buffer.
    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET_JSON", "WEBSOCKET_PROTOBUF"})
    void aPublicationIsWrittenWithoutMakingAnythingElse(Format format) {
        Message message = new Message(
                "{\"text\":\"hello, wörld\"}".getBytes(StandardCharsets.UTF_8),
                PayloadKind.JSON, null, Map.of(), new Sender("user", "session", new byte[]{'1'}));
        ByteBuf out = new UnpooledHeapByteBuf(UnpooledByteBufAllocator.DEFAULT, 4096, 4096);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                out.clear();
                format.encoder().publication(out, CHANNEL, "epoch", message, 123_456 + i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        out.release();
        assertThat(least).isLessThan(1000);
    }

    @Test
    void aTurnIsOneFrameWithOneMessagePerLine() {
        CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
        Router router = new Router().webSocket("/ws",
                (_, _) -> new WebSocketDoor.Answer.Accept(null, listener(opened),
                        WebSocketSettings.DEFAULT));
        try (TestNet net = new TestNet(router); RawPeer peer = net.connect().handshake("/ws")) {
            net.inLoop(() -> {
                Frames frames = new CentrifugeVariant(Format.WEBSOCKET_JSON, true).open(CHANNEL,
                        "ep");
                assertThat(frames.add(json("1"), 1)).isTrue();
                assertThat(frames.add(json("[\n2]"), 2)).isTrue();
                assertThat(frames.add(new MemberEvent.Joined(
                        new Member(new Sender("u", "s", null))))).isTrue();
                opened.join().outbox().offer(frames);
                frames.release();
                return "";
            });
            assertThat(peer.readFrame().text()).isEqualTo(
                    """
                            {"push":{"channel":"chat/1","pub":{"data":1,"offset":1,"epoch":"ep"}}}
                            {"push":{"channel":"chat/1","pub":{"data":[ 2],"offset":2}}}
                            {"push":{"channel":"chat/1","join":{"info":{"user":"u","client":"s"}}}}""");
        }
    }

    private static WebSocketListener listener(CompletableFuture<WebSocketConnection> opened) {
        return new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                opened.complete(connection);
            }

            @Override
            public void onMessage(byte[] bytes, int length, boolean text) {}

            @Override
            public void onClosed(int code) {}

            @Override
            public void onDrained() {}

            @Override
            public void onStalled() {}
        };
    }
}
