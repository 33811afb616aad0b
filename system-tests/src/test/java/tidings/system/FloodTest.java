package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// S4 to S7 of the abuse list: whoever dawdles, comes in crowds, or asks for too much of
/// everything, is bounded, and others are served meanwhile.
class FloodTest {
    private static final boolean LONG = Boolean.getBoolean("tidings.long");
    private static final long MB = 1 << 20;
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
    private static final Pattern CODE = Pattern.compile("\"code\":(\\d+)");

    @TempDir
    Path directory;
    private final List<AutoCloseable> sockets = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable socket : sockets) {
            socket.close();
        }
    }

    private ServerProcess start(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("tidings.yaml"), config);
        return ServerProcess.start(directory, "-c", file.toString());
    }

    private Socket silent(ServerProcess server, InetAddress from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
        return socket;
    }

    private Socket silent(ServerProcess server) throws IOException {
        return silent(server, InetAddress.ofLiteral("127.0.0.1"));
    }

    private RawWebSocket open(ServerProcess server) throws IOException {
        RawWebSocket socket = RawWebSocket.centrifuge(server);
        sockets.add(socket);
        return socket;
    }

    private RawWebSocket connected(ServerProcess server) throws IOException {
        RawWebSocket socket = open(server);
        socket.send(CONNECT);
        assertThat(socket.read()).contains("\"connect\"");
        return socket;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- S4 ----

    private interface Drip {
        void write(int at) throws IOException;
    }

    /// Writes on and on, a byte at a time, until the other side ends it.
    private static Thread dripping(Drip drip) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int at = 0; !Thread.interrupted(); at++) {
                    drip.write(at);
                    LockSupport.parkNanos(50_000_000);
                }
            } catch (IOException e) {
                // it was ended
            }
        });
    }

    private static String toTheEnd(Socket socket) {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (SocketTimeoutException e) {
            return "still open";
        } catch (IOException e) {
            // reset: it is over as well
        }
        return text.toString();
    }

    @Test
    void s4_eachPhaseHasADeadlineThatBytesDoNotMove() throws Exception {
        try (ServerProcess server = start("""
                limits:
                  http: {request-timeout: 1s, idle-timeout: 2s}
                  centrifuge: {connect-timeout: 1s, ping-interval: 2s, pong-timeout: 1s}
                """)) {
            assertThat(toTheEnd(silent(server))).as("nothing at all").isEmpty();
            Socket head = silent(server);
            head.getOutputStream().write(ascii("GET / HTTP/1.1\r\nX: "));
            dripping(_ -> head.getOutputStream().write('x'));
            assertThat(toTheEnd(head)).as("a head by the byte").startsWith("HTTP/1.1 408");
            Socket body = silent(server);
            body.getOutputStream().write(ascii(
                    "POST /c/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"));
            dripping(_ -> body.getOutputStream().write('x'));
            assertThat(toTheEnd(body)).as("a body by the byte").startsWith("HTTP/1.1 408");
            RawWebSocket frame = open(server);
            frame.sendRaw(new byte[]{(byte) 0x81, (byte) 0xfe, 0x40, 0, 0, 0, 0, 0});
            dripping(_ -> frame.sendRaw(new byte[]{'{'}));
            assertThat(frame.readToEnd()).as("a connect by the byte").isEqualTo("close 3502 stale");
            RawWebSocket later = connected(server);
            later.sendRaw(new byte[]{(byte) 0x81, (byte) 0xfe, 0x40, 0, 0, 0, 0, 0});
            dripping(_ -> later.sendRaw(new byte[]{'{'}));
            assertThat(later.readToEnd()).as("a command by the byte")
                    .isEqualTo("close 3012 no pong");
        }
    }

    // ---- S5 ----

    @Test
    void s5_silentConnectionsAreFewAndWhoeverMeansItIsServed() throws Exception {
        int flood = LONG ? 15_000 : 1_500;
        int most = LONG ? 4_000 : 400;
        try (ServerProcess server = start(
                "limits: {connections: {newcomers: %d}}\n".formatted(most))) {
            ServerFigures figures = new ServerFigures(server);
            RawWebSocket before = connected(server);
            BlockingQueue<String> heard = hearing(before);
            long rss = figures.residentBytes();
            for (int n = 0; n < flood; n++) {
                silent(server);
            }
            RawWebSocket meant = connected(server);
            meant.send("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":1}}");
            assertThat(meant.read()).isEqualTo("{\"id\":2,\"publish\":{}}");
            assertThat(figures.metric("tidings_connections_newcomers"))
                    .isLessThanOrEqualTo(most + 1);
            System.out.printf("S5: %d silent connections, %.0f pushed out, RSS +%d MB%n", flood,
                    figures.metric("tidings_connections_refused_total{too_many=\"newcomers\"}"),
                    (figures.residentBytes() - rss) / MB);
            // Those that are left go when their time is over.
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(
                    () -> figures.metric("tidings_connections{protocol=\"http\"}") < 20);
            before.send("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":1}}");
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("{\"id\":2,\"publish\":{}}");
        }
    }

    /// What a connection is sent but pings, which are answered.
    private static BlockingQueue<String> hearing(RawWebSocket socket) {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try {
                for (String frame = socket.read(); !frame.equals("end"); frame = socket.read()) {
                    if (frame.equals("{}")) {
                        socket.send("{}");
                    } else {
                        heard.add(frame);
                    }
                }
            } catch (IOException e) {
                heard.add(e.toString());
            }
        });
        return heard;
    }

    @Test
    void s5_aHandshakeAloneDoesNotMakeItKnown() throws Exception {
        try (ServerProcess server = start("loops: 1\nlimits: {connections: {newcomers: 5}}\n")) {
            RawWebSocket first = open(server);
            for (int n = 0; n < 5; n++) {
                open(server);
            }
            assertThat(first.readToEnd()).startsWith("close 1013 ");
        }
    }

    @Test
    void s5_oneAddressDoesNotTakeThePlaceOfOthers() throws Exception {
        try (ServerProcess server = start("limits: {connections: {per-address: 20}}\n")) {
            InetAddress greedy = InetAddress.ofLiteral("127.0.0.7");
            for (int n = 0; n < 20; n++) {
                silent(server, greedy);
            }
            Socket refused = silent(server, greedy);
            assertThat(toTheEnd(refused)).startsWith("HTTP/1.1 429");
            Socket other = silent(server, InetAddress.ofLiteral("127.0.0.8"));
            other.getOutputStream().write(ascii(LIVE));
            assertThat(toTheEnd(other)).startsWith("HTTP/1.1 200");
            ((Socket) sockets.getFirst()).close();
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Socket again = silent(server, greedy);
                again.getOutputStream().write(ascii(LIVE));
                assertThat(toTheEnd(again)).startsWith("HTTP/1.1 200");
            });
        }
    }

    // ---- S6 ----

    @Test
    void s6_oneConnectionHasAsManySubscriptionsAsItMay() throws Exception {
        int asked = LONG ? 100_000 : 2_000;
        try (ServerProcess server = start("limits: {centrifuge: {subscriptions: 100}}\n")) {
            ServerFigures figures = new ServerFigures(server);
            RawWebSocket greedy = connected(server);
            int subscribed = 0;
            for (int from = 0; from < asked; from += 500) {
                StringBuilder frame = new StringBuilder();
                for (int n = from; n < from + 500; n++) {
                    frame.append("{\"id\":%d,\"subscribe\":{\"channel\":\"many/%d\"}}\n"
                            .formatted(n + 2, n));
                }
                greedy.send(frame.toString());
                for (int n = 0; n < 500;) {
                    String reply = greedy.read();
                    if (reply.equals("{}")) {
                        greedy.send("{}");
                        continue;
                    }
                    n++;
                    Matcher code = CODE.matcher(reply);
                    if (code.find()) {
                        assertThat(code.group(1)).isEqualTo("106");
                    } else {
                        subscribed++;
                    }
                }
            }
            assertThat(subscribed).isEqualTo(100);
            assertThat(figures.metric("tidings_subscriptions{protocol=\"centrifuge\"}"))
                    .isEqualTo(100);
        }
    }

    @Test
    void s6_channelsThatNobodyIsInAnyMoreTakeNoMemory() throws Exception {
        int connections = LONG ? 3_500 : 150;
        int each = 125;
        try (ServerProcess server = start("limits: {idle-channels: 100}\n")) {
            ServerFigures figures = new ServerFigures(server);
            connected(server);
            long before = figures.liveBytes();
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int n = 0; n < connections; n++) {
                RawWebSocket socket = connected(server);
                crowd.add(socket);
                StringBuilder frame = new StringBuilder();
                for (int c = 0; c < each; c++) {
                    frame.append("{\"id\":%d,\"subscribe\":{\"channel\":\"own/%d/%d\"}}\n"
                            .formatted(c + 2, n, c));
                }
                socket.send(frame.toString());
                for (int c = 0; c < each; c++) {
                    assertThat(socket.read()).contains("\"subscribe\"");
                }
            }
            long full = figures.liveBytes();
            for (RawWebSocket socket : crowd) {
                socket.close();
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> figures
                    .metric("tidings_subscriptions{protocol=\"centrifuge\"}") == 0);
            long after = figures.liveBytes();
            System.out.printf("S6: %d channels of %d connections: +%d MB live, +%d MB when all have"
                    + " left%n", connections * each, connections, (full - before) / MB,
                    (after - before) / MB);
            assertThat(after - before).isLessThan(Math.max(20 * MB, (full - before) / 3));
        }
    }

    @Test
    void s6_allConnectionsTogetherHaveAsManySubscriptionsAsTheyMay() throws Exception {
        int asked = LONG ? 1_000_000 : 10_000;
        int most = LONG ? 200_000 : 2_000;
        int each = 125;
        try (ServerProcess server = start(
                "limits: {connections: {subscriptions: %d}}\n".formatted(most))) {
            ServerFigures figures = new ServerFigures(server);
            double highest = 0;
            for (int n = 0; n < asked / each; n++) {
                RawWebSocket socket = connected(server);
                StringBuilder frame = new StringBuilder();
                for (int c = 0; c < each; c++) {
                    frame.append("{\"id\":%d,\"subscribe\":{\"channel\":\"all/%d/%d\"}}\n"
                            .formatted(c + 2, n, c));
                }
                socket.send(frame.toString());
                for (int c = 0; c < each; c++) {
                    String reply = socket.read();
                    Matcher code = CODE.matcher(reply);
                    if (code.find()) {
                        assertThat(code.group(1)).isEqualTo("111");
                    }
                }
                if (n % 20 == 0) {
                    highest = Math.max(highest,
                            figures.metric("tidings_subscriptions{protocol=\"centrifuge\"}"));
                }
            }
            System.out.printf("S6: %.0f subscriptions at most of %d asked for, %d MB live%n",
                    highest, asked, figures.liveBytes() / MB);
            assertThat(highest).isBetween(most / 2.0, most + 1.0);
        }
    }

    // ---- S7 ----

    @Test
    void s7_whoComesAndGoesAllTheTimeIsSlowedDown() throws Exception {
        int flaps = 1_000;
        try (ServerProcess server = start(
                "limits: {centrifuge: {subscriptions: 10, subscribes-per-second: 5}}\n")) {
            RawWebSocket watcher = connected(server);
            watcher.send("{\"id\":2,\"subscribe\":{\"channel\":\"room\",\"join_leave\":true}}");
            assertThat(watcher.read()).contains("\"subscribe\"");
            RawWebSocket flapping = connected(server);
            long beganNs = System.nanoTime();
            StringBuilder frame = new StringBuilder();
            for (int n = 0; n < flaps / 2; n++) {
                frame.append("{\"id\":%d,\"subscribe\":{\"channel\":\"room\"}}\n"
                        .formatted(2 * n + 2));
                frame.append("{\"id\":%d,\"unsubscribe\":{\"channel\":\"room\"}}\n"
                        .formatted(2 * n + 3));
            }
            int joined = 0;
            flapping.send(frame.toString());
            for (int n = 0; n < flaps; n++) {
                String reply = flapping.read();
                Matcher code = CODE.matcher(reply);
                if (code.find()) {
                    assertThat(code.group(1)).isEqualTo("111");
                } else if (reply.contains("\"subscribe\"")) {
                    joined++;
                }
            }
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            assertThat(joined).isBetween(10, 12 + (int) (5 * seconds));
            // What the others saw of it: no more than that, and the watcher itself.
            flapping.close();
            CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(() -> joins(watcher));
            assertThat(seen.get(30, TimeUnit.SECONDS)).isLessThanOrEqualTo(joined + 1);
        }
    }

    private static int joins(RawWebSocket watcher) {
        try {
            watcher.send("{\"id\":3,\"publish\":{\"channel\":\"room\",\"data\":\"end\"}}");
            int joins = 0;
            for (String frame = watcher.read(); !frame.contains("\"end\""); frame = watcher
                    .read()) {
                if (frame.equals("{}")) {
                    watcher.send("{}");
                }
                joins += frame.split("\"join\"", -1).length - 1;
            }
            return joins;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void s7_presenceOfACrowdIsToldByItsNumber() throws Exception {
        try (ServerProcess server = start("limits: {centrifuge: {presence-members: 20}}\n")) {
            RawWebSocket last = connected(server);
            for (int n = 0; n < 21; n++) {
                RawWebSocket member = connected(server);
                member.send("{\"id\":2,\"subscribe\":{\"channel\":\"hall\"}}");
                assertThat(member.read()).contains("\"subscribe\"");
                if (n == 19) {
                    last.send("{\"id\":2,\"presence\":{\"channel\":\"hall\"}}");
                    assertThat(last.read()).contains("\"id\":2", "\"presence\":{\"presence\":{");
                }
            }
            last.send("{\"id\":3,\"presence\":{\"channel\":\"hall\"}}");
            assertThat(last.read()).contains("\"id\":3", "\"code\":106", "presence_stats");
            last.send("{\"id\":4,\"presence_stats\":{\"channel\":\"hall\"}}");
            assertThat(last.read()).contains("\"id\":4", "\"num_clients\":21");
        }
    }
}
