package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Shared subscriptions, §4.8.2.
class MqttSharedTest {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static void publish(int qos, String topic, List<String> payloads) {
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "to-" + topic)) {
            payloads.forEach(payload -> publisher.publish(qos, topic, payload));
        }
    }

    /// Everything that has come to a client; something may still be on its way.
    private static List<String> all(MqttClient client) {
        List<String> all = new ArrayList<>();
        client.ping();
        for (FromServer next = client.nextIfThere(); next != null; next = client.nextIfThere()) {
            FromServer.Publish message = (FromServer.Publish) next;
            all.add(message.payload());
            client.acknowledge(message);
            client.ping();
        }
        return all;
    }

    @InBothVersions
    @Statement(v5 = "4.8.2-3")
    void eachMessageComesToOneSharerAndToEveryGroup(Version version) {
        for (int qos = 0; qos <= 2; qos++) {
            String topic = "tasks/" + version + qos;
            try (MqttClient a = MqttClient.connected(SERVER, version, "a");
                    MqttClient b = MqttClient.connected(SERVER, version, "b");
                    MqttClient other = MqttClient.connected(SERVER, version, "other");
                    MqttClient alone = MqttClient.connected(SERVER, version, "alone")) {
                assertThat(a.subscribe("$share/g/" + topic, qos).reasons()).containsExactly(qos);
                b.subscribe("$share/g/" + topic, qos);
                other.subscribe("$share/another/" + topic, qos);
                alone.subscribe(topic, qos);
                publish(qos, topic, numbers(20));
                assertThat(alone.payloads(20)).isEqualTo(numbers(20));
                assertThat(other.payloads(20)).isEqualTo(numbers(20));
                List<String> toA = new ArrayList<>();
                List<String> toB = new ArrayList<>();
                await().until(() -> {
                    toA.addAll(all(a));
                    toB.addAll(all(b));
                    return toA.size() + toB.size() >= 20;
                });
                assertThat(toA).hasSizeBetween(1, 19);
                assertThat(Stream.concat(toA.stream(), toB.stream()))
                        .containsExactlyInAnyOrderElementsOf(numbers(20));
            }
        }
    }

    @Test
    @Statement(v5 = "4.8.2-3")
    void aSharerGetsWhatItWasGrantedAndItsIdentifier() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "granted")) {
            client.subscribe(List.of("$share/g/granted/#"), 1, 0x0b, 7);
            publish(2, "granted/x", List.of("1"));
            publish(0, "granted/x", List.of("2"));
            FromServer.Publish first = client.received();
            assertThat(first.qos()).isEqualTo(1);
            assertThat(first.properties().values(0x0b)).containsExactly(7L);
            assertThat(client.received().qos()).isZero();
        }
    }

    @Test
    void aSharedFilterAndOnesOwnAreTwoSubscriptions() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "both")) {
            client.subscribe("$share/g/both", 1);
            client.subscribe("both", 1);
            publish(1, "both", List.of("1"));
            assertThat(client.payloads(2)).containsExactly("1", "1");
            assertThat(client.unsubscribe("$share/g/both", "$share/h/both").reasons())
                    .containsExactly(0, 0x11);
            publish(1, "both", List.of("2", "3"));
            assertThat(client.payloads(2)).containsExactly("2", "3");
        }
    }

    @Test
    void nothingRetainedComesFirst() {
        publish(1, "kept-for-all", List.of("live"));
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "retained")) {
            client.retain(1, "kept-for-all", "retained");
            client.subscribe("$share/g/kept-for-all", 1);
            publish(1, "kept-for-all", List.of("later"));
            assertThat(client.payloads(1)).containsExactly("later");
        }
    }

    @InBothVersions
    void whatASharerHadGoesToAnotherWhenItGoes(Version version) {
        String topic = "inherited/" + version;
        try (MqttClient a = MqttClient.connected(SERVER, version, "leaving");
                MqttClient b = MqttClient.connected(SERVER, version, "staying")) {
            a.subscribe("$share/g/" + topic, 1);
            publish(1, topic, numbers(5));
            for (String each : numbers(5)) {
                assertThat(a.expect(FromServer.Publish.class).payload()).isEqualTo(each);
            }
            b.subscribe("$share/g/" + topic, 1);
            assertThat(all(b)).isEmpty();
            a.drop();
            assertThat(b.payloads(5)).isEqualTo(numbers(5));
        }
    }

    @Test
    @Statement(v5 = "4.8.2-4")
    void ofQos2WhatWasBegunIsFinishedWithTheSameSession() {
        Connecting how = Connecting.durable(Version.V5, "begun");
        try (MqttClient b = MqttClient.connected(SERVER, Version.V5, "begun-not")) {
            FromServer.Publish first;
            try (MqttClient a = MqttClient.connected(SERVER, how)) {
                a.subscribe("$share/g/begun", 2);
                publish(2, "begun", List.of("1"));
                first = a.expect(FromServer.Publish.class);
            }
            b.subscribe("$share/g/begun", 2);
            publish(2, "begun", List.of("2"));
            assertThat(b.payloads(1)).containsExactly("2");
            try (MqttClient again = MqttClient.connected(SERVER, how)) {
                FromServer.Publish second = again.expect(FromServer.Publish.class);
                assertThat(second.duplicate()).isTrue();
                assertThat(second.id()).isEqualTo(first.id());
                assertThat(second.payload()).isEqualTo("1");
                again.acknowledge(second);
                again.ping();
            }
        }
    }

    @Test
    @Statement(v5 = "4.8.2-5")
    void ofQos2WhatWasBegunEndsWithItsSession() {
        try (MqttClient a = MqttClient.connected(SERVER, Version.V5, "ended");
                MqttClient b = MqttClient.connected(SERVER, Version.V5, "ended-not")) {
            a.subscribe("$share/g/ended", 2);
            publish(2, "ended", List.of("1"));
            a.expect(FromServer.Publish.class);
            b.subscribe("$share/g/ended", 2);
            a.drop();
            publish(2, "ended", List.of("2"));
            assertThat(b.payloads(1)).containsExactly("2");
            assertThat(all(b)).isEmpty();
        }
    }

    @Test
    @Statement(v5 = "4.8.2-6")
    void whatASharerRefusesComesToNobodyElse() {
        for (int qos = 1; qos <= 2; qos++) {
            String topic = "unwanted/" + qos;
            try (MqttClient a = MqttClient.connected(SERVER, Version.V5, "unwilling");
                    MqttClient b = MqttClient.connected(SERVER, Version.V5, "willing")) {
                a.subscribe("$share/g/" + topic, qos);
                publish(qos, topic, List.of("1"));
                int id = a.expect(FromServer.Publish.class).id();
                b.subscribe("$share/g/" + topic, qos);
                a.send(packet(qos == 1 ? 0x40 : 0x50, two(id), 0x97));
                a.ping();
                a.drop();
                publish(qos, topic, List.of("2"));
                assertThat(b.payloads(1)).containsExactly("2");
                assertThat(all(b)).isEmpty();
            }
        }
    }

    @InBothVersions
    void aGroupIsKeptWithTheSessionsThatHoldIt(Version version) throws Exception {
        Connecting how = Connecting.durable(version, "holder-" + version);
        String topic = "held/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("$share/g/" + topic, 2);
        }
        publish(1, topic, List.of("1"));
        SERVER.restart();
        publish(2, topic, List.of("2"));
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            assertThat(again.payloads(2)).containsExactly("1", "2");
            again.unsubscribe("$share/g/" + topic);
        }
        publish(1, topic, List.of("3"));
        try (MqttClient last = MqttClient.connected(SERVER, how)) {
            last.subscribe("$share/g/" + topic, 2);
            publish(1, topic, List.of("4"));
            assertThat(last.payloads(1)).containsExactly("4");
        }
    }

    @InBothVersions
    void aNewSessionBeginsWithoutWhatTheOldOneShared(Version version) {
        Connecting how = Connecting.durable(version, "anew-" + version);
        String topic = "anew/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("$share/g/" + topic, 1);
        }
        publish(1, topic, List.of("1"));
        try (MqttClient anew = MqttClient.connected(SERVER, how.cleaned())) {
            anew.subscribe("$share/g/" + topic, 1);
            publish(1, topic, List.of("2"));
            assertThat(anew.payloads(1)).containsExactly("2");
        }
    }

    @Test
    void oneThatTakesNothingHoldsUpNobodyElse() {
        try (MqttClient stuck = MqttClient.connected(SERVER, Version.V5, "stuck");
                MqttClient busy = MqttClient.connected(SERVER, Version.V5, "busy")) {
            stuck.subscribe("$share/g/stuck", 1);
            busy.subscribe("$share/g/stuck", 1);
            publish(1, "stuck", numbers(400));
            List<String> toBusy = busy.payloads(400 - 64);
            stuck.drop();
            List<String> rest = busy.payloads(64);
            assertThat(Stream.concat(toBusy.stream(), rest.stream()))
                    .containsExactlyInAnyOrderElementsOf(numbers(400));
        }
    }

    @Test
    void manyThatTakeNothingLeaveTheOthersRoom() {
        List<MqttClient> stuck = new ArrayList<>();
        try (MqttClient busy = MqttClient.connected(SERVER, Version.V5, "not-stuck")) {
            for (int i = 0; i < 20; i++) {
                MqttClient one = MqttClient.connected(SERVER, Version.V5, "stuck-" + i);
                stuck.add(one);
                one.subscribe("$share/g/many", 1);
            }
            busy.subscribe("$share/g/many", 1);
            publish(1, "many", numbers(1_500));
            assertThat(busy.payloads(900)).doesNotHaveDuplicates();
        } finally {
            stuck.forEach(MqttClient::close);
        }
    }

    @Test
    void oneSubscribeHoldsNoMoreThanAreAllowed() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "greedy")) {
            List<String> filters = numbers(500).stream().map(name -> "$share/" + name + "/greedy")
                    .toList();
            List<Integer> reasons = client.subscribe(filters, 1).reasons();
            int granted = (int) reasons.stream().filter(reason -> reason == 1).count();
            assertThat(granted).isBetween(1, 499);
            assertThat(reasons.subList(granted, 500)).containsOnly(0x97);
        }
    }

    /// §3.1.2.11.4: one may get it although another takes nothing as large.
    @Test
    void whatIsTooLargeForOneGoesToAnother() {
        Connecting little = Connecting.clean(Version.V5, "little").with(0x27, four(100));
        String large = "x".repeat(200);
        for (int qos = 0; qos <= 2; qos++) {
            String topic = "large/" + qos;
            try (MqttClient small = MqttClient.connected(SERVER, little);
                    MqttClient big = MqttClient.connected(SERVER, Version.V5, "big")) {
                small.subscribe("$share/g/" + topic, qos);
                big.subscribe("$share/g/" + topic, qos);
                publish(qos, topic, numbers(10).stream().map(each -> large + each).toList());
                assertThat(big.payloads(10)).containsExactlyInAnyOrderElementsOf(
                        numbers(10).stream().map(each -> large + each).toList());
                big.drop();
                publish(qos, topic, List.of(large, "fits"));
                assertThat(small.payloads(1)).containsExactly("fits");
            }
        }
    }

    /// It may be given something just then.
    @Test
    void whatIsOnItsWayToOneThatQuitsGoesToAnother() {
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "quit-out");
                MqttClient stays = MqttClient.connected(SERVER, Version.V5, "quit-not")) {
            stays.subscribe("$share/g/quit", 1);
            List<String> seen = new ArrayList<>();
            for (int round = 0; round < 50; round++) {
                try (MqttClient quits = MqttClient.connected(SERVER, Version.V5, "quit")) {
                    quits.subscribe("$share/g/quit", 1);
                    for (int i = 0; i < 4; i++) {
                        publisher.sendPublish(1, false, publisher.newId(), "quit",
                                "" + (round * 4 + i));
                    }
                    quits.send(packet(0xa2, two(9), 0, "$share/g/quit"), packet(0xe0));
                    // What it does not acknowledge is another's.
                    FromServer next = quits.next();
                    while (!(next instanceof FromServer.Closed)) {
                        next = quits.next();
                    }
                }
                for (int i = 0; i < 4; i++) {
                    publisher.await(FromServer.Puback.class);
                }
            }
            await().until(() -> {
                seen.addAll(all(stays));
                return seen.containsAll(numbers(200));
            });
        }
    }

    /// 3.1.1 knows no shares: such a filter is refused, and nothing else ends.
    @Test
    @Statement(v3 = {"3.8.4-1", "3.10.4-5"})
    void in311WhatIsNoShareIsRefused() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V3_1_1, "no-share")) {
            List<String> filters = List.of("$share/", "$share/g", "$share/g/", "$share//a",
                    "$share/+/a");
            assertThat(client.subscribe(filters, 1).reasons()).hasSize(5).containsOnly(0x80);
            client.unsubscribe("$share/g", "$share//a");
            client.ping();
        }
    }
}
