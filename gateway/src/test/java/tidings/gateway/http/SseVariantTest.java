package tidings.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.core.fanout.Frames;
import tidings.gateway.net.Framing;
import tidings.gateway.net.HttpSettings;
import tidings.gateway.net.HttpStream;
import tidings.gateway.net.LeakCheck;
import tidings.gateway.net.OutboxSettings;
import tidings.gateway.net.RawPeer;
import tidings.gateway.net.Router;
import tidings.gateway.net.StreamListener;
import tidings.gateway.net.TestNet;
import tidings.gateway.net.Transport;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;

@ExtendWith(LeakCheck.class)
class SseVariantTest {
    private static final ChannelName CHANNEL = ChannelName.of("chat/1", NameLimits.DEFAULT);

    private static Message text(String text) {
        return new Message(text.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT, null, Map.of(),
                null);
    }

    @Test
    void aTurnIsOneChunkOfAStreamAndLinesStayLines() {
        CompletableFuture<HttpStream> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Router router = new Router().exact("/stream", List.of("GET"),
                exchange -> opened.complete(exchange.stream("x/y", List.of(), closing(closed))));
        try (TestNet net = new TestNet(router); RawPeer peer = net.connect().get("/stream")) {
            assertThat(peer.readHead()).contains("Transfer-Encoding: chunked");
            net.inLoop(() -> {
                Frames frames = new SseVariant(Framing.CHUNK).open(CHANNEL, "ep");
                frames.add(text("one"), 5);
                frames.add(text("a\r\nb\rc\nid: 9"), 6);
                frames.add(new Message(new byte[]{0, -1}, PayloadKind.BYTES, null, Map.of(),
                        null), 0);
                assertThat(opened.join().outbox().offer(frames)).isTrue();
                frames.release();
                opened.join().end();
                return "";
            });
            assertThat(peer.readChunk()).isEqualTo("""
                    id: ep:5
                    data: one

                    id: ep:6
                    data: a
                    data: b
                    data: c
                    data: id: 9

                    event: base64
                    data: AP8=

                    """);
            assertThat(peer.readChunk()).isEmpty();
            assertThat(closed.join()).isTrue();
            // The connection is good for another request.
            assertThat(peer.get("/none").readResponse()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aStreamToAPeerOfHttp10IsNotChunked() {
        CompletableFuture<HttpStream> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Router router = new Router().exact("/stream", List.of("GET"),
                exchange -> opened.complete(exchange.stream("x/y", List.of(), closing(closed))));
        try (TestNet net = new TestNet(router); RawPeer peer = net.connect()) {
            peer.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(peer.readHead()).doesNotContain("chunked").contains("Connection: close");
            net.inLoop(() -> {
                Frames frames = new SseVariant(Framing.NONE).open(CHANNEL, "");
                frames.add(text("1"), 0);
                opened.join().outbox().offer(frames);
                frames.release();
                opened.join().end();
                opened.join().end();
                return "";
            });
            assertThat(peer.readTextToEnd()).isEqualTo("data: 1\n\n");
            assertThat(closed.join()).isTrue();
        }
    }

    @Test
    void aStreamHearsThatItsPeerIsGone() {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Router router = new Router().exact("/stream", List.of("GET"),
                exchange -> exchange.stream("x/y", List.of(), closing(closed)));
        try (TestNet net = new TestNet(router, HttpSettings.DEFAULT,
                new OutboxSettings(8192, 2048, Duration.ofSeconds(9)), Transport.AUTO, 1)) {
            RawPeer peer = net.connect().get("/stream");
            assertThat(peer.readHead()).startsWith("HTTP/1.1 200 ");
            peer.close();
            assertThat(closed.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    private static StreamListener closing(CompletableFuture<Boolean> closed) {
        return new StreamListener() {
            @Override
            public void onClosed() {
                closed.complete(true);
            }

            @Override
            public void onDrained() {}

            @Override
            public void onStalled() {}
        };
    }
}
