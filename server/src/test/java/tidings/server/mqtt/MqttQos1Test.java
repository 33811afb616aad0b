package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// QoS 1, delivery again, and order: §4.3.2, §4.4 and §4.6.
class MqttQos1Test {
    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    @InBothVersions
    @Statement(v3 = {"2.3.1-4", "2.3.1-6", "4.3.2-1"}, v5 = {"2.2.1-4", "2.2.1-5", "4.3.2-1",
            "4.3.2-2"})
    void newMessagesHaveIdentifiersThatAreNotInUse(Version version) {
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "unused-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "unused-out")) {
            subscriber.subscribe("unused/#", 1);
            Set<Integer> unacknowledged = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                publisher.publish(1, "unused/" + i, "x");
                FromServer.Publish message = subscriber.expect(FromServer.Publish.class);
                assertThat(message.duplicate()).isFalse();
                assertThat(message.qos()).isEqualTo(1);
                assertThat(unacknowledged.add(message.id())).isTrue();
                if (i % 3 == 0) {
                    subscriber.send(packet(0x40, two(message.id())));
                    unacknowledged.remove(message.id());
                }
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-1", "4.3.2-1", "4.4.0-1"}, v5 = {"3.3.1-1", "4.3.2-3", "4.4.0-1"})
    @Defect(2)
    void whatWasNotAcknowledgedComesAgainAsItWasAndOnlyAfterAReconnect(Version version) {
        Connecting how = Connecting.durable(version, "resend-" + version);
        List<FromServer.Publish> sent = new ArrayList<>();
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, version, "resend-out")) {
            client.subscribe("resend/+", 1);
            for (int i = 0; i < 6; i++) {
                publisher.publish(1, "resend/" + i % 4, String.valueOf(i));
                sent.add(client.expect(FromServer.Publish.class));
            }
            client.send(packet(0x40, two(sent.get(2).id())));
            client.send(packet(0x40, two(sent.get(0).id())));
            Waiting.seconds(SERVER, 1);
            client.ping();
            client.publish(1, "resend/0", "no resend before this");
            assertThat(client.received().payload()).isEqualTo("no resend before this");
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            for (int i : List.of(1, 3, 4, 5)) {
                FromServer.Publish resent = again.expect(FromServer.Publish.class);
                FromServer.Publish first = sent.get(i);
                assertThat(resent.payload()).isEqualTo(first.payload());
                assertThat(resent.id()).isEqualTo(first.id());
                assertThat(resent.topic()).isEqualTo(first.topic());
                assertThat(resent.duplicate()).isTrue();
                again.send(packet(0x40, two(resent.id())));
            }
            again.publish(1, "resend/0", "nothing more");
            assertThat(again.received()).matches(message -> !message.duplicate()
                    && message.payload().equals("nothing more"));
        }
    }

    @InBothVersions
    @Statement(v3 = "4.3.2-2", v5 = {"4.3.2-4", "4.3.2-5"})
    void eachPublishAfterItsPubackIsANewMessage(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "new-each")) {
            client.subscribe("new/each", 1);
            for (int first : List.of(0x32, 0x3a, 0x3a)) {
                client.send(packet(first, "new/each", two(5), client.only5(), 'x'));
                assertThat(client.await(FromServer.Puback.class).id()).isEqualTo(5);
                assertThat(client.received().payload()).isEqualTo("x");
            }
        }
    }

    @Test
    @Statement(v5 = "4.4.0-2")
    void aMessageThatWasRefusedIsNotSentAgain() {
        Connecting how = Connecting.durable(Version.V5, "refuses");
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "refuses-out")) {
            client.subscribe("refuses", 2);
            publisher.publish(1, "refuses", "one");
            publisher.publish(2, "refuses", "two");
            client.send(packet(0x40, two(client.expect(FromServer.Publish.class).id()), 0x97));
            client.send(packet(0x50, two(client.expect(FromServer.Publish.class).id()), 0x80));
            client.ping();
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            again.publish(1, "refuses", "next");
            assertThat(again.received().payload()).isEqualTo("next");
        }
    }

    @InBothVersions
    @Statement(v3 = {"4.6.0-1", "4.6.0-5", "4.6.0-6"}, v5 = {"4.6.0-5", "4.6.0-6"})
    void messagesOfATopicKeepTheirOrderAlsoOnResends(Version version) {
        Connecting how = Connecting.durable(version, "order-" + version);
        int count = 60;
        try (MqttClient client = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, version, "order-out")) {
            client.subscribe("order/#", 2);
            for (int i = 0; i < count; i++) {
                publisher.sendPublish(1, false, i + 1, "order/1", String.valueOf(i));
                publisher.await(FromServer.Puback.class);
            }
            List<String> first = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                first.add(client.expect(FromServer.Publish.class).payload());
            }
            assertThat(first).isEqualTo(numbers(count));
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            assertThat(again.payloads(count)).isEqualTo(numbers(count));
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    @InBothVersions
    @Statement(v3 = {"4.6.0-2", "4.6.0-3", "4.6.0-4"}, v5 = {"4.6.0-2", "4.6.0-3", "4.6.0-4"})
    void answersComeInTheOrderOfWhatTheyAnswer(Version version) {
        int count = 30;
        try (MqttClient listener = MqttClient.connected(SERVER, version, "acks-in");
                MqttClient client = MqttClient.connected(SERVER, version, "acks")) {
            listener.subscribe("acks/+", 0);
            List<byte[]> all = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                all.add(packet(i % 2 == 0 ? 0x32 : 0x34, "acks/" + i % 9, two(i), client.only5(),
                        'x'));
            }
            client.send(bytes(all.toArray()));
            for (int i = 1; i <= count; i++) {
                FromServer answer = client.next();
                assertThat(answer).isEqualTo(i % 2 == 0
                        ? new FromServer.Puback(i, 0, Properties.NONE)
                        : new FromServer.Pubrec(i, 0, Properties.NONE));
            }
            client.subscribe("order/release", 2);
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                client.sendPublish(2, false, 100 + i, "order/release", "x");
                client.await(FromServer.Pubrec.class);
                client.release(100 + i);
            }
            for (int i = 0; i < 5; i++) {
                ids.add(client.expect(FromServer.Publish.class).id());
            }
            List.of(3, 0, 4, 1, 2).forEach(i -> client.send(packet(0x50, two(ids.get(i)))));
            for (int i : List.of(3, 0, 4, 1, 2)) {
                assertThat(client.expect(FromServer.Pubrel.class).id()).isEqualTo(ids.get(i));
            }
        }
    }

    @InBothVersions
    @Statement(v3 = "4.8.0-1", v5 = "4.13.1-1")
    @Defect(6)
    void anAcknowledgementOfTheWrongKindEndsTheConnection(Version version) {
        for (int type : List.of(0x50, 0x70)) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "wrong-ack")) {
                client.subscribe("wrong/ack", 1);
                client.publish(1, "wrong/ack", "x");
                client.send(packet(type, two(client.expect(FromServer.Publish.class).id())));
                client.closedFor(0x82);
            }
        }
        for (int type : List.of(0x40, 0x70)) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "wrong-ack")) {
                client.subscribe("wrong/ack", 2);
                client.publish(2, "wrong/ack", "x");
                client.send(packet(type, two(client.expect(FromServer.Publish.class).id())));
                client.closedFor(0x82);
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"4.4.0-1", "3.3.1-8"}, v5 = {"4.4.0-1", "3.3.1-1"})
    void aRetainedMessageThatWasNotAcknowledgedComesAgainAsOne(Version version) throws Exception {
        String topic = "resend-retained/" + version;
        Connecting how = Connecting.durable(version, "resend-retained-" + version);
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.retain(2, topic, "kept");
            client.subscribe(topic, 2);
            assertThat(client.expect(FromServer.Publish.class).retain()).isTrue();
            client.ping();
        }
        for (boolean restart : List.of(false, true)) {
            if (restart) {
                SERVER.restart();
            }
            try (MqttClient again = MqttClient.connected(SERVER, how)) {
                FromServer.Publish resent = again.expect(FromServer.Publish.class);
                assertThat(resent.payload()).isEqualTo("kept");
                assertThat(resent.qos()).isEqualTo(2);
                assertThat(resent.duplicate()).isTrue();
                assertThat(resent.retain()).isTrue();
            }
        }
    }

    /// Over TCP a byte at a time, too.
    @InBothVersions
    @Statement(v3 = "7.1.1-1", v5 = "4.2.0-1")
    void packetsMayComeByteByByte(Version version) {
        try (MqttClient client = MqttClient.open(SERVER, version)) {
            byte[] all = bytes(Connecting.clean(version, "bytes").packetBytes(),
                    packet(0x82, two(1), client.only5(), "bytes", 1),
                    packet(0x32, "bytes", two(2), client.only5(), 'x'));
            for (byte each : all) {
                client.send(new byte[]{each});
            }
            client.expect(FromServer.Connack.class);
            client.expect(FromServer.Suback.class);
            client.await(FromServer.Puback.class);
            assertThat(client.received().payload()).isEqualTo("x");
        }
    }
}
