package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// CONNECT and CONNACK, §3.1 and §3.2.
class MqttConnectTest {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
            + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    /// What a CONNECT is refused with: the code of its CONNACK; -1 if there was none.
    private static int refusal(Version version, byte[] connect) {
        try (MqttClient client = MqttClient.open(SERVER, version)) {
            client.send(connect);
            FromServer first = client.next();
            if (first instanceof FromServer.Connack(boolean present, int code, var _)) {
                assertThat(present).isFalse();
                assertThat(code).isNotZero();
                assertThat(client.next()).isEqualTo(new FromServer.Closed());
                return code;
            }
            assertThat(first).isEqualTo(new FromServer.Closed());
            return -1;
        }
    }

    private static byte[] connect(Version version, int flags, Object... payload) {
        return packet(0x10, "MQTT", version.level(), flags, two(60),
                version == Version.V5 ? properties() : bytes(), bytes(payload));
    }

    /// 3.1.1 closes without a CONNACK; 5.0 may say why.
    private static void malformed(Version version, byte[] connect) {
        assertThat(refusal(version, connect)).isEqualTo(version == Version.V5 ? 0x81 : -1);
    }

    private static byte[] noProperties(Version version) {
        return version == Version.V5 ? properties() : bytes();
    }

    @InBothVersions
    @Statement(v3 = "3.1.0-1", v5 = "3.1.0-1")
    @Defect(4)
    void anythingBeforeConnectEndsTheConnectionAtOnce(Version version) {
        for (byte[] first : List.of(packet(0xc0), packet(0x30, "a", noProperties(version), 'x'),
                packet(0x82, two(1), noProperties(version), "a", 0), packet(0xe0),
                packet(0x40, two(1)),
                packet(0xf0, 0x18, properties(0x15, "m")), bytes('G', 'E', 'T', ' '))) {
            try (MqttClient client = MqttClient.open(SERVER, version)) {
                client.send(first);
                assertThat(client.next()).isEqualTo(new FromServer.Closed());
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.0-2", v5 = "3.1.0-2")
    void aSecondConnectEndsTheConnection(Version version) {
        Connecting how = Connecting.clean(version, "twice");
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.send(how.packetBytes());
            client.closedFor(0x82);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-1", v5 = "3.1.2-1")
    void anotherProtocolIsNotSpoken(Version version) {
        for (String name : List.of("mqtt", "MQTTT", "MQIsdp", "HTTP", "")) {
            int code = refusal(version, packet(0x10, name, version.level(), 2, two(60),
                    noProperties(version), "x"));
            assertThat(code).isEqualTo(version == Version.V5 ? 0x84 : -1);
        }
    }

    /// What MQTT 3.1 said: its client is told in the way it knows.
    @Test
    void theNameOfAnEarlierMqttIsRefusedForItsLevel() {
        assertThat(refusal(Version.V3_1_1, packet(0x10, "MQIsdp", 3, 2, two(60), "x")))
                .isEqualTo(1);
    }

    @Test
    @Statement(v3 = "3.1.2-2", v5 = "3.1.2-2")
    void anotherLevelIsRefusedWithItsCode() {
        for (int level : List.of(0, 1, 2, 3)) {
            assertThat(refusal(Version.V3_1_1, packet(0x10, "MQTT", level, 2, two(60), "x")))
                    .isEqualTo(1);
        }
        for (int level : List.of(6, 7, 0x84, 255)) {
            assertThat(refusal(Version.V5,
                    packet(0x10, "MQTT", level, 2, two(60), properties(), "x"))).isEqualTo(0x84);
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-3", "3.1.4-1"}, v5 = {"3.1.2-3", "3.1.4-1"})
    void theReservedFlagIsChecked(Version version) {
        malformed(version, connect(version, 0x03, "reserved"));
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-11", "3.1.2-13", "3.1.2-14", "3.1.2-15", "3.1.4-1"}, v5 = {"3.1.2-11",
            "3.1.2-12", "3.1.2-13", "3.1.4-1"})
    void flagsOfAWillMustFitTogether(Version version) {
        byte[] will = bytes(noProperties(version), "will/topic", "gone");
        malformed(version, connect(version, 0x02 | 0x08, "no-will"));
        malformed(version, connect(version, 0x02 | 0x10, "no-will"));
        malformed(version, connect(version, 0x02 | 0x20, "no-will"));
        malformed(version, connect(version, 0x02 | 0x08, "no-will", will));
        malformed(version, connect(version, 0x02, "no-will", will));
        malformed(version, connect(version, 0x06 | 0x18, "qos3", will));
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-9", "3.1.4-1"}, v5 = {"3.1.2-9", "3.1.4-1"})
    void aWillNeedsItsTopicAndPayload(Version version) {
        malformed(version, connect(version, 0x06, "will"));
        malformed(version, connect(version, 0x06, "will", noProperties(version)));
        malformed(version, connect(version, 0x06, "will", noProperties(version), "topic"));
    }

    @InBothVersions
    @Statement(v3 = {"3.1.2-18", "3.1.2-19", "3.1.2-20", "3.1.2-21", "3.1.4-1"}, v5 = {"3.1.2-16",
            "3.1.2-17", "3.1.2-18", "3.1.2-19", "3.1.4-1"})
    void flagsOfUserAndPasswordMustFitThePayload(Version version) {
        malformed(version, connect(version, 0x02, "user", "u"));
        malformed(version, connect(version, 0x82, "user"));
        malformed(version, connect(version, 0x82, "user", "u", "p"));
        malformed(version, connect(version, 0xc2, "user", "u"));
    }

    @Test
    @Statement(v3 = "3.1.2-22")
    void aPasswordNeedsAUserName() {
        malformed(Version.V3_1_1, connect(Version.V3_1_1, 0x42, "password", "p"));
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            client.send(connect(Version.V5, 0x42, "password", "p"));
            assertThat(client.expect(FromServer.Connack.class).code()).isZero();
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.3-3", "3.1.3-4", "3.1.3-10", "3.1.3-11", "3.1.4-1"}, v5 = {"3.1.3-3",
            "3.1.3-4", "3.1.3-11", "3.1.3-12", "3.1.4-1"})
    void stringsOfThePayloadAreThereAndAreUtf8(Version version) {
        byte[] wrong = string(bytes('a', 0xed, 0xa0, 0x80));
        malformed(version, connect(version, 0x02));
        malformed(version, connect(version, 0x02, wrong));
        malformed(version, connect(version, 0x06, "c", noProperties(version), wrong, "gone"));
        malformed(version, connect(version, 0x82, "c", wrong));
        malformed(version, connect(version, 0x82, "c", "u\0"));
    }

    @InBothVersions
    @Statement(v3 = {"3.1.3-1", "3.1.4-4"}, v5 = {"3.1.3-1", "3.1.4-5"})
    void theFieldsOfThePayloadAreReadInTheirOrder(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "order-watch");
                MqttClient client = MqttClient.open(SERVER, version)) {
            watcher.subscribe("order/will", 1);
            client.send(connect(version, 0xce, "order-client", noProperties(version), "order/will",
                    "the will", "user", "password"));
            assertThat(client.expect(FromServer.Connack.class).code()).isZero();
            client.drop();
            assertThat(watcher.received().payload()).isEqualTo("the will");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.3-5", v5 = "3.1.3-5")
    void everyPlainClientIdentifierIsTaken(Version version) {
        for (String id : List.of("a", "Z", "7", ALPHABET.substring(0, 23),
                ALPHABET.substring(23, 46), ALPHABET.substring(39))) {
            try (MqttClient client = MqttClient.open(SERVER, version)) {
                assertThat(client.connect(Connecting.clean(version, id)).code()).isZero();
                client.ping();
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.3-6", v5 = {"3.1.3-6", "3.1.3-7", "3.2.2-16"})
    void withoutAnIdentifierEachClientGetsItsOwn(Version version) {
        try (MqttClient one = MqttClient.open(SERVER, version);
                MqttClient other = MqttClient.open(SERVER, version)) {
            Set<String> assigned = new HashSet<>();
            for (MqttClient client : List.of(one, other)) {
                FromServer.Connack answer = client.connect(Connecting.clean(version, ""));
                assertThat(answer.code()).isZero();
                assertThat(answer.properties().has(0x12)).isEqualTo(version == Version.V5);
                assigned.add(answer.properties().text(0x12));
            }
            assertThat(assigned).hasSize(version == Version.V5 ? 2 : 1);
            one.ping();
            other.ping();
        }
    }

    @Test
    @Statement(v5 = {"3.1.3-7", "3.2.2-3"})
    void anAssignedIdentifierNamesItsSession() {
        String assigned;
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            assigned = client.connect(Connecting.durable(Version.V5, "")).properties().text(0x12);
            client.disconnect();
        }
        try (MqttClient again = MqttClient.open(SERVER, Version.V5)) {
            assertThat(again.connect(Connecting.durable(Version.V5, assigned)).present()).isTrue();
        }
    }

    @Test
    @Statement(v3 = {"3.1.3-7", "3.1.3-8", "3.2.2-5"})
    void withoutAnIdentifierNoSessionIsKept() {
        assertThat(refusal(Version.V3_1_1, connect(Version.V3_1_1, 0x00, ""))).isEqualTo(2);
    }

    @InBothVersions
    @Statement(v3 = {"3.1.3-9", "3.2.2-4", "3.2.2-5"}, v5 = {"3.1.3-8", "3.2.2-6", "3.2.2-7",
            "3.2.2-8", "3.14.0-1", "4.13.2-1"})
    void anIdentifierThatIsTooLongIsRefusedAndTheConnectionClosed(Version version) {
        int code = refusal(version, Connecting.clean(version, "c".repeat(300)).packetBytes());
        assertThat(code).isEqualTo(version == Version.V5 ? 0x85 : 2);
    }

    @Test
    @Statement(v3 = "3.2.2-6", v5 = "3.1.4-2")
    @Defect(7)
    void aWillThatCouldNotBePublishedIsRefused() {
        for (String topic : List.of("$SYS/will", "$share/will", "a".repeat(300))) {
            byte[] v3 = Connecting.clean(Version.V3_1_1, "bad-will").will(topic, "x", 1, false)
                    .packetBytes();
            byte[] v5 = Connecting.clean(Version.V5, "bad-will").will(topic, "x", 1, false)
                    .packetBytes();
            boolean tooLong = topic.length() > 255;
            assertThat(refusal(Version.V3_1_1, v3)).isEqualTo(tooLong ? -1 : 5);
            assertThat(refusal(Version.V5, v5)).isEqualTo(tooLong ? 0x90 : 0x87);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.2.2-4", v5 = "3.2.2-6")
    void aRefusalNeverSaysThatASessionIsPresent(Version version) {
        Connecting kept = Connecting.durable(version, "kept-and-refused");
        MqttClient.connected(SERVER, kept).disconnect();
        assertThat(refusal(version, kept.will("$SYS/will", "x", 0, false).packetBytes()))
                .isPositive();
        try (MqttClient again = MqttClient.open(SERVER, version)) {
            assertThat(again.connect(kept).present()).isTrue();
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.1.4-5", "3.1.4-1"}, v5 = {"3.1.4-6", "3.1.4-1"})
    void whatFollowsARefusedConnectIsNotRead(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "refused-watch");
                MqttClient client = MqttClient.open(SERVER, version)) {
            watcher.subscribe("after/refusal", 0);
            byte[] publish = packet(0x30, "after/refusal", noProperties(version), 'x');
            client.send(Connecting.clean(version, "c".repeat(300)).packetBytes(), publish);
            assertThat(client.next()).isInstanceOf(FromServer.Connack.class);
            assertThat(client.next()).isEqualTo(new FromServer.Closed());
            try (MqttClient malformed = MqttClient.open(SERVER, version)) {
                malformed.send(connect(version, 0x03, "reserved"), publish);
                FromServer first = malformed.next();
                assertThat(first instanceof FromServer.Connack ? malformed.next() : first)
                        .isEqualTo(new FromServer.Closed());
            }
            watcher.publish(1, "after/refusal", "the first");
            assertThat(watcher.received().payload()).isEqualTo("the first");
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.2.0-1", "3.1.4-4"}, v5 = {"3.2.0-1", "3.2.0-2", "3.2.2-1", "3.1.4-5"})
    void connackIsTheFirstPacketAndTheOnlyOneOfItsKind(Version version) {
        try (MqttClient client = MqttClient.open(SERVER, version)) {
            client.send(Connecting.clean(version, "pipelined").packetBytes(),
                    packet(0x82, two(1), noProperties(version), "pipe/lined", 1),
                    packet(0x32, "pipe/lined", two(2), noProperties(version), 'x'));
            assertThat(client.expect(FromServer.Connack.class))
                    .matches(answer -> answer.code() == 0 && !answer.present());
            client.expect(FromServer.Suback.class);
            assertThat(client.await(FromServer.Puback.class).id()).isEqualTo(2);
            assertThat(client.received().payload()).isEqualTo("x");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.4-2", v5 = {"3.1.4-3", "3.14.2-1", "3.14.2-2"})
    void aSecondConnectionOfAClientEndsTheFirst(Version version) {
        for (boolean durable : List.of(false, true)) {
            Connecting how = durable
                    ? Connecting.durable(version, "taken")
                    : Connecting.clean(version, "taken");
            try (MqttClient first = MqttClient.connected(SERVER, how);
                    MqttClient second = MqttClient.connected(SERVER, how)) {
                first.closedFor(0x8e);
                second.ping();
            }
        }
    }

    /// Who is taken over before its CONNACK has one that says no, and no DISCONNECT.
    @Test
    @Statement(v5 = {"3.2.0-1", "3.1.4-3"})
    void nothingComesBeforeConnackToWhoIsTakenOverAtOnce() {
        Connecting how = Connecting.durable(Version.V5, "crowd");
        for (int round = 0; round < 5; round++) {
            List<MqttClient> crowd = Stream.generate(() -> MqttClient.open(SERVER, Version.V5))
                    .limit(20).toList();
            crowd.forEach(client -> client.send(how.packetBytes()));
            for (MqttClient client : crowd) {
                int code = client.expect(FromServer.Connack.class).code();
                assertThat(code).isIn(0, 0x80);
                if (code != 0) {
                    assertThat(client.next()).isEqualTo(new FromServer.Closed());
                }
            }
            crowd.forEach(MqttClient::close);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.1.2-24", v5 = {"3.1.2-22", "3.2.2-22", "4.13.2-1"})
    void aSilentClientIsCutAfterOneAndAHalfKeepAlives(Version version) {
        try (MqttClient watcher = MqttClient.connected(SERVER, version, "silence-watch");
                MqttClient off = MqttClient.connected(SERVER,
                        Connecting.clean(version, "silent-off").keepAlive(0));
                MqttClient silent = MqttClient.connected(SERVER, Connecting.clean(version, "silent")
                        .keepAlive(1).will("silence/will", "cut", 0, false))) {
            watcher.subscribe("silence/will", 0);
            long from = System.nanoTime();
            silent.ping();
            silent.closedFor(0x8d);
            assertThat((System.nanoTime() - from) / 1_000_000).isBetween(1_400L, 4_000L);
            assertThat(watcher.received().payload()).isEqualTo("cut");
            off.ping();
        }
    }

    /// Of a PUBLISH of 200 bytes: five a second.
    @InBothVersions
    @Statement(v3 = "3.1.2-24", v5 = "3.1.2-22")
    void crumbsOfAPacketAreSilence(Version version) {
        try (MqttClient slow = MqttClient.connected(SERVER,
                Connecting.clean(version, "crumbs").keepAlive(1));
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            slow.send(bytes(0x30, 0xc8, 0x01, "crumbs", slow.only5()));
            long from = System.nanoTime();
            var _ = clock.scheduleAtFixedRate(() -> slow.send(bytes(' ')), 200, 200,
                    TimeUnit.MILLISECONDS);
            slow.closedFor(0x8d);
            assertThat((System.nanoTime() - from) / 1_000_000).isBetween(1_400L, 4_000L);
        }
    }

    /// Its 6,000 bytes come within two keep-alives and a half.
    @InBothVersions
    void aLargePacketMayTakeLongerThanAKeepAlive(Version version) throws Exception {
        try (MqttClient slow = MqttClient.connected(SERVER,
                Connecting.clean(version, "long-winded").keepAlive(1));
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            byte[] publish = packet(0x30, "long/wind", slow.only5(), utf8("x".repeat(6_000)));
            int sent = 0;
            while (sent < publish.length) {
                int end = Math.min(sent + 1_200, publish.length);
                byte[] part = Arrays.copyOfRange(publish, sent, end);
                clock.schedule(() -> slow.send(part), 500, TimeUnit.MILLISECONDS).get();
                sent = end;
            }
            slow.ping();
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-28", "4.12.0-6"})
    void whatWasNotAskedForIsNotInConnack() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            Properties properties = client
                    .connect(Connecting.clean(Version.V5, "plain").with(0x19, 0)).properties();
            assertThat(properties.has(0x1a)).as("response information").isFalse();
            assertThat(properties.has(0x15)).as("authentication method").isFalse();
        }
    }

    @Test
    @Statement(v5 = {"4.12.0-1", "4.12.0-4", "4.13.2-1"})
    void anUnknownAuthenticationMethodIsRefused() {
        assertThat(refusal(Version.V5,
                Connecting.clean(Version.V5, "auth").with(0x15, "SCRAM-SHA-1").packetBytes()))
                .isEqualTo(0x8c);
    }

    @Test
    @Statement(v5 = {"4.12.0-7", "4.13.1-1"})
    void authWithoutAMethodEndsTheConnection() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "auth-late")) {
            client.send(packet(0xf0, 0x19, properties(0x15, "m")));
            assertThat(client.closed()).isEqualTo(0x82);
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-24", "3.2.2-19"})
    void connackLeavesItsReasonOutForAClientThatTakesLittle() {
        Connecting bad = Connecting.clean(Version.V5, "small").with(0x27, four(20))
                .will("$SYS/will", "x", 0, false);
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            FromServer.Connack answer = client.connect(bad);
            assertThat(answer.code()).isEqualTo(0x87);
            assertThat(answer.properties().has(0x1f)).isFalse();
        }
        Connecting large = Connecting.clean(Version.V5, "large").will("$SYS/will", "x", 0, false);
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            assertThat(client.connect(large).properties().text(0x1f)).isNotEmpty();
        }
    }

    @Test
    @Statement(v5 = "3.1.4-1")
    @Defect(9)
    void propertiesOfConnectAreChecked() {
        for (byte[] wrong : List.of(bytes(0x21, two(0)), bytes(0x27, four(0)), bytes(0x17, 2),
                bytes(0x19, 2), bytes(0x11, four(1), 0x11, four(1)), bytes(0x01, 1),
                bytes(0x16, "data"))) {
            assertThat(refusal(Version.V5,
                    Connecting.clean(Version.V5, "wrong").with(wrong).packetBytes()))
                    .isIn(0x81, 0x82);
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-29", "3.1.2-22"})
    void withoutProblemInformationOnlyEndsAreExplained() {
        Connecting quiet = Connecting.clean(Version.V5, "quiet").with(0x17, 0);
        try (MqttClient client = MqttClient.connected(SERVER, quiet)) {
            FromServer.Suback refused = client.subscribe("$SYS/x", 0);
            assertThat(refused.reasons()).containsExactly(0x87);
            assertThat(refused.properties()).isEqualTo(Properties.NONE);
            client.sendPublish(1, false, 7, "$SYS/x", "no");
            assertThat(client.await(FromServer.Puback.class))
                    .isEqualTo(new FromServer.Puback(7, 0x87, Properties.NONE));
            client.sendPublish(2, false, 8, "$SYS/x", "no");
            assertThat(client.await(FromServer.Pubrec.class))
                    .isEqualTo(new FromServer.Pubrec(8, 0x87, Properties.NONE));
        }
    }
}
