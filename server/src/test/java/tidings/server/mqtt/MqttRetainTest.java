package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.TestRules;
import tidings.testkit.mqtt.MqttBytes;

/// Retained messages, §3.3.1.3 and §3.8.3.1.
class MqttRetainTest {
    private static final int RETAIN_AS_PUBLISHED = 8;
    private static final int IF_NEW = 0x10;
    private static final int NEVER = 0x20;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(TestRules.withLog("transient/**", null));

    /// What a new subscription is sent first, up to a message that comes after it.
    private static List<FromServer.Publish> retained(Version version, String filter, int options) {
        try (MqttClient reader = MqttClient.connected(SERVER, version, "retain-reader")) {
            reader.subscribe(filter, options);
            return untilEnd(reader);
        }
    }

    /// Retained messages are sent filter by filter: a last one is the end of those before it.
    private static List<FromServer.Publish> untilEnd(MqttClient reader) {
        reader.retain(1, "retain-end", "x");
        reader.subscribe("retain-end", 0);
        List<FromServer.Publish> all = Stream.generate(reader::received)
                .takeWhile(message -> !message.topic().equals("retain-end")).toList();
        reader.unsubscribe("retain-end");
        return all;
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-5", "3.3.1-6", "3.3.1-7", "3.3.1-8"}, v5 = {"3.3.1-5", "3.3.1-9"})
    void theLastRetainedMessageOfATopicIsTheFirstThatNewSubscriptionsGet(Version version) {
        String topic = "retain/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "retainer")) {
            client.subscribe(topic, 0);
            for (int qos = 0; qos <= 2; qos++) {
                client.retain(qos, topic, "qos " + qos);
                client.received();
                List<FromServer.Publish> all = retained(version, topic, 2);
                assertThat(all).hasSize(1);
                assertThat(all.getFirst()).matches(FromServer.Publish::retain)
                        .matches(message -> !message.duplicate());
                assertThat(all.getFirst().payload()).isEqualTo("qos " + qos);
                assertThat(all.getFirst().qos()).isEqualTo(qos);
                assertThat(retained(version, "retain/+", 1)).hasSize(1)
                        .allMatch(message -> message.qos() <= 1);
            }
            client.retain(1, topic, "");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.1-9", v5 = "3.3.1-12")
    void subscriptionsThatWereThereGetItAsAnyMessage(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "as-any")) {
            client.subscribe("retain-live", 2);
            for (int qos = 0; qos <= 2; qos++) {
                client.retain(qos, "retain-live", "x");
                assertThat(client.received().retain()).isFalse();
            }
            client.retain(1, "retain-live", "");
        }
    }

