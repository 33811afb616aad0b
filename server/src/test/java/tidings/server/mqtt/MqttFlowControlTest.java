package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;
import tidings.testkit.mqtt.MqttBytes;

/// Receive Maximum and Maximum Packet Size, §3.1.2.11 and §4.9.
class MqttFlowControlTest {
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int PACKET_MAXIMUM = 0x27;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @Test
    @Statement(v5 = {"3.3.4-9", "4.9.0-1", "4.9.0-2"})
    @Defect(5)
    void noMoreIsSentThanTheClientTakesUnacknowledgedAndNoLess() {
        int max = 5;
        Connecting how = Connecting.clean(Version.V5, "window").with(RECEIVE_MAXIMUM, two(max));
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "window-out")) {
            client.subscribe("window/#", 2);
            for (int i = 0; i < 20; i++) {
                publisher.publish(i % 2 + 1, "window/1", String.valueOf(i));
            }
            List<FromServer.Publish> held = new ArrayList<>();
            for (int i = 0; i < max; i++) {
                held.add(client.expect(FromServer.Publish.class));
            }
            quiet(client);
            // A PUBREC makes no room; what ends an exchange does, each for one.
            FromServer.Publish two = held.stream().filter(each -> each.qos() == 2).findFirst()
                    .orElseThrow();
            client.send(packet(0x50, two(two.id())));
            client.expect(FromServer.Pubrel.class);
            quiet(client);
            client.send(packet(0x70, two(two.id())));
            FromServer.Publish next = client.expect(FromServer.Publish.class);
            assertThat(next.payload()).isEqualTo("5");
            quiet(client);
            FromServer.Publish one = held.stream().filter(each -> each.qos() == 1).findFirst()
                    .orElseThrow();
            client.send(packet(0x40, two(one.id())));
            assertThat(client.expect(FromServer.Publish.class).payload()).isEqualTo("6");
            quiet(client);
            FromServer.Publish failed = held.stream()
                    .filter(each -> each.qos() == 2 && each.id() != two.id()).findFirst()
                    .orElseThrow();
            client.send(packet(0x50, two(failed.id()), 0x97));
            assertThat(client.expect(FromServer.Publish.class).payload()).isEqualTo("7");
            quiet(client);
        }
    }

    /// Nothing but what is asked for comes: other loops have had time to send.
    private static void quiet(MqttClient client) {
        for (int i = 0; i < 3; i++) {
            client.send(packet(0xc0));
            client.expect(FromServer.Pingresp.class);
        }
    }

    /// What a connection takes is its own: what is sent again counts, too.
    @Test
    @Statement(v5 = {"3.3.4-9", "4.9.0-1", "4.9.0-2"})
    void whatIsSentAgainIsNoMoreThanTheClientTakesNow() {
        for (int qos = 1; qos <= 2; qos++) {
            Connecting how = Connecting.durable(Version.V5, "takes-less-" + qos);
            String topic = "takes-less/" + qos;
            try (MqttClient client = MqttClient.connected(SERVER, how)) {
                client.subscribe(topic, qos);
                for (int i = 1; i <= 5; i++) {
                    client.publish(qos, topic, "" + i);
                    client.expect(FromServer.Publish.class);
                }
                client.disconnect();
            }
            try (MqttClient again = MqttClient.connected(SERVER,
                    how.with(RECEIVE_MAXIMUM, two(2)))) {
                FromServer.Publish first = again.expect(FromServer.Publish.class);
                FromServer.Publish second = again.expect(FromServer.Publish.class);
                quiet(again);
                assertThat(first.payload()).isEqualTo("1");
                assertThat(second.payload()).isEqualTo("2");
                again.acknowledge(second);
                FromServer.Publish third = again.expect(FromServer.Publish.class);
                assertThat(third.payload()).isEqualTo("3");
                quiet(again);
                again.acknowledge(first);
                again.acknowledge(third);
                assertThat(again.payloads(2)).containsExactly("4", "5");
                again.publish(1, topic, "new");
                assertThat(again.received().payload()).isEqualTo("new");
            }
        }
    }

    /// The quota is one of PUBLISH packets alone, but what is not released yet takes its part of it.
    @Test
    @Statement(v5 = {"4.4.0-1", "4.6.0-4", "4.9.0-2", "4.9.0-3"})
    void whatIsToBeReleasedComesFirstHoweverLittleTheClientTakesNow() {
        Connecting how = Connecting.durable(Version.V5, "releases");
        List<FromServer.Publish> sent = new ArrayList<>();
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("releases", 2);
            for (int i = 1; i <= 4; i++) {
                client.publish(2, "releases", "" + i);
                sent.add(client.expect(FromServer.Publish.class));
            }
            for (FromServer.Publish each : sent.subList(0, 2)) {
                client.send(packet(0x50, two(each.id())));
                client.expect(FromServer.Pubrel.class);
            }
            client.disconnect();
        }
        try (MqttClient again = MqttClient.connected(SERVER,
                how.with(RECEIVE_MAXIMUM, two(1)))) {
            for (FromServer.Publish each : sent.subList(0, 2)) {
                assertThat(again.expect(FromServer.Pubrel.class).id()).isEqualTo(each.id());
            }
            quiet(again);
            again.send(packet(0x70, two(sent.get(1).id())));
            quiet(again);
            again.send(packet(0x70, two(sent.get(0).id())));
            for (FromServer.Publish each : sent.subList(2, 4)) {
                FromServer.Publish next = again.expect(FromServer.Publish.class);
                assertThat(next.id()).isEqualTo(each.id());
                assertThat(next.duplicate()).isTrue();
                quiet(again);
                again.acknowledge(next);
            }
            again.publish(1, "releases", "new");
            assertThat(again.received().payload()).isEqualTo("new");
        }
    }

    @Test
    @Statement(v5 = {"3.3.4-10", "4.9.0-3"})
    void everythingElseGoesOnWhileTheWindowIsFull() {
        Connecting how = Connecting.clean(Version.V5, "full").with(RECEIVE_MAXIMUM, two(1));
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("full", 2);
            client.publish(1, "full", "held");
            client.publish(1, "full", "waits");
            client.publish(2, "full", "waits too");
            client.subscribe("other", 0);
            client.unsubscribe("other");
            FromServer.Publish held = client.expect(FromServer.Publish.class);
            assertThat(held.payload()).isEqualTo("held");
            client.publish(2, "other", "nobody's");
            quiet(client);
            client.send(packet(0x40, two(held.id())));
            assertThat(client.payloads(2)).containsExactly("waits", "waits too");
        }
    }

    @Test
    @Statement(v5 = {"3.3.4-7", "4.13.1-1"})
    @Defect(5)
    void aClientThatSendsMoreThanTheServerTakesIsCut() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            int max = (int) client.connect(Connecting.clean(Version.V5, "floods")).properties()
                    .number(RECEIVE_MAXIMUM);
            assertThat(max).isPositive();
            for (int i = 1; i <= max; i++) {
                client.sendPublish(2, false, i, "floods", "x");
                client.await(FromServer.Pubrec.class);
            }
            client.ping();
            client.sendPublish(2, false, max + 1, "floods", "x");
            assertThat(client.closed()).isEqualTo(0x93);
        }
    }

    /// What an earlier connection left open is not held against this one: the quota begins anew.
    @Test
    @Statement(v5 = {"3.3.4-7", "4.9.0-1"})
    void whatIsLeftOfAnEarlierConnectionTakesNothingOfTheQuota() {
        Connecting how = Connecting.durable(Version.V5, "left");
        int max;
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            max = (int) client.connect(how).properties().number(RECEIVE_MAXIMUM);
            leaveOpen(client, 1, max);
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            for (int id = 1; id <= max; id++) {
                again.sendPublish(2, true, id, "left", "x"); // again, as after a lost PUBREC
                again.await(FromServer.Pubrec.class);
            }
            leaveOpen(again, 1_001, max);
            for (int id = 1; id <= max; id++) {
                again.release(id);
            }
            again.ping();
            again.sendPublish(2, false, 2_000, "left", "one too many");
            assertThat(again.closed()).isEqualTo(0x93);
        }
    }

    private static void leaveOpen(MqttClient client, int firstId, int count) {
        for (int id = firstId; id < firstId + count; id++) {
            client.sendPublish(2, false, id, "left", "x");
            client.await(FromServer.Pubrec.class);
        }
    }

    @Test
    @Statement(v5 = "3.3.4-7")
    void whatWasAnsweredMakesRoomAgain() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            int max = (int) client.connect(Connecting.clean(Version.V5, "polite")).properties()
                    .number(RECEIVE_MAXIMUM);
            for (int i = 1; i <= max; i++) {
                client.sendPublish(2, false, i, "polite", "x");
                client.await(FromServer.Pubrec.class);
            }
            for (int i = 1; i <= max; i++) {
                client.release(i);
                client.sendPublish(2, false, 1_000 + i, "polite", "x");
                client.await(FromServer.Pubrec.class);
            }
            client.ping();
        }
    }

    /// What their shards have answered out of turn is not counted twice.
    @Test
    @Statement(v5 = "3.3.4-7")
    void aClientThatUsesItUpInSeveralChannelsIsNotCut() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            int max = (int) client.connect(Connecting.clean(Version.V5, "busy")).properties()
                    .number(RECEIVE_MAXIMUM);
            int count = 20 * max;
            int sent = 0;
            for (int completed = 0; completed < count;) {
                List<byte[]> together = new ArrayList<>();
                for (; sent < count && sent - completed < max; sent++) {
                    together.add(packet(0x34, "busy/" + sent % 8, two(sent + 1), 0, 'x'));
                }
                client.send(MqttBytes.bytes(together.toArray()));
                switch (client.next()) {
                    case FromServer.Pubrec pubrec -> client.send(packet(0x62, two(pubrec.id())));
                    case FromServer.Pubcomp _ -> completed++;
                    case FromServer other -> throw new AssertionError(other);
                }
            }
        }
    }

    /// 3.1.1 knows no Receive Maximum: a client may have any number on their way.
    @Test
    @Statement(v3 = {"3.3.4-1", "4.3.2-2", "4.3.3-2"})
    void aClientOfThreeMaySendAsMuchAsItLikes() {
        int count = 500;
        for (int qos = 1; qos <= 2; qos++) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V3_1_1, "many")) {
                List<byte[]> all = new ArrayList<>();
                for (int id = 1; id <= count; id++) {
                    all.add(packet(0x30 | qos << 1, "many/" + id % 10, two(id), 'x'));
                }
                client.send(MqttBytes.bytes(all.toArray()));
                for (int id = 1; id <= count; id++) {
                    assertThat(client.next()).isEqualTo(qos == 1
                            ? new FromServer.Puback(id, 0, Properties.NONE)
                            : new FromServer.Pubrec(id, 0, Properties.NONE));
                }
                for (int id = 1; qos == 2 && id <= count; id++) {
                    client.release(id);
                }
                client.ping();
            }
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-24", "3.1.2-25"})
    void aMessageThatTheClientCannotTakeIsPassedOverAndHoldsNothingUp() {
        Connecting how = Connecting.durable(Version.V5, "little").with(PACKET_MAXIMUM, four(100))
                .with(RECEIVE_MAXIMUM, two(2));
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "little-out")) {
            client.subscribe("little/#", 2);
            for (int qos = 0; qos <= 2; qos++) {
                for (int i = 0; i < 3; i++) {
                    publisher.publish(qos, "little/x", "y".repeat(100));
                }
                publisher.retain(qos, "little/retained" + qos, "y".repeat(100));
                publisher.publish(qos, "little/x", "fits " + qos);
                assertThat(client.received().payload()).isEqualTo("fits " + qos);
            }
            client.subscribe("little/#", 1);
            client.publish(1, "little/x", "after the retained");
            assertThat(client.received().payload()).isEqualTo("after the retained");
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            again.publish(1, "little/x", "later");
            assertThat(again.received().payload()).isEqualTo("later");
            for (int qos = 0; qos <= 2; qos++) {
                again.retain(1, "little/retained" + qos, "");
            }
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-24", "3.2.0-1", "3.14.0-1"})
    void aClientThatCannotTakeItsAnswerIsCut() {
        Connecting nothing = Connecting.clean(Version.V5, "tiny");
        for (int max : List.of(1, 4, 12)) {
            try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
                client.send(nothing.with(PACKET_MAXIMUM, four(max)).packetBytes());
                FromServer first = client.next();
                if (first instanceof FromServer.Connack(var _, int code, var _)) {
                    assertThat(code).isEqualTo(0x95);
                    first = client.next();
                }
                assertThat(first).isEqualTo(new FromServer.Closed());
            }
        }
        try (MqttClient client = MqttClient.connected(SERVER,
                nothing.with(PACKET_MAXIMUM, four(30)))) {
            List<byte[]> filters = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                filters.add(MqttBytes.bytes("tiny/" + i, 0));
            }
            client.send(packet(0x82, two(1), 0, MqttBytes.bytes(filters.toArray())));
            assertThat(client.closed()).isEqualTo(0x95);
        }
    }

    @InBothVersions
    @Statement(v3 = "4.8.0-1", v5 = "4.13.1-1")
    void aPacketThatIsTooLargeEndsTheConnectionBeforeItHasCome(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "large")) {
            client.send(MqttBytes.bytes(0x30, 0xff, 0xff, 0xff, 0x7f));
            client.closedFor(0x95);
        }
    }

    /// A subscriber that reads nothing costs others nothing, and gets all of QoS 1 later.
    @InBothVersions
    @Statement(v3 = "4.5.0-1", v5 = "4.5.0-1")
    @Defect(14)
    void whatWaitsForASlowClientIsNoQueueOfItsOwn(Version version) {
        int count = 150;
        Connecting how = Connecting.durable(version, "slow-" + version);
        try (MqttClient slow = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, version, "slow-out")) {
            slow.subscribe("slow/#", 1);
            for (int i = 0; i < count; i++) {
                publisher.publish(1, "slow/" + i % 5, i + "x".repeat(30_000));
            }
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < count; i++) {
                String payload = slow.received().payload();
                seen.add(payload.substring(0, payload.indexOf('x')));
            }
            assertThat(seen).hasSize(count);
            slow.ping();
        }
    }
}
