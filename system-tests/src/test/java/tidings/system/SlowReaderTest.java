package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A connection that takes no more costs nobody else anything (row 20 of docs/compatibility.md).
class SlowReaderTest {
    private static final int MESSAGES = 3_000;
    private static final String PADDING = "x".repeat(4_000);
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    @TempDir
    Path directory;

    @Test
    void whoStopsReadingIsACursorAndGetsEverythingOnceItReadsAgain() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory);
                RawWebSocket slow = new RawWebSocket(server.port(), "/connection/websocket",
                        4_096);
                RawWebSocket healthy = RawWebSocket.centrifuge(server);
                RawWebSocket publisher = RawWebSocket.centrifuge(server)) {
            subscribe(slow);
            subscribe(healthy);
            CompletableFuture<Long> healthyEnd = readingInOrder(healthy);
            publish(publisher);
            // Twelve megabytes are published; the slow one has read nothing, the healthy one all.
            assertThat(healthyEnd.get(60, TimeUnit.SECONDS)).isEqualTo(MESSAGES);
            assertThat(readInOrder(slow)).isEqualTo(MESSAGES);
        }
    }

    @Test
    void whoMakesNoProgressIsCutAndTheOthersGoOn() throws Exception {
        Path config = Files.writeString(directory.resolve("tidings.yaml"),
                "limits: {outbox: {stall-timeout: 2s}}\n");
        try (ServerProcess server = ServerProcess.start(directory, "-c", config.toString());
                RawWebSocket stuck = new RawWebSocket(server.port(), "/connection/websocket",
                        4_096);
                RawWebSocket healthy = RawWebSocket.centrifuge(server);
                RawWebSocket publisher = RawWebSocket.centrifuge(server)) {
            subscribe(stuck);
            subscribe(healthy);
            CompletableFuture<Long> healthyEnd = readingInOrder(healthy);
            publish(publisher);
            assertThat(healthyEnd.get(60, TimeUnit.SECONDS)).isEqualTo(MESSAGES);
            ChannelHttp http = new ChannelHttp(server.url());
            org.awaitility.Awaitility.await().atMost(java.time.Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                            http.api("presence_stats", "{\"channel\":\"slow\"}"))
                            .contains("\"num_clients\":1"));
        }
    }

    /// S8: a thousand pages are asked for in one frame, and nothing is read.
    @Test
    void s8_whoAsksAThousandTimesAndReadsNothingCostsItsOutbox() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory);
                RawWebSocket greedy = new RawWebSocket(server.port(), "/connection/websocket",
                        4_096);
                RawWebSocket publisher = RawWebSocket.centrifuge(server)) {
            publish(publisher);
            ChannelHttp admin = new ChannelHttp(server.adminUrl());
            greedy.send("{\"id\":1,\"connect\":{}}");
            assertThat(greedy.read()).contains("\"connect\"");
            StringBuilder questions = new StringBuilder();
            for (int n = 2; n < 1_000; n++) {
                questions.append("{\"id\":").append(n).append(
                        ",\"history\":{\"channel\":\"slow\",\"limit\":10}}\n");
            }
            greedy.send(questions.toString());
            publisher.send("{\"id\":9999,\"presence_stats\":{\"channel\":\"slow\"}}");
            assertThat(publisher.read()).contains("\"id\":9999");
            assertThat(admin.get("/metrics").body())
                    .contains("tidings_connections{protocol=\"websocket\"} 2.0");
            // All are answered once they are read, a page of 32 KiB each.
            for (int n = 2; n < 1_000; n++) {
                String answer = greedy.read();
                while (answer.equals("{}")) {
                    greedy.send("{}");
                    answer = greedy.read();
                }
                assertThat(answer).contains("\"history\":{\"publications\":[{");
            }
        }
    }

    private static void subscribe(RawWebSocket socket) throws Exception {
        socket.send("{\"id\":1,\"connect\":{}}\n"
                + "{\"id\":2,\"subscribe\":{\"channel\":\"slow\"}}");
        assertThat(socket.read()).contains("\"connect\"");
        assertThat(socket.read()).contains("\"subscribe\"");
    }

    private static void publish(RawWebSocket publisher) throws Exception {
        publisher.send("{\"id\":1,\"connect\":{}}");
        assertThat(publisher.read()).contains("\"connect\"");
        for (int n = 1; n <= MESSAGES; n++) {
            publisher.send("{\"id\":%d,\"publish\":{\"channel\":\"slow\",\"data\":\"%s\"}}"
                    .formatted(n + 1, PADDING));
            if (n % 100 == 0) {
                for (int reply = 0; reply < 100; reply++) {
                    assertThat(publisher.read()).endsWith("\"publish\":{}}");
                }
            }
        }
    }

    private static CompletableFuture<Long> readingInOrder(RawWebSocket socket) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(readInOrder(socket));
            } catch (Exception | AssertionError e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    /// @return the offset of the last publication; all before it came once and in order
    private static long readInOrder(RawWebSocket socket) throws Exception {
        long at = 0;
        while (at < MESSAGES) {
            String frame = socket.read();
            if (frame.equals("{}")) {
                socket.send("{}");
                continue;
            }
            assertThat(frame).doesNotStartWith("close").isNotEqualTo("end");
            Matcher offsets = OFFSET.matcher(frame);
            while (offsets.find()) {
                assertThat(Long.parseLong(offsets.group(1))).isEqualTo(++at);
            }
        }
        return at;
    }
}
