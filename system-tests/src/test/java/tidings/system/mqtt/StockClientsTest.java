package tidings.system.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.system.ServerProcess;

/// Each stock client with each other kind of itself: everything that devices do.
class StockClientsTest {
    private static final String RULES = "channels: [{match: '**', message-bytes: 900KiB}]\n";

    /// It would tell of each message of QoS 2.
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5");

    @TempDir
    static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        PAHO.setLevel(Level.WARNING);
        Path config = Files.writeString(directory.resolve("tidings.yaml"), RULES);
        server = ServerProcess.start(directory, "-c", config.toString());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private static void eventually(ThrowingRunnable check) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10))
                .untilAsserted(check);
    }

    private static Peer connected(Kind kind) throws Exception {
        Peer peer = kind.peer(server, unique(), null);
        peer.connect(true);
        return peer;
    }

    @ParameterizedTest
    @EnumSource
    void eachQosComesAsItWasAskedForInOrder(Kind kind) throws Exception {
        String topic = "stock/" + unique();
        for (int granted = 0; granted <= 2; granted++) {
            try (Peer publisher = connected(kind); Peer subscriber = connected(kind)) {
                subscriber.subscribe(topic, granted);
                List<String> sent = new ArrayList<>();
                for (int n = 0; n < 30; n++) {
                    publisher.publish(topic, n % 3 + " " + n, n % 3, false);
                    sent.add(n % 3 + " " + n);
                }
                eventually(() -> assertThat(subscriber.got()).hasSize(30));
                // A client may hand on one of QoS 2 after its PUBREL only: order is that of a QoS.
                int max = granted;
                for (int qos = 0; qos <= 2; qos++) {
                    String of = qos + " ";
                    assertThat(subscriber.texts()).filteredOn(text -> text.startsWith(of))
                            .isEqualTo(sent.stream().filter(text -> text.startsWith(of)).toList());
                    int expected = Math.min(qos, max);
                    assertThat(subscriber.got()).filteredOn(got -> got.text().startsWith(of))
                            .allMatch(got -> got.qos() == expected && !got.retained());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRetainedComesFirstUntilItIsCleared(Kind kind) throws Exception {
        String topic = "stock/" + unique();
        try (Peer publisher = connected(kind)) {
            publisher.publish(topic + "/a", "first", 1, true);
            publisher.publish(topic + "/a", "second", 2, true);
            publisher.publish(topic + "/b", "other", 1, true);
            publisher.publish(topic + "/b", "", 1, true);
            publisher.publish(topic + "/c", "not retained", 1, false);
            try (Peer late = connected(kind)) {
                late.subscribe(topic + "/+", 2);
                publisher.publish(topic + "/end", "end", 1, false);
                eventually(() -> assertThat(late.texts()).contains("end"));
                eventually(() -> assertThat(late.texts()).containsExactlyInAnyOrder("second",
                        "end"));
                assertThat(late.got()).filteredOn(Peer.Got::retained)
                        .extracting(Peer.Got::text).containsExactly("second");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWillIsPublishedForOneThatBreaksOffOnly(Kind kind) throws Exception {
        String topic = "stock/" + unique();
        try (Peer watcher = connected(kind);
                Peer leaves = kind.peer(server, unique(), topic + "/leaves");
                Peer breaks = kind.peer(server, unique(), topic + "/breaks")) {
            watcher.subscribe(topic + "/#", 2);
            leaves.connect(true);
            breaks.connect(true);
            leaves.disconnect();
            breaks.breakOff();
            eventually(() -> assertThat(watcher.got()).extracting(Peer.Got::topic)
                    .containsExactly(topic + "/breaks"));
            try (Peer late = connected(kind)) {
                late.subscribe(topic + "/#", 1);
                eventually(() -> assertThat(late.texts()).containsExactly("gone"));
                assertThat(late.got().getFirst().retained()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wildcardsMatchWhatTheyShould(Kind kind) throws Exception {
        String root = unique();
        try (Peer publisher = connected(kind);
                Peer one = connected(kind);
                Peer all = connected(kind)) {
            one.subscribe(root + "/+/temperature", 1);
            all.subscribe(root + "/#", 1);
            all.subscribe("+/" + root, 1);
            List<String> topics = List.of(root, root + "/a", root + "/a/temperature",
                    root + "//temperature", root + "/a/b/temperature", "/" + root);
            publisher.publish("$hidden/" + root, "hidden", 1, false); // not of +
            for (String topic : topics) {
                publisher.publish(topic, topic, 1, false);
            }
            eventually(() -> assertThat(one.texts()).containsExactlyInAnyOrder(
                    root + "/a/temperature", root + "//temperature"));
            eventually(() -> assertThat(all.texts()).containsExactlyInAnyOrderElementsOf(topics));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thoseWhoShareGetEachMessageOnceBetweenThem(Kind kind) throws Exception {
        String topic = "stock/" + unique();
        List<String> sent = IntStream.range(0, 60).mapToObj(n -> "m" + n).toList();
        try (Peer publisher = connected(kind);
                Peer one = connected(kind);
                Peer other = connected(kind);
                Peer alone = connected(kind)) {
            one.subscribe("$share/group/" + topic + "/#", 2);
            other.subscribe("$share/group/" + topic + "/#", 2);
            alone.subscribe("$share/another/" + topic + "/+", 1);
            for (int n = 0; n < sent.size(); n++) {
                publisher.publish(topic + "/" + n, sent.get(n), n % 3, false);
            }
            eventually(() -> assertThat(Stream.of(one, other)
                    .flatMap(sharer -> sharer.texts().stream()).toList())
                    .containsExactlyInAnyOrderElementsOf(sent));
            eventually(() -> assertThat(alone.texts()).containsExactlyInAnyOrderElementsOf(sent));
            assertThat(one.got()).isNotEmpty();
            assertThat(other.got()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargePayloadComesWhole(Kind kind) throws Exception {
        byte[] payload = new byte[800_000];
        new Random(1).nextBytes(payload);
        String topic = "stock/" + unique();
        try (Peer publisher = connected(kind); Peer subscriber = connected(kind)) {
            subscriber.subscribe(topic, 2);
            for (int qos = 0; qos <= 2; qos++) {
                publisher.publish(topic, payload, qos, false, Map.of(), null);
            }
            eventually(() -> assertThat(subscriber.got()).hasSize(3));
            assertThat(subscriber.got()).allSatisfy(
                    got -> assertThat(got.payload()).isEqualTo(payload));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PAHO_5_TCP", "PAHO_5_WEBSOCKET", "HIVEMQ_5_TCP", "HIVEMQ_5_WEBSOCKET"})
    void userPropertiesAndContentTypeArePassedOn(Kind kind) throws Exception {
        String topic = "stock/" + unique();
        Map<String, String> properties = Map.of("unit", "°C", "empty", "");
        try (Peer publisher = connected(kind); Peer subscriber = connected(kind)) {
            subscriber.subscribe(topic, 1);
            for (int qos = 0; qos <= 2; qos++) {
                publisher.publish(topic, "21".getBytes(StandardCharsets.UTF_8),
                        qos, false, properties, "text/plain");
            }
            eventually(() -> assertThat(subscriber.got()).hasSize(3));
            assertThat(subscriber.got()).allSatisfy(got -> {
                assertThat(got.properties()).isEqualTo(properties);
                assertThat(got.contentType()).isEqualTo("text/plain");
            });
        }
    }

    @Test
    void sessionsAndWhatTheyMissedOutliveAKill(@TempDir Path own) throws Exception {
        List<String> sent = IntStream.range(0, 60).mapToObj(n -> "m" + n).toList();
        try (ServerProcess mine = ServerProcess.start(own)) {
            List<Peer> away = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                Peer peer = kind.peer(mine, "away-" + kind, null);
                away.add(peer);
                assertThat(peer.connect(false)).isFalse();
                peer.subscribe("stock/+", 2);
                peer.disconnect();
            }
            try (Peer publisher = Kind.HIVEMQ_5_TCP.peer(mine, "publisher", null)) {
                publisher.connect(true);
                for (int n = 0; n < sent.size(); n++) {
                    publisher.publish("stock/" + n, sent.get(n), 1 + n % 2, n == 7);
                }
            }
            mine.kill();
            mine.start();
            for (Peer peer : away) {
                assertThat(peer.connect(false)).isTrue();
                eventually(() -> assertThat(peer.texts()).hasSize(sent.size()));
                assertThat(peer.texts()).containsExactlyInAnyOrderElementsOf(sent);
                assertThat(peer.got()).noneMatch(Peer.Got::retained);
                peer.close();
            }
            for (Kind kind : Kind.values()) {
                try (Peer late = kind.peer(mine, "late-" + kind, null)) {
                    late.connect(true);
                    late.subscribe("stock/+", 1);
                    eventually(() -> assertThat(late.texts()).containsExactly("m7"));
                }
            }
        }
    }
}
