package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Topic aliases both ways, MQTT 5.0 §3.3.2.3.4.
class MqttAliasTest {
    private static final int ALIAS = 0x23;
    private static final int ALIAS_MAXIMUM = 0x22;
    private static final int PACKET_MAXIMUM = 0x27;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static MqttClient withAliases(String client, int max) {
        return MqttClient.connected(SERVER,
                Connecting.clean(Version.V5, client).with(ALIAS_MAXIMUM, two(max)));
    }

    @Test
    @Statement(v5 = "3.3.2-12")
    void everyAliasUpToTheAnnouncedOneIsTaken() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            int max = (int) client.connect(Connecting.clean(Version.V5, "all-aliases"))
                    .properties().number(ALIAS_MAXIMUM);
            assertThat(max).isPositive();
            client.subscribe("alias/#", 0);
            for (int alias = 1; alias <= max; alias++) {
                client.publish(1, "alias/" + alias, "named", ALIAS, two(alias));
                assertThat(client.received().topic()).isEqualTo("alias/" + alias);
            }
            for (int alias = max; alias >= 1; alias--) {
                client.publish(alias % 3, "", "by alias", ALIAS, two(alias));
                assertThat(client.received().topic()).isEqualTo("alias/" + alias);
            }
            client.publish(1, "alias/another", "renamed", ALIAS, two(1));
            client.publish(1, "", "by alias", ALIAS, two(1));
            assertThat(List.of(client.received().topic(), client.received().topic()))
                    .containsOnly("alias/another");
        }
    }

    /// What follows by the alias is refused as well: it does not go where the alias led before.
    @Test
    @Statement(v5 = "3.3.2-12")
    void anAliasOfATopicThatIsNoNameLeadsNowhereElse() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "alias-no-name")) {
            client.subscribe("alias-before", 1);
            client.publish(1, "alias-before", "first", ALIAS, two(1));
            assertThat(client.received().payload()).isEqualTo("first");
            for (String topic : List.of("x/".repeat(40), "")) {
                client.sendPublish(1, false, client.newId(), topic, "nowhere", ALIAS, two(1));
                assertThat(client.expect(FromServer.Puback.class).reason()).isEqualTo(0x90);
            }
            client.publish(1, "alias-before", "last", ALIAS, two(1));
            assertThat(client.received().payload()).isEqualTo("last");
        }
    }

    @Test
    @Statement(v5 = {"3.3.2-8", "3.3.2-9", "3.2.2-17", "4.13.1-1"})
    void otherAliasesEndTheConnection() {
        for (int alias : List.of(0, 33, 0xffff)) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "bad-alias")) {
                client.send(packet(0x30, "a", client.only5(ALIAS, two(alias)), 'x'));
                assertThat(client.closed()).isEqualTo(0x94);
            }
        }
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "no-alias")) {
            client.send(packet(0x30, "", client.only5(ALIAS, two(1)), 'x'));
            assertThat(client.closed()).isEqualTo(0x82);
        }
    }

    @Test
    @Statement(v5 = "3.3.2-7")
    void aliasesEndWithTheirConnection() {
        Connecting how = Connecting.durable(Version.V5, "alias-kept").with(ALIAS_MAXIMUM, two(2));
        try (MqttClient client = MqttClient.connected(SERVER, how)) {
            client.subscribe("alias-kept", 1);
            client.publish(1, "alias-kept", "x", ALIAS, two(1));
            assertThat(client.received().topic()).isEqualTo("alias-kept");
            client.disconnect();
        }
        try (MqttClient again = MqttClient.connected(SERVER, how)) {
            again.publish(1, "alias-kept", "x");
            assertThat(again.received().topic()).isEqualTo("alias-kept");
            again.send(packet(0x30, "", again.only5(ALIAS, two(1)), 'x'));
            assertThat(again.closed()).isEqualTo(0x82);
        }
    }

    @Test
    @Statement(v5 = {"3.1.2-26", "3.3.2-8", "3.3.2-11"})
    void aliasesTowardsTheClientAreThoseItTakes() {
        try (MqttClient client = withAliases("takes-two", 2)) {
            client.subscribe("towards/#", 1);
            Map<Long, String> known = new HashMap<>();
            int saved = 0;
            for (int i = 0; i < 12; i++) {
                client.publish(i % 2, "towards/" + i % 4, "x");
                FromServer.Publish message = client.received();
                long alias = message.properties().number(ALIAS);
                String topic = message.topic();
                if (alias >= 0) {
                    assertThat(alias).isBetween(1L, 2L);
                    if (topic.isEmpty()) {
                        saved++;
                        topic = known.getOrDefault(alias, "an alias that was never told");
                    } else {
                        known.put(alias, topic);
                    }
                }
                assertThat(topic).isEqualTo("towards/" + i % 4);
            }
            assertThat(saved).isPositive();
        }
    }

    /// What the client was not sent has told it nothing.
    @Test
    @Statement(v5 = "3.1.2-25")
    void aMessageThatIsTooLargeTellsNoAlias() {
        String topic = "too-large/" + "t".repeat(50);
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            client.connect(Connecting.clean(Version.V5, "small-packets")
                    .with(ALIAS_MAXIMUM, two(5)).with(PACKET_MAXIMUM, four(120)));
            client.subscribe(topic, 2);
            for (int qos = 0; qos <= 2; qos++) {
                client.publish(qos, topic, "x".repeat(90));
            }
            client.publish(1, topic, "fits");
            FromServer.Publish first = client.received();
            assertThat(first.topic()).isEqualTo(topic);
            assertThat(first.payload()).isEqualTo("fits");
            client.publish(1, topic, "as well");
            FromServer.Publish second = client.received();
            assertThat(second.topic()).isEmpty();
            assertThat(second.properties().number(ALIAS))
                    .isEqualTo(first.properties().number(ALIAS));
        }
    }

    @Test
    @Statement(v5 = "3.1.2-25")
    void whatFitsWithoutAnAliasIsSentWithoutOne() {
        try (MqttClient client = MqttClient.open(SERVER, Version.V5)) {
            client.connect(Connecting.clean(Version.V5, "tight-packets")
                    .with(ALIAS_MAXIMUM, two(20)).with(PACKET_MAXIMUM, four(100)));
            client.subscribe("tight/#", 1);
            // Fixed header 2, topic 10, packet identifier 2, length of properties 1; an alias is 3 more.
            for (int bytes = 80; bytes <= 85; bytes++) {
                client.publish(1, "tight/" + bytes, "x".repeat(bytes));
                FromServer.Publish message = client.received();
                assertThat(message.payload()).hasSize(bytes);
                assertThat(message.properties().number(ALIAS) >= 0).isEqualTo(bytes <= 82);
            }
        }
    }

    @Test
    @Statement(v5 = "3.1.2-27")
    void withoutAMaximumThereAreNone() {
        try (MqttClient none = MqttClient.connected(SERVER, Version.V5, "takes-none");
                MqttClient zero = withAliases("takes-zero", 0)) {
            for (MqttClient client : List.of(none, zero)) {
                client.subscribe("none/#", 1);
                for (int i = 0; i < 3; i++) {
                    client.publish(1, "none/1", "x", ALIAS, two(1));
                    FromServer.Publish message = client.received();
                    assertThat(message.properties().has(ALIAS)).isFalse();
                    assertThat(message.topic()).isEqualTo("none/1");
                }
                client.unsubscribe("none/#");
            }
        }
    }

    @Test
    @Statement(v5 = {"3.3.2-7", "3.3.1-9"})
    void retainedMessagesAndWillsAreKnownByTheirNames() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "alias-retain")) {
            client.publish(1, "alias-retained", "not kept", ALIAS, two(3));
            client.retain(1, "", "kept", ALIAS, two(3));
        }
        try (MqttClient reader = MqttClient.connected(SERVER, Version.V5, "alias-reader")) {
            reader.subscribe("alias-retained", 1);
            FromServer.Publish message = reader.received();
            assertThat(message.topic()).isEqualTo("alias-retained");
            assertThat(message.payload()).isEqualTo("kept");
            assertThat(message.properties()).isEqualTo(Properties.NONE);
            reader.retain(1, "alias-retained", "");
        }
    }
}
