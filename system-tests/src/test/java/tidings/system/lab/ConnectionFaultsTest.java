package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.Relay;

/// Connections that break in ugly ways, subscribers that come too late, and all at once.
class ConnectionFaultsTest {
    private static final String SUBSCRIBE = "{\"id\":1,\"connect\":{}}\n"
            + "{\"id\":2,\"subscribe\":{\"channel\":\"room\"}}";
    private static final String QUICK = "limits: {centrifuge: {ping-interval: 1s,"
            + " pong-timeout: 800ms}, outbox: {stall-timeout: 2s}}\n";
    private static final int STORM = 300;
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    @TempDir
    Path directory;

    private ServerProcess server(String config) throws IOException {
        return LabRun.server(directory, directory.resolve("data"), Map.of(), config);
    }

    private static void awaitMembers(ChannelHttp http, int members) {
        await().atMost(Duration.ofSeconds(15)).until(
                () -> http.api("presence_stats", "{\"channel\":\"room\"}")
                        .contains("\"num_clients\":" + members));
    }

    @Test
    void f12_aPeerThatFellSilentIsEndedByItsPongAndPresenceLeaves() throws Exception {
        try (ServerProcess server = server(QUICK);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            try (Relay relay = new Relay(server.port());
                    RawWebSocket socket = new RawWebSocket(relay.port(),
                            "/connection/websocket", 0)) {
                socket.send(SUBSCRIBE);
                awaitMembers(http, 1);
                relay.silenceClients();
                relay.silenceServer();
                awaitMembers(http, 0);
                assertThat(new ChannelHttp(server.adminUrl()).get("/metrics").body())
                        .contains("tidings_connections{protocol=\"websocket\"} 0.0");
            }
        }
    }

    @Test
    void f13_whoseAnswersAloneAreLostIsEndedAndNothingPilesUp() throws Exception {
        try (ServerProcess server = server(QUICK);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            try (Relay relay = new Relay(server.port());
                    RawWebSocket socket = new RawWebSocket(relay.port(),
                            "/connection/websocket", 0)) {
                socket.send(SUBSCRIBE);
                awaitMembers(http, 1);
                relay.silenceServer();
                for (int n = 0; n < 400; n++) {
                    assertThat(http.post("room", "x".repeat(50_000)).statusCode())
                            .isEqualTo(200);
                }
                awaitMembers(http, 0);
            }
        }
    }

