package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// SUBSCRIBE, UNSUBSCRIBE and their answers, §3.8 to §3.11, and filters, §4.7.
class MqttSubscribeTest {
    private static final int NO_LOCAL = 4;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static byte[] none(Version version) {
        return version == Version.V5 ? bytes(0) : bytes();
    }

    private static void refused(Version version, byte[] wrong) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "subscribe-wrong")) {
            client.send(wrong);
            assertThat(client.closed()).isIn(version == Version.V5
                    ? List.of(0x81, 0x82, 0x8f)
                    : List.of(-1));
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.8.3-3", "3.10.3-2"}, v5 = {"3.8.3-2", "3.10.3-2"})
    void thereIsAtLeastOneFilter(Version version) {
        refused(version, packet(0x82, two(1), none(version)));
        refused(version, packet(0xa2, two(1), none(version)));
    }

    @InBothVersions
    @Statement(v3 = "3.8.3-4", v5 = "3.8.3-5")
    void reservedBitsOfTheOptionsEndTheConnection(Version version) {
        int first = version == Version.V5 ? 0x40 : 0x04;
        for (int bit = first; bit < 0x100; bit <<= 1) {
            refused(version, packet(0x82, two(1), none(version), "a", bit));
        }
        refused(version, packet(0x82, two(1), none(version), "a", 3));
        if (version == Version.V5) {
            refused(version, packet(0x82, two(1), none(version), "a", 0x30));
        }
    }

    @InBothVersions
    @Statement(v3 = {"4.7.1-2", "4.7.1-3", "4.7.3-1"}, v5 = {"4.7.1-1", "4.7.1-2", "4.7.3-1"})
    void wildcardsStandWhereTheyMay(Version version) {
        for (String filter : List.of("", "a#", "#/a", "a/#/b", "##", "a+", "+a", "a/b+/c", "++")) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "filters")) {
                client.send(packet(0x82, two(1), none(version), filter, 0));
                FromServer answer = client.next();
                if (answer instanceof FromServer.Suback(var _, var reasons, var _)) {
                    assertThat(reasons).as(filter).allMatch(reason -> reason >= 0x80);
                } else if (answer instanceof FromServer.Disconnect) {
                    assertThat(client.next()).isEqualTo(new FromServer.Closed());
                } else {
                    assertThat(answer).isEqualTo(new FromServer.Closed());
                }
            }
        }
        try (MqttClient client = MqttClient.connected(SERVER, version, "filters")) {
            List<String> right = List.of("#", "+", "/", "/#", "+/#", "a/+/+/b/#", "+/+", "a//b");
            assertThat(client.subscribe(right, 1).reasons()).containsOnly(1);
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.8.4-1", "3.8.4-2", "2.3.1-7", "3.10.4-4"}, v5 = {"3.8.4-1", "3.8.4-2",
            "2.2.1-6", "3.10.4-4", "3.10.4-5"})
    void answersCarryTheIdentifierOfWhatTheyAnswer(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "ids")) {
            for (int id : List.of(1, 2, 0x100, 0x7fff, 0xffff)) {
                client.send(packet(0x82, two(id), none(version), "ids", 0));
                assertThat(client.expect(FromServer.Suback.class).id()).isEqualTo(id);
                client.send(packet(0xa2, two(id), none(version), "ids"));
                assertThat(client.expect(FromServer.Unsuback.class).id()).isEqualTo(id);
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.8.4-4", "3.8.4-5", "3.9.3-1", "3.9.3-2"}, v5 = {"3.8.4-5", "3.8.4-6",
            "3.8.4-7", "3.9.3-1", "3.9.3-2"})
    void oneAnswerHasOneCodeForEachFilterInOrder(Version version) {
        int failed = version == Version.V5 ? 0x87 : 0x80;
        try (MqttClient client = MqttClient.connected(SERVER, version, "codes")) {
            client.send(packet(0x82, two(9), none(version), "codes/a", 2, "$SYS/no", 1, "codes/b",
                    0, "codes/c", 1, "codes/a", 1));
            FromServer.Suback answer = client.expect(FromServer.Suback.class);
            assertThat(answer.reasons()).containsExactly(2, failed, 0, 1, 1);
            client.publish(2, "codes/a", "the last word counts");
            assertThat(client.received().qos()).isEqualTo(1);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.8.4-6", v5 = "3.8.4-8")
    void theQosOfAMessageIsTheLowerOfTheTwo(Version version) {
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "lower-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "lower-out")) {
            for (int granted = 0; granted <= 2; granted++) {
                assertThat(subscriber.subscribe("lower", granted).reasons())
                        .containsExactly(granted);
                for (int qos = 0; qos <= 2; qos++) {
                    publisher.publish(qos, "lower", "x");
                    assertThat(subscriber.received().qos()).isEqualTo(Math.min(qos, granted));
                }
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "3.8.4-3", v5 = {"3.8.4-3", "3.8.4-4", "3.3.1-9"})
    void subscribingAgainReplacesAndSendsTheRetainedAgain(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "again")) {
            client.retain(1, "again/" + version, "retained");
            for (int qos = 0; qos <= 1; qos++) {
                client.subscribe("again/" + version, qos);
                FromServer.Publish retained = client.received();
                assertThat(retained.retain()).isTrue();
                assertThat(retained.qos()).isEqualTo(qos);
            }
            client.publish(1, "again/" + version, "once");
            client.publish(1, "again/" + version, "more");
            assertThat(client.payloads(2)).containsExactly("once", "more");
        }
    }

    /// That of a session that is kept is answered once it is on disk.
    @InBothVersions
    void aSubscriptionIsAnsweredBeforeWhatItBeginsWith(Version version) {
        String topic = "answered first/" + version;
        try (MqttClient client = MqttClient.connected(SERVER,
                Connecting.durable(version, "answered-first"))) {
            client.retain(2, topic, "retained");
            for (int n = 0; n < 20; n++) {
                client.subscribe(topic, 2);
                assertThat(client.nextIfThere()).as("before the SUBACK").isNull();
                assertThat(client.received().payload()).isEqualTo("retained");
            }
        }
    }

    /// While one connection publishes, another subscribes again and again: nothing is missed and
    /// nothing comes twice.
    @InBothVersions
    @Statement(v3 = "3.8.4-3", v5 = "3.8.4-4")
    void replacingASubscriptionLosesNothing(Version version) {
        int count = 300;
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "replace-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "replace-out")) {
            subscriber.subscribe("replace/#", 0);
            for (int i = 0; i < count; i++) {
                publisher.sendPublish(0, false, 0, "replace/" + i % 7, String.valueOf(i));
                if (i % 10 == 0) {
                    subscriber.subscribe("replace/#", 0);
                }
            }
            publisher.publish(1, "replace/end", "end");
            List<String> expected = new ArrayList<>(List.of("end"));
            IntStream.range(0, count).mapToObj(String::valueOf).forEach(expected::add);
            assertThat(subscriber.payloads(count + 1))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Statement(v5 = "3.8.3-3")
    void noLocalKeepsOnesOwnMessagesAway() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "no-local");
                MqttClient other = MqttClient.connected(SERVER, Version.V5, "no-local-other")) {
            client.subscribe("local/#", 1 | NO_LOCAL);
            client.publish(1, "local/a", "own");
            other.publish(1, "local/a", "other's");
            assertThat(client.received().payload()).isEqualTo("other's");
        }
        // Offline too, and over a session's connections.
        Connecting kept = Connecting.durable(Version.V5, "no-local-kept");
        try (MqttClient client = MqttClient.connected(SERVER, kept)) {
            client.subscribe("local-kept", 1 | NO_LOCAL);
            client.publish(1, "local-kept", "own");
            client.disconnect();
        }
        try (MqttClient client = MqttClient.connected(SERVER, kept);
                MqttClient other = MqttClient.connected(SERVER, Version.V5, "no-local-other")) {
            other.publish(1, "local-kept", "other's");
            assertThat(client.received().payload()).isEqualTo("other's");
        }
    }

    /// What is one's own comes as the other filters ask for it.
    @Test
    @Statement(v5 = {"3.8.3-3", "3.3.4-2"})
    void noLocalOfOneFilterLeavesTheOthersAlone() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "no-local-one");
                MqttClient other = MqttClient.connected(SERVER, Version.V5, "no-local-other")) {
            client.subscribe(List.of("local-one/#"), 2 | NO_LOCAL, 0x0b, 7);
            client.subscribe(List.of("local-one/+"), 1, 0x0b, 9);
            client.publish(2, "local-one/a", "own");
            FromServer.Publish own = client.received();
            assertThat(own.payload()).isEqualTo("own");
            assertThat(own.qos()).isEqualTo(1);
            assertThat(own.properties().values(0x0b)).containsExactly(9L);
            client.acknowledge(own);
            other.publish(2, "local-one/a", "other's");
            FromServer.Publish both = client.received();
            assertThat(both.payload()).isEqualTo("other's");
            assertThat(both.qos()).isEqualTo(2);
            assertThat(both.properties().values(0x0b)).containsExactlyInAnyOrder(7L, 9L);
        }
    }

    @Test
    @Statement(v5 = "3.8.3-4")
    void noLocalDoesNotGoWithASharedFilter() {
        refused(Version.V5,
                packet(0x82, two(1), none(Version.V5), "$share/group/a", 1 | NO_LOCAL));
    }

    @InBothVersions
    @Statement(v3 = "3.9.3-2", v5 = {"3.9.3-2", "4.8.2-1", "4.8.2-2"})
    @Defect(11)
    void sharedFiltersAreWellFormedOrAnError(Version version) {
        for (String filter : List.of("$share", "$share/", "$share/g", "$share/g/", "$share//a",
                "$share/g+/a", "$share/#/a")) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "share")) {
                client.send(packet(0x82, two(1), none(version), filter, 0));
                FromServer answer = client.next();
                if (answer instanceof FromServer.Suback(var _, var reasons, var _)) {
                    assertThat(reasons).as(filter).allMatch(reason -> reason >= 0x80);
                } else {
                    assertThat(answer).isNotInstanceOf(FromServer.Publish.class);
                }
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.10.4-1", "3.10.4-2", "3.10.4-5", "3.10.4-6"}, v5 = {"3.10.4-1", "3.10.4-2",
            "3.10.4-5", "3.10.4-6", "3.11.3-1", "3.11.3-2"})
    void unsubscribingTakesAwayExactlyWhatItNames(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "unsubscribe")) {
            client.subscribe(List.of("un/#", "un/+", "un/a", "un/b"), 0);
            FromServer.Unsuback answer = client.unsubscribe("un/#", "un/", "UN/a", "un/a", "+/a",
                    "un/a");
            if (version == Version.V5) {
                assertThat(answer.reasons()).containsExactly(0, 0x11, 0x11, 0, 0x11, 0x11);
            }
            client.publish(1, "un/x/y", "nobody's");
            client.publish(1, "un/a", "by un/+");
            assertThat(client.received().payload()).isEqualTo("by un/+");
            client.unsubscribe("un/+");
            client.publish(1, "un/a", "nobody's");
            client.publish(1, "un/b", "by itself");
            assertThat(client.received().payload()).isEqualTo("by itself");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.10.4-3", v5 = "3.10.4-3")
    void whatWasBegunIsFinishedAfterAnUnsubscribe(Version version) {
        Connecting how = Connecting.durable(version, "begun-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("begun", 2);
            client.publish(2, "begun", "two");
            client.publish(1, "begun", "one");
            FromServer.Publish two = client.expect(FromServer.Publish.class);
            FromServer.Publish one = client.expect(FromServer.Publish.class);
            client.unsubscribe("begun");
            client.send(packet(0x50, two(two.id())));
            assertThat(client.expect(FromServer.Pubrel.class).id()).isEqualTo(two.id());
            client.drop();
            try (MqttClient again = MqttClient.connected(SERVER, how)) {
                assertThat(again.await(FromServer.Pubrel.class).id()).isEqualTo(two.id());
                FromServer.Publish resent = again.expect(FromServer.Publish.class);
                assertThat(resent.payload()).isEqualTo("one");
                assertThat(resent.id()).isEqualTo(one.id());
                assertThat(resent.duplicate()).isTrue();
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "3.12.4-1", v5 = "3.12.4-1")
    void aPingIsAnswered(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "ping")) {
            client.send(packet(0xc0), packet(0xc0), packet(0xc0));
            for (int i = 0; i < 3; i++) {
                client.expect(FromServer.Pingresp.class);
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "3.8.4-3", v5 = {"3.8.4-3", "3.3.4-3"})
    void subscribingAgainReplacesEveryOption(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "options")) {
            client.subscribe(List.of("options"), 2, 0x0b, 5);
            client.publish(2, "options", "first");
            FromServer.Publish first = client.received();
            assertThat(first.qos()).isEqualTo(2);
            assertThat(first.properties().number(0x0b)).isEqualTo(version == Version.V5 ? 5 : -1);
            client.subscribe("options", 1);
            client.publish(2, "options", "second");
            FromServer.Publish second = client.received();
            assertThat(second.qos()).isEqualTo(1);
            assertThat(second.properties().has(0x0b)).isFalse();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.8.4-5", v5 = "3.8.4-7")
    void aFilterTooManyFailsAndTheOthersStay(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "too-many")) {
            List<String> filters = IntStream.range(0, 101).mapToObj(i -> "many/" + i).toList();
            List<Integer> reasons = client.subscribe(filters, 0).reasons();
            assertThat(reasons.subList(0, 100)).containsOnly(0);
            assertThat(reasons.getLast()).isEqualTo(version == Version.V5 ? 0x97 : 0x80);
            client.publish(1, "many/100", "nobody's");
            client.publish(1, "many/0", "there");
            assertThat(client.received().payload()).isEqualTo("there");
        }
    }
}
