package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// PUBLISH both ways, §3.3, and topics, §4.7.
class MqttPublishTest {
    private static final int IDENTIFIER = 0x0b;

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static void refused(Version version, int reason, byte[] wrong) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "publish-wrong")) {
            client.send(wrong);
            client.closedFor(reason);
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-2", "3.3.1-4", "4.8.0-1"}, v5 = {"3.3.1-2", "3.3.1-4", "4.13.1-1"})
    void flagsThatContradictEndTheConnection(Version version) {
        byte[] none = version == Version.V5 ? bytes(0) : bytes();
        refused(version, 0x81, packet(0x36, "a", two(1), none, 'x'));
        refused(version, 0x81, packet(0x3e, "a", two(1), none, 'x'));
        try (MqttClient client = MqttClient.connected(SERVER, version, "publish-wrong")) {
            client.send(packet(0x38, "a", none, 'x'));
            assertThat(client.closed()).isIn(version == Version.V5
                    ? List.of(0x81, 0x82)
                    : List.of(-1));
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.3.1-2", "3.3.1-3"}, v5 = {"3.3.1-2", "3.3.1-3"})
    void theDupFlagOfAPublisherIsNotPassedOn(Version version) {
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "dup-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "dup-out")) {
            subscriber.subscribe("dup", 2);
            for (int qos = 1; qos <= 2; qos++) {
                publisher.send(packet(0x38 | qos << 1, "dup", two(40 + qos), publisher.only5(),
                        'x'));
                FromServer.Publish message = subscriber.received();
                assertThat(message.qos()).isEqualTo(qos);
                assertThat(message.duplicate()).isFalse();
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"3.3.2-2", "4.7.1-1"}, v5 = {"3.3.2-2", "4.7.0-1"})
    void topicsHaveNoWildcards(Version version) {
        byte[] none = version == Version.V5 ? bytes(0) : bytes();
        for (String topic : List.of("#", "+", "a/#", "a/+/b", "a+")) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "wild")) {
                client.send(packet(0x30, topic, none, 'x'));
                assertThat(client.closed()).isIn(version == Version.V5
                        ? List.of(0x81, 0x82, 0x90)
                        : List.of(-1));
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"4.7.3-1", "3.3.2-1"}, v5 = {"4.7.3-1", "3.3.2-1"})
    void aTopicHasAtLeastOneCharacter(Version version) {
        refused(version, 0x82, packet(0x30, "", version == Version.V5 ? bytes(0) : bytes(), 'x'));
    }

    @InBothVersions
    @Statement(v3 = {"3.3.2-3", "4.7.3-4"}, v5 = {"3.3.2-3", "4.7.3-4"})
    void everyTopicThatIsDeliveredMatchesItsFilter(Version version) {
        List<String> topics = List.of("m", "m/", "m/a", "m/a/b", "m//b", "/m", "/m/a", "n/a", "M/a",
                "m/a/", "/", "m a/b");
        try (MqttClient publisher = MqttClient.connected(SERVER, version, "match-out")) {
            matches(publisher, version, topics, "m/#", "m", "m/", "m/a", "m/a/b", "m//b", "m/a/");
            matches(publisher, version, topics, "m/+", "m/", "m/a");
            matches(publisher, version, topics, "m/+/b", "m/a/b", "m//b");
            matches(publisher, version, topics, "+/+", "m/", "m/a", "/m", "n/a", "M/a", "/",
                    "m a/b");
            matches(publisher, version, topics, "+", "m");
            matches(publisher, version, topics, "/+", "/m", "/");
            matches(publisher, version, topics, "/#", "/m", "/m/a", "/");
            matches(publisher, version, topics, "m/+/#", "m/", "m/a", "m/a/b", "m//b", "m/a/");
            matches(publisher, version, topics, "m", "m");
            matches(publisher, version, topics, "#", topics.toArray(String[]::new));
        }
    }

    private static void matches(MqttClient publisher, Version version, List<String> topics,
            String filter, String... expected) {
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "match-in")) {
            subscriber.subscribe(filter, 0);
            subscriber.subscribe("match/end/of/it", 0);
            topics.forEach(topic -> publisher.publish(1, topic, "x"));
            publisher.publish(1, "match/end/of/it", "x");
            for (String topic : expected) {
                assertThat(subscriber.received().topic()).as(filter).isEqualTo(topic);
            }
            assertThat(subscriber.received().topic()).isEqualTo("match/end/of/it");
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.4-1", v5 = {"3.3.4-1", "3.4.2-1", "3.5.2-1", "3.7.2-1"})
    void eachQosHasItsAnswer(Version version) {
        try (MqttClient listener = MqttClient.connected(SERVER, version, "answers-in");
                MqttClient client = MqttClient.connected(SERVER, version, "answers")) {
            listener.subscribe("answers", 0);
            client.sendPublish(0, false, 0, "answers", "x");
            client.ping();
            client.sendPublish(1, false, 11, "answers", "x");
            assertThat(client.expect(FromServer.Puback.class))
                    .isEqualTo(new FromServer.Puback(11, 0, Properties.NONE));
            client.sendPublish(2, false, 12, "answers", "x");
            assertThat(client.expect(FromServer.Pubrec.class))
                    .isEqualTo(new FromServer.Pubrec(12, 0, Properties.NONE));
            client.send(packet(0x62, two(12)));
            assertThat(client.expect(FromServer.Pubcomp.class))
                    .isEqualTo(new FromServer.Pubcomp(12, 0, Properties.NONE));
        }
    }

    private static int reasonOf(MqttClient publisher, int qos, String topic) {
        int id = publisher.newId();
        publisher.sendPublish(qos, false, id, topic, "x");
        if (qos == 1) {
            return publisher.expect(FromServer.Puback.class).reason();
        }
        int reason = publisher.expect(FromServer.Pubrec.class).reason();
        publisher.release(id);
        return reason;
    }

    /// A session that is away and holds a filter is a subscriber, too.
    @Test
    @Statement(v5 = {"3.4.2-1", "3.5.2-1"})
    void whoPublishesForNobodyIsTold() throws Exception {
        Connecting how = Connecting.durable(Version.V5, "heard-away");
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "heard-out")) {
            for (int qos = 1; qos <= 2; qos++) {
                assertThat(reasonOf(publisher, qos, "heard/a")).isEqualTo(0x10);
            }
            for (String filter : List.of("heard/a", "heard/+", "#", "$share/g/heard/#")) {
                try (MqttClient client = MqttClient.connected(SERVER, how)) {
                    client.subscribe(filter, 1);
                }
                for (int qos = 1; qos <= 2; qos++) {
                    assertThat(reasonOf(publisher, qos, "heard/a")).as(filter).isZero();
                    assertThat(reasonOf(publisher, qos, "$heard")).as(filter).isEqualTo(0x10);
                }
                try (MqttClient client = MqttClient.connected(SERVER, how.cleaned())) {
                    client.disconnectFor(0, 0);
                    client.closed();
                }
                assertThat(reasonOf(publisher, 1, "heard/a")).as(filter).isEqualTo(0x10);
            }
            try (MqttClient client = MqttClient.connected(SERVER, how)) {
                client.subscribe("heard/+", 1);
            }
        }
        SERVER.restart();
        try (MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "heard-out");
                MqttClient client = MqttClient.connected(SERVER, how)) {
            assertThat(reasonOf(publisher, 1, "heard/a")).isZero();
            client.unsubscribe("heard/+");
            assertThat(reasonOf(publisher, 1, "heard/a")).isEqualTo(0x10);
            client.subscribe("heard/a", 1);
            assertThat(reasonOf(publisher, 1, "heard/a")).isZero();
        }
        try (MqttClient client = MqttClient.connected(SERVER, how.cleaned())) {
            client.disconnectFor(0, 0);
            client.closed();
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.5-1", v5 = {"3.3.4-2", "3.3.4-3", "3.3.4-4"})
    @Defect(3)
    void overlappingFiltersGiveOneMessageOfTheHighestQosWithAllIdentifiers(Version version) {
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "overlap-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "overlap-out")) {
            subscriber.subscribe(List.of("over/#"), 1, IDENTIFIER, 1);
            subscriber.subscribe(List.of("over/lap"), 2, IDENTIFIER, 200, 1);
            subscriber.subscribe(List.of("+/lap"), 0, IDENTIFIER, 3);
            subscriber.subscribe("over/+", 0);
            subscriber.subscribe("overlap/end", 0);
            publisher.publish(2, "over/lap", "x");
            publisher.publish(1, "overlap/end", "x");
            FromServer.Publish message = subscriber.received();
            assertThat(message.topic()).isEqualTo("over/lap");
            assertThat(message.qos()).isEqualTo(2);
            if (version == Version.V5) {
                assertThat(message.properties().values(IDENTIFIER)).containsExactlyInAnyOrder(1L,
                        200L, 3L);
            }
            FromServer.Publish last = subscriber.received();
            assertThat(last.topic()).isEqualTo("overlap/end");
            assertThat(last.properties()).isEqualTo(Properties.NONE);
        }
    }

    @InBothVersions
    @Statement(v3 = "3.3.5-2", v5 = {"3.4.2-1", "3.5.2-1"})
    void aPublishThatIsNotAllowedIsAnsweredAndGoesNowhere(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "forbidden")) {
            client.subscribe("forbidden/end", 0);
            client.sendPublish(0, false, 0, "$SYS/x", "no");
            client.sendPublish(1, false, 21, "$SYS/x", "no");
            assertThat(client.expect(FromServer.Puback.class))
                    .matches(ack -> ack.id() == 21 && ack.reason() == code(version));
            client.sendPublish(2, false, 22, "$SYS/x", "no");
            assertThat(client.expect(FromServer.Pubrec.class))
                    .matches(ack -> ack.id() == 22 && ack.reason() == code(version));
            if (version == Version.V3_1_1) {
                client.release(22);
            }
            client.publish(1, "forbidden/end", "still here");
            assertThat(client.received().payload()).isEqualTo("still here");
        }
    }

    private static int code(Version version) {
        return version == Version.V5 ? 0x87 : 0;
    }

    @InBothVersions
    @Statement(v3 = "4.7.2-1", v5 = "4.7.2-1")
    @Defect(1)
    void wildcardsAtTheFrontSeeNoTopicThatBeginsWithADollar(Version version) {
        Connecting how = Connecting.durable(version, "dollar-" + version);
        try (MqttClient subscriber = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, version, "dollar-out")) {
            subscriber.subscribe(List.of("#", "+/dollar"), 1);
            publisher.retain(1, "$hidden/dollar", "retained");
            publisher.publish(1, "$hidden/dollar", "live");
            publisher.publish(1, "dollar/live", "end");
            assertThat(subscriber.received().topic()).isEqualTo("dollar/live");
            subscriber.disconnect();
            publisher.publish(1, "$hidden/dollar", "offline");
            publisher.publish(1, "dollar/offline", "end");
        }
        try (MqttClient subscriber = MqttClient.connected(SERVER, how)) {
            assertThat(subscriber.received().topic()).isEqualTo("dollar/offline");
            subscriber.unsubscribe("#", "+/dollar");
            subscriber.subscribe("$hidden/#", 1);
            assertThat(subscriber.received().payload()).isEqualTo("retained");
            subscriber.publish(1, "$hidden/dollar", "asked for");
            assertThat(subscriber.received().payload()).isEqualTo("asked for");
            subscriber.retain(1, "$hidden/dollar", "");
        }
    }

    // ---- properties (5.0) ----

    @Test
    @Statement(v5 = {"3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-18", "3.3.2-20"})
    void propertiesArePassedOnAsTheyAreAndInTheirOrder() {
        Object[] block = {0x01, 1, 0x03, "text/plain", 0x08, "reply/to", 0x09,
                string(bytes(0, 255, 7)), 0x26, "b", "2", 0x26, "a", "1", 0x26, "b", "", 0x26, "",
                "2"};
        try (MqttClient live = MqttClient.connected(SERVER, Version.V5, "properties-in");
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "properties-out")) {
            live.subscribe("properties/+", 2);
            for (int qos = 0; qos <= 2; qos++) {
                publisher.retain(qos, "properties/" + qos, "payload", block);
                passedOn(live.received().properties());
            }
        }
        try (MqttClient later = MqttClient.connected(SERVER, Version.V5, "properties-later")) {
            later.subscribe("properties/+", 2);
            for (int qos = 0; qos <= 2; qos++) {
                passedOn(later.received().properties());
            }
        }
    }

    private static void passedOn(Properties properties) {
        assertThat(properties.number(0x01)).isEqualTo(1);
        assertThat(properties.text(0x03)).isEqualTo("text/plain");
        assertThat(properties.text(0x08)).isEqualTo("reply/to");
        assertThat(properties.values(0x09)).containsExactly(new Properties.Bytes("00ff07"));
        assertThat(properties.values(0x26)).containsExactly(new Properties.Pair("b", "2"),
                new Properties.Pair("a", "1"), new Properties.Pair("b", ""),
                new Properties.Pair("", "2"));
        assertThat(properties.all()).hasSize(8);
    }

    @Test
    @Statement(v5 = {"3.3.2-14", "4.13.1-1"})
    @Defect(9)
    void aResponseTopicHasNoWildcards() {
        for (String topic : List.of("a/#", "+", "a/+/b")) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "response")) {
                client.send(packet(0x30, "a", client.only5(0x08, topic), 'x'));
                assertThat(client.closed()).isIn(0x81, 0x82, 0x90);
            }
        }
    }

    @Test
    @Statement(v5 = {"3.3.4-6", "4.13.1-1"})
    void aClientSendsNoSubscriptionIdentifier() {
        refused(Version.V5, 0x82, packet(0x30, "a", bytes(2, IDENTIFIER, 1), 'x'));
    }

    @Test
    @Statement(v5 = {"3.3.2-5", "3.3.2-6"})
    void expiryIsCountedDownAndWhatExpiredIsNotSent() {
        Connecting how = Connecting.durable(Version.V5, "expiry");
        try (MqttClient subscriber = MqttClient.connected(SERVER, how);
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "expiry-out")) {
            subscriber.subscribe("expiry/+", 1);
            publisher.publish(1, "expiry/live", "live", 0x02, four(100));
            assertThat(subscriber.received().properties().number(0x02)).isBetween(99L, 100L);
            subscriber.disconnect();
            publisher.publish(1, "expiry/short", "short", 0x02, four(1));
            publisher.publish(1, "expiry/long", "long", 0x02, four(100));
            publisher.retain(1, "expiry-retained", "short", 0x02, four(1));
            Waiting.seconds(SERVER, 1);
        }
        try (MqttClient subscriber = MqttClient.connected(SERVER, how)) {
            FromServer.Publish message = subscriber.received();
            assertThat(message.payload()).isEqualTo("long");
            assertThat(message.properties().number(0x02)).isBetween(90L, 99L);
            subscriber.subscribe("expiry-retained", 1);
            subscriber.publish(1, "expiry/end", "end");
            assertThat(subscriber.received().payload()).isEqualTo("end");
        }
    }

    @Test
    @Statement(v5 = "3.3.2-4")
    void aPayloadThatIsNotTheUtf8ItSaysIsRefused() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "format")) {
            client.send(packet(0x32, "format", two(5), client.only5(0x01, 1), 0xff));
            assertThat(client.expect(FromServer.Puback.class).reason()).isEqualTo(0x99);
        }
    }

    @Test
    @Statement(v5 = {"3.4.2-2", "3.5.2-2", "3.9.2-1", "3.14.2-3", "3.1.2-24"})
    void explanationsAreLeftOutForAClientThatTakesLittle() {
        Connecting small = Connecting.clean(Version.V5, "takes-little").with(0x27, four(30));
        try (MqttClient client = MqttClient.connected(SERVER, small)) {
            client.sendPublish(1, false, 5, "$SYS/x", "no");
            assertThat(client.expect(FromServer.Puback.class))
                    .isEqualTo(new FromServer.Puback(5, 0x87, Properties.NONE));
            client.sendPublish(2, false, 6, "$SYS/x", "no");
            assertThat(client.expect(FromServer.Pubrec.class))
                    .isEqualTo(new FromServer.Pubrec(6, 0x87, Properties.NONE));
            assertThat(client.subscribe("$SYS/x", 0).properties()).isEqualTo(Properties.NONE);
            client.send(packet(0xf0, 0x19, client.only5(0x15, "method")));
            assertThat(client.expect(FromServer.Disconnect.class))
                    .isEqualTo(new FromServer.Disconnect(0x82, Properties.NONE));
        }
    }

    /// One message that goes to several channels has the topic of each.
    @Test
    @Statement(v5 = "3.3.2-3")
    void aBroadcastIsSentUnderEachOfItsNames() {
        for (int qos = 0; qos <= 2; qos++) {
            for (boolean own : List.of(true, false)) {
                try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "casts")) {
                    Object[] identifier = own ? new Object[]{0x0b, 1} : new Object[0];
                    client.subscribe(List.of("cast/#"), qos, identifier);
                    for (int round = 0; round < 2; round++) {
                        assertThat(SERVER.running().post("/api/broadcast",
                                "{\"channels\":[\"cast/1\",\"cast/2\",\"cast/3\"],\"data\":%d}"
                                        .formatted(round))
                                .status()).isEqualTo(200);
                        Set<String> topics = new HashSet<>();
                        for (int i = 0; i < 3; i++) {
                            FromServer.Publish next = client.received();
                            assertThat(next.payload()).isEqualTo("" + round);
                            topics.add(next.topic());
                        }
                        assertThat(topics).containsExactlyInAnyOrder("cast/1", "cast/2", "cast/3");
                    }
                }
            }
        }
    }

    /// Others see as many of them as tags as their own publishers may say.
    @Test
    @Statement(v5 = "3.3.2-17")
    void allUserPropertiesArePassedOnHoweverManyThereAre() {
        Object[] property = new Object[0];
        for (int n = 0; n < 100; n++) {
            property = new Object[]{bytes(property), 0x26, "n" + n, "v"};
        }
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "many")) {
            client.subscribe("many", 0);
            client.publish(1, "many", "x", bytes(property), 0x26, "n31", "last", 0x26, "n32",
                    "last");
            assertThat(client.received().properties().values(0x26)).hasSize(102);
        }
        assertThat(SERVER.running().get("/c/many").body())
                .contains("\"n31\":\"last\"").doesNotContain("\"n32\"");
    }

    /// What goes out may be larger than what came in: here by its topic, for which an alias stood.
    @Test
    @Statement(v5 = "3.1.2-24")
    void noPacketIsLargerThanTheClientTakesHoweverSmallItCame() {
        int max = 1 << 20;
        Object[] property = {0x23, two(1)};
        for (int i = 0; i < 15; i++) {
            property = new Object[]{bytes(property), 0x26, "key", "v".repeat(65_535)};
        }
        byte[] properties = properties(property);
        byte[] empty = packet(0x32, "", two(7), properties, "");
        byte[] large = packet(0x32, "", two(7), properties, utf8("x".repeat(max - empty.length)));
        try (MqttClient client = MqttClient.connected(SERVER,
                Connecting.clean(Version.V5, "mib").with(0x27, four(max)));
                MqttClient publisher = MqttClient.connected(SERVER, Version.V5, "mib-out")) {
            for (int qos = 0; qos <= 2; qos++) {
                client.subscribe("mib/+", qos);
                publisher.publish(1, "mib/a-longer-name", "before", 0x23, two(1));
                publisher.send(large);
                assertThat(publisher.expect(FromServer.Puback.class).reason()).isZero();
                publisher.publish(1, "mib/a-longer-name", "after");
                assertThat(client.payloads(2)).containsExactly("before", "after");
            }
        }
    }
}
