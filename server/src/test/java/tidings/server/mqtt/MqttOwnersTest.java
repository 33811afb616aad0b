package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Who;
import tidings.gateway.mqtt.wire.Version;
import tidings.server.TestRules;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenMaker;
import tidings.server.identity.TokenSettings;

/// Channels that belong to a device or a user, and clients whose names mean something in patterns.
class MqttOwnersTest {
    private static final String SECRET = "secret";
    /// Client identifiers and users that would be everybody, or somebody else, if they were put into
    /// a pattern as they are.
    private static final List<String> NAMES = List.of("+", "#", "*", "**", "/", "a/b", "lamp/x",
            "x/#", "+/+", "la*", "lamp/**", ":", "lamp:x", "%c", "%u", "$SYS");

    private static Rule owned(String match) {
        return TestRules.withRights(match,
                new Rights(Who.OWNERS, Who.OWNERS, Who.OWNERS, Who.OWNERS, List.of(
                        new OwnerPattern("devices/%c/**"), new OwnerPattern("users/%u/**"))));
    }

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer(
            config -> config.withIdentity(new IdentitySettings(false, null,
                    new TokenSettings(SECRET, null, "", "", ""))),
            owned("devices/**"), owned("users/**"));

    private static Connecting connecting(Version version, String client, String user) {
        return Connecting.clean(version, client).as("any", token(user));
    }

    private static String token(String user) {
        return new TokenMaker(user, List.of(), "", null, "", "").make(SECRET,
                System.currentTimeMillis());
    }

    private static List<String> channelsOf(String name) {
        return List.of("devices/lamp/on", "users/alice/on", "devices/" + name + "/on",
                "users/" + name + "/on");
    }

    @InBothVersions
    @Defect(10)
    void aNameThatMeansSomethingInPatternsOwnsNothing(Version version) {
        try (MqttClient lamp = MqttClient.connected(SERVER, connecting(version, "lamp", "alice"))) {
            for (String own : List.of("devices/lamp/on", "users/alice/on")) {
                assertThat(lamp.subscribe(own, 1).reasons()).containsExactly(1);
            }
            for (String name : NAMES) {
                hasNothing(version, name, "nobody", lamp);
                hasNothing(version, "client", name, lamp);
            }
        }
    }

    private static void hasNothing(Version version, String client, String user, MqttClient lamp) {
        String name = client.equals("client") ? user : client;
        int denied = version == Version.V5 ? 0x87 : 0x80;
        try (MqttClient one = MqttClient.connected(SERVER, connecting(version, client, user))) {
            assertThat(one.subscribe(List.of("#", "devices/#", "users/+/on"), 1).reasons())
                    .containsExactly(1, 1, 1);
            for (String channel : channelsOf(name)) {
                if (!channel.contains("+") && !channel.contains("#")) {
                    assertThat(one.subscribe(channel, 1).reasons())
                            .as("%s subscribes to %s", name, channel).containsExactly(denied);
                    one.sendPublish(1, true, one.newId(), channel, "forged");
                    assertThat(one.await(FromServer.Puback.class).reason())
                            .as("%s publishes to %s", name, channel)
                            .isEqualTo(version == Version.V5 ? 0x87 : 0);
                    will(version, client, user, channel);
                }
            }
            // What is the lamp's comes to it, and to nobody by wildcards.
            lamp.publish(1, "devices/lamp/on", "yes");
            assertThat(lamp.received().payload()).isEqualTo("yes");
            lamp.publish(1, "users/alice/on", "yes");
            assertThat(lamp.received().payload()).isEqualTo("yes");
            one.publish(1, "last", "x");
            assertThat(one.received().topic()).as("%s gets", name).isEqualTo("last");
        }
    }

    private static void will(Version version, String client, String user, String channel) {
        try (MqttClient one = MqttClient.open(SERVER, version)) {
            Connecting leaves = Connecting.clean(version, client)
                    .will(channel, "forged", 1, true).as("any", token(user));
            assertThat(one.connect(leaves).code()).as("%s leaves %s a will", client, channel)
                    .isEqualTo(version == Version.V5 ? 0x87 : 5);
        }
    }
}
