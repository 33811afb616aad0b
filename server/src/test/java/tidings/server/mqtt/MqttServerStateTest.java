package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Who;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.TestRules;

/// What the server says of itself under `$SYS`.
class MqttServerStateTest {
    private static final List<String> NAMES = List.of("clients/connected", "clients/disconnected",
            "clients/total", "messages/received", "messages/sent", "publish/bytes/received",
            "publish/bytes/sent", "publish/messages/dropped", "publish/messages/received",
            "publish/messages/sent", "sessions/missed", "subscriptions/count", "uptime", "version");

    private static Rule rule(Who who) {
        return TestRules.of("$SYS/**", null,
                new Rights(who, Who.EVERYBODY, Who.EVERYBODY, Who.EVERYBODY, List.of()),
                Rule.DEFAULT.limits());
    }

    @RegisterExtension
    static final MqttServer SHOWN = new MqttServer(rule(Who.EVERYBODY));
    @RegisterExtension
    static final MqttServer FOR_KNOWN = new MqttServer(rule(Who.AUTHENTICATED));
    @RegisterExtension
    static final MqttServer NO_RULE = new MqttServer();

    /// The first of each name.
    private static Map<String, FromServer.Publish> values(MqttClient client, String filter) {
        assertThat(client.subscribe(filter, 2).reasons()).containsExactly(2);
        Map<String, FromServer.Publish> values = new TreeMap<>();
        while (values.size() < NAMES.size()) {
            FromServer.Publish next = client.received();
            values.putIfAbsent(next.topic().replace("$SYS/broker/", ""), next);
        }
        return values;
    }

    @InBothVersions
    void itIsTheStateOfItsTopicsAndToldAgain(Version version) {
        try (MqttClient away = MqttClient.connected(SHOWN,
                Connecting.durable(version, "sys-away"))) {
            away.subscribe("sys/away", 1);
            away.disconnect();
        }
        try (MqttClient client = MqttClient.connected(SHOWN, version, "sys")) {
            client.publish(1, "sys/a", "12345");
            values(client, "$SYS/#"); // from here on every interval's values come
            FromServer.Publish uptime = Stream.generate(client::received)
                    .filter(message -> message.topic().equals("$SYS/broker/uptime")).findFirst()
                    .orElseThrow();
            assertThat(uptime.retain()).isFalse();
            assertThat(uptime.qos()).isZero();
        }
        try (MqttClient client = MqttClient.connected(SHOWN, version, "sys")) {
            Map<String, FromServer.Publish> values = values(client, "$SYS/#");
            assertThat(values.keySet()).containsExactlyElementsOf(NAMES);
            assertThat(values.values()).allMatch(FromServer.Publish::retain);
            assertThat(text(values, "version")).startsWith("Tidings ");
            assertThat(text(values, "uptime")).matches("[1-9][0-9]* seconds");
            assertThat(number(values, "clients/connected")).isEqualTo(1);
            assertThat(number(values, "clients/disconnected")).isPositive();
            assertThat(number(values, "clients/total"))
                    .isEqualTo(1 + number(values, "clients/disconnected"));
            assertThat(number(values, "subscriptions/count")).isEqualTo(1);
            assertThat(number(values, "publish/messages/received")).isPositive();
            assertThat(number(values, "publish/bytes/received")).isGreaterThanOrEqualTo(5);
            assertThat(number(values, "publish/messages/sent")).isPositive();
        }
    }

    private static long number(Map<String, FromServer.Publish> values, String name) {
        return Long.parseLong(text(values, name));
    }

    private static String text(Map<String, FromServer.Publish> values, String name) {
        return Objects.requireNonNull(values.get(name)).payload();
    }

    @InBothVersions
    @Defect(1)
    void noWildcardAtTheFrontMatchesIt(Version version) {
        try (MqttClient client = MqttClient.connected(SHOWN, version, "sys-wild")) {
            values(client, "$SYS/#"); // it is there
            client.unsubscribe("$SYS/#");
            client.subscribe(List.of("#", "+/broker/uptime", "+/#"), 0);
            client.publish(0, "sys/last", "x");
            assertThat(Stream.generate(client::received).map(FromServer.Publish::topic)
                    .takeWhile(topic -> !topic.equals("sys/last")))
                    .noneMatch(topic -> topic.startsWith("$"));
        }
    }

    @InBothVersions
    void itIsOnlyRead(Version version) {
        try (MqttClient client = MqttClient.connected(SHOWN, version, "sys-writer")) {
            client.sendPublish(1, true, 7, "$SYS/broker/uptime", "mine");
            assertThat(client.await(FromServer.Puback.class).reason())
                    .isEqualTo(version == Version.V5 ? 0x87 : 0);
            assertThat(text(values(client, "$SYS/#"), "uptime")).isNotEqualTo("mine");
        }
        assertThat(SHOWN.running().get("/c?channel=%24SYS%2Fbroker%2Fuptime").status())
                .isEqualTo(403);
    }

    @InBothVersions
    void whoMaySeeItIsForARuleOfItsOwnToSay(Version version) {
        int refused = version == Version.V5 ? 0x87 : 0x80;
        for (MqttServer server : List.of(FOR_KNOWN, NO_RULE)) {
            try (MqttClient client = MqttClient.connected(server, version, "sys-refused")) {
                assertThat(
                        client.subscribe(List.of("$SYS/#", "$SYS/broker/uptime", "$SYS/+/uptime"),
                                0).reasons())
                        .containsExactly(refused, refused, refused);
            }
        }
    }

    @Test
    void otherTreesOfTheServerStayClosed() {
        try (MqttClient client = MqttClient.connected(SHOWN, Version.V5, "sys-other")) {
            assertThat(client.subscribe(List.of("$tidings/#", "$tidings/x"), 0).reasons())
                    .containsExactly(0x87, 0x87);
        }
    }
}
