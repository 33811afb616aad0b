package tidings.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// S1 to S3 and S8 of the abuse list: who takes nothing costs its bounded share of memory, and
/// those who take what they get have all of it. Figures are printed, for `docs/reliability.md`.
class SlowCrowdTest {
    private static final boolean LONG = Boolean.getBoolean("tidings.long");
    private static final long MB = 1 << 20;
    private static final int SMALL_BUFFER = 4_096;
    private static final int PAYLOAD_BYTES = 4_000;
    private static final Pattern SENT = Pattern.compile("\"data\":\"(\\d+) (\\d+) ");

    @TempDir
    Path directory;
    private final List<RawWebSocket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawWebSocket socket : sockets) {
            socket.close();
        }
    }

    /// With pings so seldom that nobody is ended for want of a pong.
    private ServerProcess start(String limits) throws IOException {
        return start(limits, Map.of());
    }

    private ServerProcess start(String limits, Map<String, String> environment)
            throws IOException {
        Path file = Files.writeString(directory.resolve("tidings.yaml"),
                "limits: {%s, centrifuge: {ping-interval: 10m, pong-timeout: 1m}}\n"
                        .formatted(limits));
        ServerProcess server = ServerProcess.prepare(directory, directory.resolve("data"),
                environment, "-c", file.toString());
        server.start();
        return server;
    }

    private RawWebSocket subscribed(ServerProcess server, int receiveBytes) throws IOException {
        RawWebSocket socket = new RawWebSocket(server.port(), "/connection/websocket",
                receiveBytes);
        sockets.add(socket);
        socket.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"busy\"}}");
        assertThat(socket.read()).contains("\"connect\"");
        assertThat(socket.read()).contains("\"subscribe\"");
        return socket;
    }

    /// Reads so many messages in their order, and how late each was.
    private static CompletableFuture<long[]> reading(RawWebSocket socket, int messages) {
        CompletableFuture<long[]> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                long[] lateNs = new long[messages];
                int read = 0;
                while (read < messages) {
                    String frame = socket.read();
                    if (frame.equals("{}")) {
                        socket.send("{}");
                        continue;
                    }
                    assertThat(frame).doesNotStartWith("close").isNotEqualTo("end");
                    Matcher sent = SENT.matcher(frame);
                    while (sent.find()) {
                        assertThat(Integer.parseInt(sent.group(1))).isEqualTo(read);
                        lateNs[read++] = System.nanoTime() - Long.parseLong(sent.group(2));
                    }
                }
                end.complete(lateNs);
            } catch (Exception | AssertionError e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private static void publish(ServerProcess server, int messages, long pauseNs)
            throws IOException {
        publish(server, "busy", messages, pauseNs);
    }

    /// @param pauseNs between two messages; 0 for as fast as a hundred at a time go, else ten
    private static void publish(ServerProcess server, String channel, int messages, long pauseNs)
            throws IOException {
        String padding = "x".repeat(PAYLOAD_BYTES);
        int together = pauseNs == 0 ? 100 : 10;
        try (RawWebSocket publisher = RawWebSocket.centrifuge(server)) {
            publisher.send("{\"id\":1,\"connect\":{}}");
            assertThat(publisher.read()).contains("\"connect\"");
            for (int n = 0, answered = 0; n < messages; n++) {
                publisher.send(
                        "{\"id\":%d,\"publish\":{\"channel\":\"%s\",\"data\":\"%d %d %s\"}}"
                                .formatted(n + 2, channel, n, System.nanoTime(), padding));
                for (; answered <= n - together || (n == messages - 1
                        && answered < messages); answered++) {
                    assertThat(publisher.read()).endsWith("\"publish\":{}}");
                }
                if (pauseNs > 0) {
                    LockSupport.parkNanos(pauseNs);
                }
            }
        }
    }

    private static double p99Ms(List<CompletableFuture<long[]>> readers) throws Exception {
        List<long[]> late = new ArrayList<>();
        for (CompletableFuture<long[]> reader : readers) {
            late.add(reader.get(120, TimeUnit.SECONDS));
        }
        long[] all = late.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return all[all.length * 99 / 100] / 1e6;
    }

    @Test
    void s1_whoStopsReadingIsCutWith3008AfterItsTime() throws Exception {
        int messages = 3_000;
        try (ServerProcess server = start("outbox: {stall-timeout: 2s}")) {
            ServerFigures figures = new ServerFigures(server);
            RawWebSocket stuck = subscribed(server, SMALL_BUFFER);
            CompletableFuture<long[]> healthy = reading(subscribed(server, 0), messages);
            publish(server, messages, 0);
            assertThat(healthy.get(60, TimeUnit.SECONDS)).hasSize(messages);
            Awaitility.await().atMost(Duration.ofSeconds(30))
                    .until(() -> figures.metric("tidings_outbox_stalls_total") > 0);
            // It has some seconds to hear why, if it reads now.
            assertThat(stuck.readToEnd()).isEqualTo("close 3008 slow");
        }
    }

    /// A thousand bytes a second: its progress counts, not that it reads at all.
    @Test
    void s2_whoReadsADripCostsNobodyAnything() throws Exception {
        int messages = LONG ? 20_000 : 4_000;
        try (ServerProcess server = start("outbox: {stall-timeout: 3s}")) {
            ServerFigures figures = new ServerFigures(server);
            RawWebSocket drip = subscribed(server, SMALL_BUFFER);
            CompletableFuture<Void> dripping = new CompletableFuture<>();
            Thread dripper = Thread.ofVirtual().start(() -> {
                while (!Thread.interrupted() && drip.skipOneRead(100)) {
                    LockSupport.parkNanos(100_000_000);
                }
                dripping.complete(null);
            });
            RawWebSocket healthy = subscribed(server, 0);
            long before = figures.residentBytes();
            CompletableFuture<long[]> read = reading(healthy, messages);
            publish(server, messages, LONG ? 5_000_000 : 0);
            assertThat(read.get(120, TimeUnit.SECONDS)).hasSize(messages);
            long waiting = (long) figures.metric("tidings_outbox_bytes");
            long grown = figures.residentBytes() - before;
            dripper.interrupt();
            dripping.get(30, TimeUnit.SECONDS);
            System.out.printf("S2: %d MB published past one drip reader: %d KB wait for it, RSS"
                    + " +%d MB%n", (long) messages * PAYLOAD_BYTES / MB, waiting / 1024,
                    grown / MB);
            // Its outbox, and one buffer that was begun below its bound.
            assertThat(waiting).isLessThan(256 * 1024);
            assertThat(grown).isLessThan(400 * MB);
        }
    }

    @Test
    void s3_aCrowdOfStuckReadersCostsItsBudgetAndNoHealthyReaderAnything() throws Exception {
        int slow = LONG ? 10_000 : 500;
        int healthy = LONG ? 1_000 : 50;
        // More than the system takes for each in its own buffers.
        int messages = 900;
        // Eighty messages for each healthy one: some are on their way to all of them at any time.
        long unsentMb = 80L * healthy * PAYLOAD_BYTES / MB;
        // So many deliveries a second that the readers, which are here too, can be healthy.
        long pauseNs = 40_000L * healthy;
        try (ServerProcess server = start(
                "outbox: {stall-timeout: 5m}, connections: {unsent-bytes: %dMiB}"
                        .formatted(unsentMb))) {
            ServerFigures figures = new ServerFigures(server);
            List<RawWebSocket> readers = new ArrayList<>();
            for (int n = 0; n < healthy; n++) {
                readers.add(subscribed(server, 0));
            }
            List<CompletableFuture<long[]>> alone = readers.stream()
                    .map(socket -> reading(socket, messages)).toList();
            publish(server, messages, pauseNs);
            double aloneMs = p99Ms(alone);
            for (int n = 0; n < slow; n++) {
                RawWebSocket stuck = subscribed(server, SMALL_BUFFER);
                stuck.send("{\"id\":3,\"subscribe\":{\"channel\":\"filling\"}}");
                assertThat(stuck.read()).contains("\"subscribe\"");
            }
            long before = figures.residentBytes();
            // They are stuck before it is measured: in the moment in which the ceiling is reached, a
            // reader that this machine holds up for some 100 ms is one of those stuck the longest.
            publish(server, "filling", messages, pauseNs);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(
                    () -> figures.metric("tidings_outbox_cuts_total") > 0);
            List<CompletableFuture<long[]>> together = readers.stream()
                    .map(socket -> reading(socket, messages)).toList();
            publish(server, messages, pauseNs);
            double togetherMs = p99Ms(together);
            long grown = figures.residentBytes() - before;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(
                    () -> figures.metric("tidings_outbox_bytes") <= unsentMb * MB);
            System.out.printf(
                    "S3: %d stuck readers, %d healthy ones: p99 %.1f ms without them, %.1f ms with"
                            + " them; RSS +%d MB; %.0f MB wait, %.0f cut for the ceiling%n",
                    slow, healthy, aloneMs, togetherMs, grown / MB,
                    figures.metric("tidings_outbox_bytes") / MB,
                    figures.metric("tidings_outbox_cuts_total"));
            assertThat(figures.metric("tidings_subscriptions_behind_total")).isPositive();
            assertThat(figures.metric("tidings_outbox_cuts_total")).isPositive();
            assertThat(grown).isLessThan(500 * MB);
            // All healthy ones are there, which their readers have shown; and the server is.
            publish(server, 1, 0);
        }
    }

    /// S8: each asks for a page of a megabyte, several times over, in one moment with all others,
    /// and takes nothing. The heap has room for a few dozen of them.
    @ParameterizedTest
    @ValueSource(strings = {"channel", "channel, the last request", "API"})
    void s8_pagesThatNobodyTakesAreBoundedForAllTogether(String door) throws Exception {
        int greedy = LONG ? 2_000 : 300;
        try (ServerProcess server = start(
                "connections: {unsent-bytes: 16MiB}",
                Map.of("TIDINGS_JAVA_OPTS", "-Xmx160m"))) {
            ServerFigures figures = new ServerFigures(server);
            publish(server, 600, 0);
            long before = figures.residentBytes();
            List<Socket> asked = new ArrayList<>();
            try {
                for (int n = 0; n < greedy; n++) {
                    Socket socket = new Socket();
                    asked.add(socket);
                    socket.setReceiveBufferSize(SMALL_BUFFER);
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                            server.port()));
                    socket.getOutputStream().write(pagesAskedFor(door));
                }
                Awaitility.await().atMost(Duration.ofSeconds(LONG ? 180 : 60)).untilAsserted(() -> {
                    // Each holds a page or was cut, and so many pages may wait.
                    assertThat(figures.metric("tidings_outbox_cuts_total"))
                            .isGreaterThanOrEqualTo(greedy - 30);
                    assertThat(figures.metric("tidings_outbox_bytes")).isLessThan(20 * MB);
                });
                System.out.printf("S8 (%s): %d ask for pages of 1 MB and take none: %.0f MB wait,"
                        + " %.0f cut, RSS +%d MB%n", door, greedy,
                        figures.metric("tidings_outbox_bytes") / MB,
                        figures.metric("tidings_outbox_cuts_total"),
                        (figures.residentBytes() - before) / MB);
            } finally {
                for (Socket socket : asked) {
                    socket.close();
                }
            }
            publish(server, 1, 0);
        }
    }

    private static byte[] pagesAskedFor(String door) {
        return switch (door) {
            case "channel" -> "GET /c/busy?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(10).getBytes(US_ASCII);
            case "channel, the last request" -> """
                    GET /c/busy?limit=1000 HTTP/1.1\r
                    Host: localhost\r
                    Connection: close\r
                    \r
                    """.getBytes(US_ASCII);
            case "API" -> """
                    POST /api/history HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 32\r
                    \r
                    {"channel": "busy", "limit": -1}""".repeat(10).getBytes(US_ASCII);
            default -> throw new IllegalArgumentException(door);
        };
    }
}
