package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.StreamPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stock Java SDK against the packaged server; numbers are rows of docs/compatibility.md.
class JavaSdkTest {
    private static final String RULES = """
            channels:
              - match: 'small:**'
                log: {entries: 2, age: 1h}
              - match: 'loose:**'
                log: none
              - match: 'bare:**'
                presence: false
                join-leave: off
              - match: '**'
            """;
    @TempDir
    static Path directory;
    private static ServerProcess server;
    private static ChannelHttp http;

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.writeString(directory.resolve("tidings.yaml"), RULES);
        server = ServerProcess.start(directory, "-c", config.toString());
        http = new ChannelHttp(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String channel() {
        return "java:" + UUID.randomUUID();
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable check) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10))
                .untilAsserted(check);
    }

    @Test
    void row1_connectGivesEachConnectionItsOwnId() {
        try (JavaSdk one = new JavaSdk(server); JavaSdk two = new JavaSdk(server)) {
            eventually(() -> assertThat(one.id()).isNotEmpty());
            eventually(() -> assertThat(two.id()).isNotEmpty().isNotEqualTo(one.id()));
            one.client().disconnect();
            eventually(() -> assertThat(one.events.getLast()).startsWith("disconnected 0"));
        }
    }

    @Test
    void row3_subscribedComesBeforeAnyPublicationUnderABusyPublisher() throws Exception {
        String channel = channel();
        AtomicBoolean busy = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        try (JavaSdk publisher = new JavaSdk(server)) {
            Thread publishing = Thread.ofVirtual().start(() -> {
                while (busy.get()) {
                    publisher.publish(channel, "" + sent.getAndIncrement());
                }
            });
            for (int i = 0; i < 5; i++) {
                try (JavaSdk one = new JavaSdk(server)) {
                    JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
                    eventually(() -> assertThat(collected.got).hasSizeGreaterThan(50));
                    assertThat(collected.events.get(0)).startsWith("subscribing");
                    assertThat(collected.events.get(1)).startsWith("subscribed");
                    int first = Integer.parseInt(collected.got.getFirst().text());
                    List<JavaSdk.Got> got = List.copyOf(collected.got);
                    for (int n = 0; n < got.size(); n++) {
                        assertThat(got.get(n).text()).isEqualTo("" + (first + n));
                    }
                }
            }
            busy.set(false);
            publishing.join();
        }
    }

    @Test
    void row4_ownPublicationComesBackWithItsSenderAndBytesStayBytes() {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            assertThat(one.publish(channel, "\u0000not JSON\u0001")).isEqualTo("ok");
            eventually(() -> assertThat(collected.got).hasSize(1));
            assertThat(collected.got.getFirst())
                    .isEqualTo(new JavaSdk.Got(1, "\u0000not JSON\u0001", one.id()));
        }
    }

    @Test
    void row5_apiPublishesComeInOrder() throws Exception {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            for (int n = 0; n < 50; n++) {
                assertThat(http.post(channel, "" + n).statusCode()).isEqualTo(200);
            }
            eventually(() -> assertThat(collected.got.stream().map(JavaSdk.Got::text))
                    .isEqualTo(IntStream.range(0, 50).mapToObj(n -> "" + n).toList()));
        }
    }

    @Test
    void row6_rpcIsNotAvailableAndTidingsSendSaysWhereAndOnce() {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            assertThat(rpc(one, "nothing", "{}")).isEqualTo("error 108");
            String send = "{\"channel\":\"%s\",\"id\":\"m1\",\"data\":{\"n\":1}}"
                    .formatted(channel);
            String first = rpc(one, "tidings.send", send);
            assertThat(first).contains("\"offset\":1").contains("\"duplicate\":false");
            assertThat(rpc(one, "tidings.send", send))
                    .isEqualTo(first.replace("false", "true"));
            assertThat(rpc(one, "tidings.send", send.replace("\"n\":1", "\"n\":2")))
                    .isEqualTo("error 107");
        }
    }

    private static String rpc(JavaSdk sdk, String method, String json) {
        return JavaSdk.<RPCResult>outcome(callback -> sdk.client().rpc(method,
                json.getBytes(StandardCharsets.UTF_8), callback),
                result -> new String(result.getData(), StandardCharsets.UTF_8));
    }

    @Test
    void row7_presenceCountsClientsAndUsers() {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server); JavaSdk two = new JavaSdk(server)) {
            for (JavaSdk sdk : List.of(one, two)) {
                JavaSdk.Collected collected = sdk.subscribe(channel, _ -> {});
                eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            }
            assertThat(stats(one, channel)).isEqualTo("2/1");
            assertThat(stats(one, "bare:" + channel)).isEqualTo("error 108");
            two.client().disconnect();
            eventually(() -> assertThat(stats(one, channel)).isEqualTo("1/1"));
        }
    }

    private static String stats(JavaSdk sdk, String channel) {
        return JavaSdk.<PresenceStatsResult>outcome(
                callback -> sdk.client().presenceStats(channel, callback),
                result -> result.getNumClients() + "/" + result.getNumUsers());
    }

    @Test
    void row8_joinAndLeaveAreSeenByAnotherNeverLeaveFirst() {
        String channel = channel();
        try (JavaSdk watcher = new JavaSdk(server)) {
            JavaSdk.Collected seen = watcher.subscribe(channel,
                    options -> options.setJoinLeave(true));
            eventually(() -> assertThat(seen.has("join " + watcher.id())).isTrue());
            JavaSdk other = new JavaSdk(server);
            other.subscribe(channel, _ -> {});
            eventually(() -> assertThat(other.id()).isNotEmpty());
            String id = other.id();
            eventually(() -> assertThat(seen.has("join " + id)).isTrue());
            other.close();
            eventually(() -> assertThat(seen.has("leave " + id)).isTrue());
            assertThat(seen.events.stream().filter(event -> event.endsWith(id)))
                    .containsExactly("join " + id, "leave " + id);
        }
    }

    @Test
    void row9_historyGivesPagesBothWaysAndRefusesAnotherEpoch() {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            for (int n = 1; n <= 10; n++) {
                assertThat(one.publish(channel, "" + n)).isEqualTo("ok");
            }
            assertThat(history(one, channel, 0, null, false)).isEqualTo("[] at 10");
            assertThat(history(one, channel, 3, null, false)).isEqualTo("[1, 2, 3] at 10");
            assertThat(history(one, channel, -1, null, false))
                    .isEqualTo("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10] at 10");
            assertThat(history(one, channel, 3, null, true)).isEqualTo("[10, 9, 8] at 10");
            assertThat(history(one, channel, 2, new StreamPosition(4, "other"), false))
                    .isEqualTo("error 112");
            assertThat(history(one, channel, 2, new StreamPosition(4, ""), false))
                    .isEqualTo("[5, 6] at 10");
            assertThat(history(one, "loose:" + channel, 1, null, false)).isEqualTo("error 108");
        }
    }

    private static String history(JavaSdk sdk, String channel, int limit,
            @org.jspecify.annotations.Nullable StreamPosition since, boolean reverse) {
        HistoryOptions.Builder options = new HistoryOptions.Builder().withLimit(limit)
                .withReverse(reverse);
        if (since != null) {
            options.withSince(since);
        }
        return JavaSdk.<HistoryResult>outcome(
                callback -> sdk.client().history(channel, options.build(), callback),
                result -> result.getPublications().stream()
                        .map(publication -> new String(publication.getData(),
                                StandardCharsets.UTF_8))
                        .toList() + " at " + result.getOffset());
    }

    @Test
    void row10_aResubscribeMissesNothing() throws Exception {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            http.post(channel, "0");
            eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            http.post(channel, "1");
            eventually(() -> assertThat(collected.got).isNotEmpty());
            long from = collected.got.getLast().offset();
            one.client().getSubscription(channel).unsubscribe();
            for (int n = 2; n < 600; n++) {
                http.post(channel, "" + n);
            }
            one.client().getSubscription(channel).subscribe();
            eventually(() -> assertThat(collected.got.getLast().text()).isEqualTo("599"));
            List<JavaSdk.Got> got = List.copyOf(collected.got);
            assertThat(got.stream().map(JavaSdk.Got::offset)).doesNotHaveDuplicates().isSorted();
            assertThat(got.getLast().offset() - from).isEqualTo(598);
            assertThat(collected.events.stream().filter(event -> event.startsWith("subscribed"))
                    .toList().getLast()).startsWith("subscribed true true");
        }
    }

    @Test
    void row11_moreMissedThanIsKeptIsToldPlainly() throws Exception {
        String channel = "small:" + channel();
        try (JavaSdk one = new JavaSdk(server)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            http.post(channel, "0");
            eventually(() -> assertThat(collected.got).hasSize(1));
            one.client().getSubscription(channel).unsubscribe();
            // What is asked after it is answered after it.
            rpc(one, "tidings.send",
                    "{\"channel\":\"%s\",\"id\":\"after\",\"data\":1}".formatted(channel()));
            for (int n = 1; n < 6; n++) {
                http.post(channel, "" + n);
            }
            one.client().getSubscription(channel).subscribe();
            eventually(() -> assertThat(collected.events.getLast())
                    .startsWith("subscribed true false"));
            http.post(channel, "6");
            eventually(() -> assertThat(collected.got.getLast().text()).isEqualTo("6"));
            assertThat(collected.got).hasSize(2);
        }
    }

    @Test
    void row12_killAndRestartInTheMiddleOfTrafficIsRecovered(@TempDir Path own) throws Exception {
        String channel = channel();
        List<String> acked = new ArrayList<>();
        try (ServerProcess mine = ServerProcess.start(own);
                JavaSdk publisher = new JavaSdk(mine);
                JavaSdk one = new JavaSdk(mine)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            for (int n = 0; n < 400; n++) {
                String send = "{\"channel\":\"%s\",\"id\":\"m%d\",\"data\":\"m%d\"}"
                        .formatted(channel, n, n);
                if (n % 100 == 50) {
                    mine.kill();
                    mine.start();
                }
                String answer = rpc(publisher, "tidings.send", send);
                while (!answer.startsWith("{")) {
                    answer = rpc(publisher, "tidings.send", send);
                }
                acked.add("\"m" + n + "\"");
            }
            eventually(() -> assertThat(collected.got).hasSize(400));
            assertThat(collected.got.stream().map(JavaSdk.Got::text)).isEqualTo(acked);
            List<String> subscribed = collected.events.stream()
                    .filter(event -> event.startsWith("subscribed")).toList();
            assertThat(subscribed).hasSize(5);
            assertThat(subscribed.subList(1, 5))
                    .allMatch(event -> event.startsWith("subscribed true true"));
        }
    }

    @Test
    void row17_disconnectByTheApi() throws Exception {
        try (JavaSdk one = new JavaSdk(server)) {
            eventually(() -> assertThat(one.id()).isNotEmpty());
            String id = one.id();
            disconnect(id, 3000, "gone");
            eventually(() -> assertThat(one.events).contains("connecting 1"));
            eventually(() -> assertThat(one.id()).isNotEqualTo(id));
            disconnect(one.id(), 3501, "bad request");
            eventually(() -> assertThat(one.events.getLast())
                    .isEqualTo("disconnected 3501 bad request"));
        }
    }

    private static void disconnect(String id, int code, String reason) throws Exception {
        String body = "{\"user\":\"\",\"client\":\"%s\",\"disconnect\":{\"code\":%d,\"reason\":\"%s\"}}"
                .formatted(id, code, reason);
        assertThat(http.api("disconnect", body)).isEqualTo("{\"result\":{}}");
    }

    @Test
    void row18_unsubscribeByTheApiIsFinal() throws Exception {
        String channel = channel();
        try (JavaSdk one = new JavaSdk(server)) {
            JavaSdk.Collected collected = one.subscribe(channel, _ -> {});
            eventually(() -> assertThat(collected.has("subscribed")).isTrue());
            http.api("unsubscribe", "{\"user\":\"\",\"client\":\"%s\",\"channel\":\"%s\"}"
                    .formatted(one.id(), channel));
            eventually(() -> assertThat(collected.events.getLast()).isEqualTo("unsubscribed 2000"));
        }
    }

    @Test
    void row20_aMessageOver64KiBClosesTheConnection() {
        try (JavaSdk one = new JavaSdk(server)) {
            eventually(() -> assertThat(one.id()).isNotEmpty());
            one.client().publish(channel(), new byte[65_537], (_, _) -> {});
            // The SDK's own code 3: it knows why. This version comes back; newer ones do not.
            eventually(() -> assertThat(one.events).contains("connecting 3"));
        }
    }
}