    @Test
    void f14_aFrameThatBreaksOffPublishesNothingAndOneInSinglesIsWhole() throws Exception {
        try (ServerProcess server = server(QUICK);
                ChannelHttp http = new ChannelHttp(server.url());
                ChannelHttp admin = new ChannelHttp(server.adminUrl())) {
            server.start();
            byte[] publish = frame(
                    "{\"id\":2,\"publish\":{\"channel\":\"room\",\"data\":\"half\"}}");
            for (boolean reset : new boolean[]{true, false}) {
                for (int cut = 1; cut < publish.length; cut += 7) {
                    try (Socket socket = connected(server)) {
                        socket.getOutputStream().write(publish, 0, cut);
                        // With a linger of zero, closing sends RST; else FIN.
                        socket.setSoLinger(reset, 0);
                    }
                }
                String request = "POST /c/room HTTP/1.1\r\nHost: localhost:%d\r\n"
                        .formatted(server.port()) + "Content-Length: 100\r\n\r\nhalf of it";
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                        server.port())) {
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    socket.setSoLinger(reset, 0);
                }
            }
            try (Socket socket = connected(server)) {
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                for (byte one : frame(
                        "{\"id\":2,\"publish\":{\"channel\":\"room\",\"data\":\"whole\"}}")) {
                    out.write(one);
                    out.flush();
                }
                await().until(() -> http.get("/c/room").body().contains("whole"));
            }
            assertThat(http.get("/c/room").body()).doesNotContain("half")
                    .contains("\"offset\":1");
            // With io_uring the end of a peer's stream is now and then not seen before the next ping.
            await().atMost(Duration.ofSeconds(15)).untilAsserted(
                    () -> assertThat(admin.get("/metrics").body().lines()
                            .filter(line -> line.startsWith("tidings_connections{")))
                            .contains("tidings_connections{protocol=\"websocket\"} 0.0"));
            assertThat(server.alive()).isTrue();
        }
    }

    /// A raw WebSocket that is past its connect command.
    private static Socket connected(ServerProcess server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        String upgrade = "GET /connection/websocket HTTP/1.1\r\nHost: localhost:%d\r\n"
                .formatted(server.port())
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(frame("{\"id\":1,\"connect\":{}}"));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\"connect\"") < 0) {
            answer.append((char) socket.getInputStream().read());
        }
        return socket;
    }

    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    @Test
    void f19_whoIsOvertakenByRetentionIsToldAndNeverSkips() throws Exception {
        try (ServerProcess server = server("channels: [{match: '**', log: {entries: 100}}]\n");
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            try (RawWebSocket stopped = new RawWebSocket(server.port(), "/connection/websocket",
                    4_096)) {
                stopped.send(SUBSCRIBE);
                assertThat(stopped.read()).contains("\"connect\"");
                assertThat(stopped.read()).contains("\"subscribe\"");
                for (int n = 0; n < 1_000; n++) {
                    assertThat(http.post("room", "x".repeat(20_000)).statusCode())
                            .isEqualTo(200);
                }
                // It reads again: each entry in order, and then a plain word.
                long at = 0;
                String frame = stopped.read();
                while (!frame.contains("\"unsubscribe\"") && !frame.startsWith("close")) {
                    Matcher offsets = OFFSET.matcher(frame);
                    while (offsets.find()) {
                        assertThat(Long.parseLong(offsets.group(1))).isEqualTo(++at);
                    }
                    if (frame.equals("{}")) {
                        stopped.send("{}");
                    }
                    frame = stopped.read();
                }
                assertThat(at).isLessThan(1_000);
                assertThat(frame).containsAnyOf("2500", "3010");
            }
            String epoch = ChannelHttp.json(http.get("/c/room?limit=1").body()).get("epoch")
                    .asString();
            try (RawWebSocket late = RawWebSocket.centrifuge(server)) {
                late.send(("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":"
                        + "\"room\",\"recover\":true,\"epoch\":\"%s\",\"offset\":5}}")
                        .formatted(epoch));
                assertThat(late.read()).contains("\"connect\"");
                assertThat(late.read()).contains("\"was_recovering\":true")
                        .doesNotContain("\"recovered\":true");
            }
            assertThat(http.get("/c/room", "Accept", "text/event-stream", "Last-Event-ID",
                    epoch + ":5").statusCode()).isEqualTo(410);
        }
    }

    @Test
    void f22_aStormOfReconnectsRecoversEverybody() throws Exception {
        try (ServerProcess server = server(LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            for (int n = 1; n <= 20; n++) {
                assertThat(http.post("room", "entry " + n).statusCode()).isEqualTo(200);
            }
            String epoch = http.whole("room").epoch();
            List<RawWebSocket> before = new ArrayList<>();
            for (int n = 0; n < STORM; n++) {
                RawWebSocket socket = RawWebSocket.centrifuge(server);
                socket.send(SUBSCRIBE);
                before.add(socket);
            }
            server.kill();
            ConcurrentLinkedQueue<RawWebSocket> back = new ConcurrentLinkedQueue<>();
            AtomicInteger recovered = new AtomicInteger();
            for (int n = 0; n < STORM; n++) {
                Thread.ofVirtual().start(() -> comeBack(server, epoch, back, recovered));
            }
            server.start();
            long startedNs = System.nanoTime();
            await().atMost(Duration.ofSeconds(30)).until(() -> recovered.get() == STORM);
            System.out.printf("F22: %d connections came back and recovered in %d ms%n", STORM,
                    (System.nanoTime() - startedNs) / 1_000_000);
            awaitMembers(http, STORM);
            for (RawWebSocket socket : before) {
                socket.close();
            }
            for (RawWebSocket socket : back) {
                socket.close();
            }
        }
    }

    private static void comeBack(ServerProcess server, String epoch,
            ConcurrentLinkedQueue<RawWebSocket> back, AtomicInteger recovered) {
        while (true) {
            try {
                RawWebSocket socket = RawWebSocket.centrifuge(server);
                back.add(socket);
                socket.send(("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":"
                        + "\"room\",\"recover\":true,\"epoch\":\"%s\",\"offset\":10}}")
                        .formatted(epoch));
                socket.read();
                String answer = socket.read();
                if (answer.contains("\"recovered\":true") && answer.contains("entry 11")
                        && answer.contains("entry 20")) {
                    recovered.incrementAndGet();
                }
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
