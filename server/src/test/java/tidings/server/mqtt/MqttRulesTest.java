package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.core.rule.Limits;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Rights;
import tidings.core.rule.Who;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.TestRules;
import tidings.testkit.mqtt.MqttBytes;

/// Where a rule of the server says no, or keeps nothing.
class MqttRulesTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(
            TestRules.withLimits("rare/**", new Limits(100, 40, 1)),
            TestRules.withLog("passing/**", null),
            TestRules.withRights("own/**",
                    new Rights(Who.OWNERS, Who.EVERYBODY, Who.EVERYBODY, Who.EVERYBODY,
                            List.of(new OwnerPattern("own/%c/**")))));

    /// 5.0 says so; in 3.1.1 the connection ends, and the client comes back with its message.
    @InBothVersions
    @Statement(v3 = {"4.8.0-2", "3.3.5-2"}, v5 = "3.4.2-1")
    void aPublishThatMayComeLaterIsNotAcknowledgedAsIfItWereTaken(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "rare")) {
            FromServer answer = new FromServer.Puback(0, 0, Properties.NONE);
            int sent = 0;
            while (answer instanceof FromServer.Puback(var _, int reason, var _) && reason < 0x80) {
                assertThat(sent).as("publishes at one a second").isLessThan(20);
                client.sendPublish(1, false, ++sent, "rare/" + version, "x");
                answer = client.next();
            }
            if (version == Version.V5) {
                assertThat(((FromServer.Puback) answer).reason()).isEqualTo(0x97);
                client.ping();
            } else {
                assertThat(answer).isEqualTo(new FromServer.Closed());
            }
        }
    }

    /// In 3.1.1 an acknowledgement would say that the server has it.
    @InBothVersions
    @Statement(v3 = "3.3.5-2", v5 = {"3.4.2-1", "3.5.2-1"})
    void whatWillNeverBeTakenIsNotAcknowledgedAsIfItWere(Version version) {
        String large = "x".repeat(101);
        List<List<String>> refused = List.of(List.of("rare/large" + version, large),
                List.of("deep" + "/x".repeat(40), "x"), List.of("n".repeat(300), "x"));
        for (List<String> each : refused) {
            for (int qos = 1; qos <= 2; qos++) {
                try (MqttClient client = MqttClient.connected(SERVER, version, "refused")) {
                    client.subscribe("#", 1);
                    client.sendPublish(qos, false, 1, each.getFirst(), each.getLast());
                    FromServer answer = client.next();
                    if (version == Version.V3_1_1) {
                        assertThat(answer).isEqualTo(new FromServer.Closed());
                    } else {
                        int reason = qos == 1
                                ? ((FromServer.Puback) answer).reason()
                                : ((FromServer.Pubrec) answer).reason();
                        assertThat(reason).isEqualTo(each.getLast().equals(large) ? 0x83 : 0x90);
                        client.ping();
                        assertThat(client.nextIfThere()).isNull();
                    }
                }
            }
        }
    }

    @Test
    @Statement(v5 = {"3.4.2-1", "3.5.2-1"})
    void propertiesAreAsLargeAsTheRuleAllows() {
        byte[] properties = properties(0x26, "key", "v".repeat(32)); // 40 bytes
        byte[] large = properties(0x26, "key", "v".repeat(33));
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "said")) {
            client.send(packet(0x32, "rare/said/1", two(1), properties, utf8("x")));
            assertThat(client.expect(FromServer.Puback.class).reason()).isLessThan(0x80);
            client.send(packet(0x32, "rare/said/2", two(2), large, utf8("x")));
            assertThat(client.expect(FromServer.Puback.class).reason()).isEqualTo(0x83);
            client.send(packet(0x34, "rare/said/3", two(3), large, utf8("x")));
            assertThat(client.expect(FromServer.Pubrec.class).reason()).isEqualTo(0x83);
            client.ping();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.4-1", v5 = "3.3.4-1")
    void whereNothingIsKeptMessagesPassAllTheSame(Version version) {
        Connecting how = Connecting.durable(version, "passing-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("passing/+", 2);
            for (int qos = 0; qos <= 2; qos++) {
                client.publish(qos, "passing/a", "x");
                assertThat(client.received().qos()).isEqualTo(qos);
            }
            client.disconnect();
        }
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "passing-out")) {
            publisher.publish(1, "passing/a", "while it was away");
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            again.publish(1, "passing/a", "live");
            assertThat(again.received().payload()).isEqualTo("live");
        }
    }

    /// What is in no log needs no note before its PUBREL; it waits for those before it all the same.
    @Test
    @Statement(v3 = "4.6.0-4", v5 = "4.6.0-4")
    void releasesComeInTheOrderOfTheirPubrecs() {
        try (MqttClient client = MqttClient.connected(SERVER,
                Connecting.durable(Version.V5, "in-order"))) {
            client.subscribe("kept/+", 2);
            client.subscribe("passing/+", 2);
            List<byte[]> pubrecs = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                for (String topic : List.of("kept/a", "passing/a")) {
                    client.publish(2, topic, "x");
                    int id = client.expect(FromServer.Publish.class).id();
                    expected.add(id);
                    pubrecs.add(packet(0x50, two(id)));
                }
                expected.add(60_000 + i); // never sent
                pubrecs.add(packet(0x50, two(60_000 + i)));
            }
            client.send(MqttBytes.bytes(pubrecs.toArray()));
            List<Integer> released = new ArrayList<>();
            for (int i = 0; i < expected.size(); i++) {
                released.add(client.expect(FromServer.Pubrel.class).id());
            }
            assertThat(released).isEqualTo(expected);
        }
    }

    /// Who shares a subscription gets what it may see, and what none of those there may see is dropped.
    @InBothVersions
    void whoSharesGetsOnlyWhatItMaySee(Version version) {
        try (MqttClient a = MqttClient.connected(SERVER, version, "sees-a");
                MqttClient b = MqttClient.connected(SERVER, version, "sees-b")) {
            String filter = "$share/" + version + "/own/#";
            a.subscribe(filter, 1);
            b.subscribe(filter, 1);
            for (int round = 0; round < 6; round++) {
                a.publish(1, "own/sees-a/x", "a" + round);
                a.publish(1, "own/sees-b/x", "b" + round);
                a.publish(1, "own/nobody/x", "nobody's");
            }
            assertThat(a.payloads(6)).allMatch(payload -> payload.startsWith("a"));
            assertThat(b.payloads(6)).allMatch(payload -> payload.startsWith("b"));
        }
    }

    @InBothVersions
    void whoSharesAndTakesNothingHoldsUpNobodyWhoMaySeeOtherThings(Version version) {
        try (MqttClient stuck = MqttClient.connected(SERVER, version, "sees-stuck");
                MqttClient a = MqttClient.connected(SERVER, version, "sees-a")) {
            String filter = "$share/stuck" + version + "/own/#";
            stuck.subscribe(filter, 1);
            a.subscribe(filter, 1);
            for (int i = 0; i < 100; i++) {
                a.publish(1, "own/sees-stuck/x", "stuck's");
            }
            a.publish(1, "own/sees-a/x", "a's");
            assertThat(a.received().payload()).isEqualTo("a's");
        }
    }

    /// Each coming and going of a member goes to all others.
    @InBothVersions
    void whoComesAndGoesTooOftenIsToldSo(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "flapping")) {
            int refused = version == Version.V5 ? 0x97 : 0x80;
            int subscribes = 0;
            while (!client.subscribe("flapping", 0).reasons().contains(refused)) {
                client.unsubscribe("flapping");
                assertThat(++subscribes).isLessThan(10_000);
            }
            assertThat(subscribes).isGreaterThanOrEqualTo(100);
            assertThat(client.subscribe("flapping/#", 0).reasons()).as("is not seen")
                    .containsExactly(0);
            client.ping();
        }
    }
}