    @Test
    @Statement(v5 = "3.3.1-13")
    void retainAsPublishedKeepsTheFlag() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "as-published")) {
            client.subscribe("as-published/+", 2 | RETAIN_AS_PUBLISHED);
            for (int qos = 0; qos <= 2; qos++) {
                client.retain(qos, "as-published/a", "x");
                assertThat(client.received().retain()).isTrue();
                client.publish(qos, "as-published/a", "x");
                assertThat(client.received().retain()).isFalse();
            }
            client.retain(1, "as-published/a", "");
            assertThat(client.received()).matches(FromServer.Publish::retain)
                    .matches(message -> message.payload().isEmpty());
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-10", "3.3.1-11"}, v5 = {"3.3.1-6", "3.3.1-7"})
    void anEmptyOneIsDeliveredAndTakesAwayWhatWasThere(Version version) {
        String topic = "empty/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "emptier")) {
            client.retain(1, topic, "x");
            client.subscribe(topic, 1);
            assertThat(client.received().retain()).isTrue();
            client.retain(1, topic, "");
            assertThat(client.received().payload()).isEmpty();
            assertThat(retained(version, topic, 1)).isEmpty();
            client.retain(1, topic, "");
            assertThat(retained(version, "empty/#", 1)).isEmpty();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.1-12", v5 = "3.3.1-8")
    void aMessageThatIsNotRetainedLeavesWhatIs(Version version) {
        String topic = "leaves/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "leaver")) {
            client.publish(1, topic, "not kept");
            assertThat(retained(version, topic, 1)).isEmpty();
            client.retain(1, topic, "kept");
            client.publish(1, topic, "not kept");
            client.publish(1, topic, "");
            assertThat(retained(version, topic, 1)).hasSize(1)
                    .allMatch(message -> message.payload().equals("kept"));
        }
    }

    @Test
    @Statement(v5 = {"3.3.1-9", "3.3.1-10", "3.3.1-11", "3.8.4-4"})
    void retainHandlingSaysWhenTheyAreSent() {
        Connecting how = Connecting.durable(Version.V5, "handling");
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.retain(1, "handling/a", "x");
            client.subscribe("handling/+", 1 | NEVER);
            assertThat(untilEnd(client)).isEmpty();
            client.subscribe("handling/+", 1 | IF_NEW);
            assertThat(untilEnd(client)).isEmpty();
            client.subscribe("handling/+", 1);
            assertThat(untilEnd(client)).hasSize(1);
            client.unsubscribe("handling/+");
            client.subscribe("handling/+", 1 | IF_NEW);
            assertThat(untilEnd(client)).hasSize(1);
            client.disconnect();
        }
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("handling/+", 1 | IF_NEW);
            assertThat(untilEnd(client)).as("new to the session").isEmpty();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.1-6", v5 = "3.3.1-9")
    void aWildcardGetsEveryRetainedMessageOnce(Version version) {
        int count = 300;
        try (MqttClient client = MqttClient.connected(SERVER, version, "many")) {
            for (int i = 0; i < count; i++) {
                client.sendPublish(1, true, i % 60 + 1, "many/" + version + "/" + i, "x");
                client.await(FromServer.Puback.class);
            }
            List<FromServer.Publish> all = retained(version, "many/" + version + "/#", 1);
            assertThat(all).hasSize(count).allMatch(FromServer.Publish::retain);
            assertThat(all.stream().map(FromServer.Publish::topic).distinct()).hasSize(count);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.1-5", v5 = "3.3.1-5")
    void retainedMessagesSurviveARestart(Version version) throws Exception {
        String topic = "survives/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "survivor")) {
            client.subscribe(topic, 0);
            client.retain(0, topic, "kept");
            assertThat(client.received().payload()).isEqualTo("kept");
        }
        SERVER.restart();
        assertThat(retained(version, topic, 0)).hasSize(1)
                .allMatch(message -> message.payload().equals("kept"));
    }

    /// A rule with `log: none` says what is kept of messages; a retained one is the channel's state.
    @InBothVersions
    void retainedMessagesAreKeptWhereNothingElseIs(Version version) throws Exception {
        String topic = "transient/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "transient")) {
            client.subscribe(topic, 1);
            for (String payload : List.of("first", "second")) {
                client.retain(1, topic, payload);
                FromServer.Publish live = client.received();
                assertThat(live.payload()).isEqualTo(payload);
                assertThat(live.retain()).isFalse();
                client.acknowledge(live);
            }
            client.publish(1, topic, "not retained");
            assertThat(client.received().payload()).isEqualTo("not retained");
        }
        assertThat(payloads(retained(version, topic, 1))).containsExactly("second");
        SERVER.restart();
        assertThat(payloads(retained(version, "transient/+", 1))).contains("second");
        try (MqttClient client = MqttClient.connected(SERVER, version, "transient")) {
            client.retain(1, topic, "");
        }
        assertThat(retained(version, topic, 1)).isEmpty();
    }

    /// What is retained is written first, what is not is only passed on.
    @InBothVersions
    @Statement(v3 = "4.6.0-6", v5 = {"4.6.0-5", "4.6.0-6"})
    void whatIsRetainedAndWhatIsNotComeInTheirOrderWhereNothingElseIsKept(Version version) {
        String topic = "transient/order-" + version;
        int count = 300;
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "in-order");
                MqttClient reader = MqttClient.connected(SERVER, version, "in-order-reader")) {
            reader.subscribe(topic, 0);
            for (int i = 0; i < count; i++) {
                publisher.sendPublish(0, i % 3 == 0, 0, topic, "" + i);
            }
            List<Integer> all = Stream.generate(() -> Integer.parseInt(reader.received().payload()))
                    .limit(count).toList();
            assertThat(all).isSorted().doesNotHaveDuplicates();
            publisher.retain(1, topic, "");
        }
    }

    private static List<String> payloads(List<FromServer.Publish> messages) {
        return messages.stream().map(FromServer.Publish::payload).toList();
    }

    @Test
    void aRetainedMessageThatWasNotAcknowledgedComesAgainWhereNothingElseIsKept() {
        Connecting how = Connecting.durable(Version.V5, "again");
        int unacknowledged;
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.retain(1, "transient/again", "kept");
            client.subscribe("transient/again", 1);
            unacknowledged = client.expect(FromServer.Publish.class).id();
        }
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            assertThat(client.connect(how).present()).isTrue();
            FromServer.Publish again = client.received();
            assertThat(again.payload()).isEqualTo("kept");
            assertThat(again.duplicate()).isTrue();
            assertThat(again.id()).isEqualTo(unacknowledged);
        }
    }

    /// Also for who subscribes while another is retained: one after the other, never twice.
    @Test
    void whoSubscribesInTheMiddleOfItGetsEachOfThemOnceAtMost() {
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "many");
                MqttClient reader = MqttClient.connected(SERVER, Version.V5, "reader")) {
            for (int i = 0; i < 100; i++) {
                publisher.sendPublish(1, true, i % 60 + 1, "transient/middle", "" + i);
                if (i == 50) {
                    reader.send(MqttBytes.packet(0x82, MqttBytes.two(9), 0, "transient/middle", 0));
                }
                publisher.await(FromServer.Puback.class);
            }
            reader.await(FromServer.Suback.class);
            List<Integer> all = Stream.generate(() -> Integer.parseInt(reader.received().payload()))
                    .takeWhile(n -> n < 99).toList();
            assertThat(all).isSorted().doesNotHaveDuplicates();
        }
    }

    /// What a subscription is to begin with is owed to the session: also over its connections, and
    /// over a restart.
    @InBothVersions
    @Statement(v3 = "3.3.1-6", v5 = "3.3.1-9")
    void whatASessionWasNotGivenYetComesToItsNextConnection(Version version) throws Exception {
        String root = "owed/" + version;
        List<String> all = IntStream.range(0, 200).mapToObj(n -> "state " + n).toList();
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "owed-out")) {
            for (int n = 0; n < all.size(); n++) {
                publisher.retain(1, root + "/" + n, all.get(n));
            }
        }
        Connecting how = Connecting.durable(version, "owed-" + version);
        List<String> given = new ArrayList<>();
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe(root + "/+", 1);
            for (int n = 0; n < 20; n++) {
                FromServer.Publish message = client.received();
                client.acknowledge(message);
                given.add(message.payload());
            }
            client.drop();
        }
        for (int connection = 0; given.size() < all.size(); connection++) {
            if (connection == 1) {
                SERVER.restart();
            }
            try (MqttClient client = MqttClient.open(SERVER, version)) {
                assertThat(client.connect(how).present()).isTrue();
                for (int n = 0; n < 60 && given.size() < all.size(); n++) {
                    FromServer.Publish message = client.received();
                    client.acknowledge(message);
                    if (!message.duplicate() || !given.contains(message.payload())) {
                        given.add(message.payload());
                    }
                }
                client.ping();
                client.drop();
            }
        }
        assertThat(given).containsExactlyInAnyOrderElementsOf(all);
    }

    /// A copy for each subscription, whatever the client has acknowledged.
    @InBothVersions
    @Statement(v3 = {"3.3.1-6", "3.8.4-3"}, v5 = {"3.3.1-9", "3.8.4-4"})
    void itComesToEachNewSubscriptionAlsoWhileAnEarlierCopyIsNotAcknowledged(Version version) {
        String topic = "copies/" + version;
        try (MqttClient client = MqttClient.connected(SERVER, version, "copies")) {
            for (int qos = 1; qos <= 2; qos++) {
                client.retain(qos, topic, "x");
                List<FromServer.Publish> copies = new ArrayList<>();
                for (String filter : List.of(topic, topic, "copies/+")) {
                    client.subscribe(filter, qos);
                    copies.add(client.expect(FromServer.Publish.class));
                }
                assertThat(copies).allMatch(FromServer.Publish::retain)
                        .extracting(FromServer.Publish::id).doesNotHaveDuplicates();
                copies.forEach(client::acknowledge);
                client.unsubscribe(topic, "copies/+");
            }
            client.retain(1, topic, "");
        }
    }

    /// All of it in one segment.
    @InBothVersions
    @Statement(v3 = {"3.3.1-6", "3.3.1-8", "3.3.1-10"}, v5 = {"3.3.1-6", "3.3.1-9", "3.3.1-12"})
    void aSubscribeFollowsWhatItsClientPublishedBefore(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "in-order")) {
            for (int i = 0; i < 30; i++) {
                int qos = i % 3;
                String topic = "in-order/" + version + i;
                client.retain(1, topic, "old");
                client.send(publish(client, qos, 1000 + i, topic, i % 2 == 0 ? "new" : ""),
                        MqttBytes.packet(0x82, MqttBytes.two(2000 + i), client.only5(), topic, 2),
                        publish(client, 0, 0, topic, "after"));
                switch (qos) {
                    case 0 -> {
                    }
                    case 1 -> client.await(FromServer.Puback.class);
                    default -> client.await(FromServer.Pubrec.class);
                }
                client.await(FromServer.Suback.class);
                assertThat(untilEnd(client)).as("QoS %d", qos)
                        .extracting(FromServer.Publish::payload, FromServer.Publish::retain)
                        .containsExactlyInAnyOrderElementsOf(i % 2 == 0
                                ? List.of(tuple("new", true), tuple("after", false))
                                : List.of(tuple("after", false)));
                if (qos == 2) {
                    client.release(1000 + i);
                }
                client.unsubscribe(topic);
            }
        }
    }

    private static byte[] publish(MqttClient client, int qos, int id, String topic,
            String payload) {
        boolean retain = !payload.equals("after");
        return MqttBytes.packet(0x30 | qos << 1 | (retain ? 1 : 0), topic,
                qos == 0 ? MqttBytes.bytes() : MqttBytes.two(id), client.only5(),
                MqttBytes.utf8(payload));
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-6", "3.3.1-8"}, v5 = {"3.3.1-9", "3.3.1-12"})
    void aSubscribeFollowsWhatOthersWereAcknowledged(Version version) {
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "acked");
                MqttClient reader = MqttClient.connected(SERVER, version, "acked-reader")) {
            for (int i = 0; i < 30; i++) {
                String topic = "acked/" + version + i;
                publisher.retain(1, topic, "x");
                reader.subscribe(i % 2 == 0 ? topic : topic + "/#", 0);
                FromServer.Publish message = reader.received();
                assertThat(message.topic()).isEqualTo(topic);
                assertThat(message.retain()).as(topic).isTrue();
                reader.unsubscribe(i % 2 == 0 ? topic : topic + "/#");
                publisher.publish(1, topic, "between");
                reader.subscribe(topic, 0);
                assertThat(reader.received().payload()).as(topic).isEqualTo("x");
                reader.unsubscribe(topic);
                publisher.retain(1, topic, "");
            }
        }
    }

    @Test
    @Statement(v5 = "3.8.3-3")
    void noLocalKeepsTheClientsOwnOnesAwayToo() {
        Connecting how = Connecting.durable(Version.V5, "own-retained");
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient other = MqttClient.connected(SERVER, Version.V5, "not-own")) {
            client.retain(1, "own-retained/mine", "mine");
            other.retain(1, "own-retained/others", "others");
            client.subscribe("own-retained/#", 1 | 0x04);
            assertThat(untilEnd(client)).extracting(FromServer.Publish::payload)
                    .containsExactly("others");
            client.retain(1, "own-retained/mine", "");
            other.retain(1, "own-retained/others", "");
        }
    }
}
