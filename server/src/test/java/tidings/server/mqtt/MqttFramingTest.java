package tidings.server.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.string;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.gateway.mqtt.wire.Version;

/// Strings, numbers, flags and identifiers on the wire, §1.5 and §2.
class MqttFramingTest {
    private static final int MALFORMED = 0x81;
    private static final int PROTOCOL_ERROR = 0x82;
    private static final List<byte[]> ILL_FORMED = List.of(bytes('a', 0xed, 0xa0, 0x80),
            bytes('a', 0xc0, 0xaf), bytes('a', 0xe2, 0x82), bytes('a', 0xff),
            bytes('a', 0xf4, 0x90, 0x80, 0x80));

    @RegisterExtension
    static final MqttServer SERVER = new MqttServer();

    private static void refused(Version version, int reason, byte[] wrong) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "framing")) {
            client.send(wrong);
            client.closedFor(reason);
        }
    }

    private static byte[] none(Version version) {
        return version == Version.V5 ? properties() : bytes();
    }

    @InBothVersions
    @Statement(v3 = {"1.5.3-1", "3.3.2-1", "3.8.3-1", "3.10.3-1", "4.8.0-1"}, v5 = {"1.5.4-1",
            "3.3.2-1", "3.8.3-1", "3.10.3-1", "4.13.1-1"})
    void stringsThatAreNoUtf8EndTheConnection(Version version) {
        for (byte[] text : ILL_FORMED) {
            refused(version, MALFORMED, packet(0x30, string(text), none(version), 'x'));
            refused(version, MALFORMED, packet(0x82, two(1), none(version), string(text), 0));
            refused(version, MALFORMED, packet(0xa2, two(1), none(version), string(text)));
        }
    }

    @Test
    @Statement(v5 = {"1.5.7-1", "3.3.2-13", "3.3.2-19"})
    void propertiesThatAreNoUtf8EndTheConnection() {
        for (byte[] text : ILL_FORMED) {
            for (byte[] property : List.of(bytes(0x26, string(text), "v"),
                    bytes(0x26, "n", string(text)), bytes(0x08, string(text)),
                    bytes(0x03, string(text)))) {
                refused(Version.V5, MALFORMED, packet(0x30, "a", properties(property), 'x'));
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"1.5.3-2", "4.7.3-2"}, v5 = {"1.5.4-2", "4.7.3-2"})
    void theNullCharacterEndsTheConnection(Version version) {
        refused(version, MALFORMED, packet(0x30, "a\0b", none(version), 'x'));
        refused(version, MALFORMED, packet(0x82, two(1), none(version), "a\0b", 0));
        refused(version, MALFORMED, packet(0xa2, two(1), none(version), "a\0b"));
    }

    @InBothVersions
    @Statement(v3 = {"1.5.3-3", "4.7.3-4"}, v5 = {"1.5.4-3", "4.7.3-4"})
    void topicsAreKeptByteByByte(Version version) {
        List<String> spellings = List.of("\uFEFFspell/\u00e9", "spell/\u00e9", "spell/e\u0301",
                "Spell/\u00e9", "spell/\u00e9/", "spell//\u00e9", " spell/\u00e9");
        try (MqttClient subscriber = MqttClient.connected(SERVER, version, "exact-in");
                MqttClient publisher = MqttClient.connected(SERVER, version, "exact-out")) {
            for (String one : spellings) {
                subscriber.subscribe(one, 0);
                spellings.forEach(each -> publisher.publish(1, each, each));
                FromServer.Publish message = subscriber.received();
                assertThat(message.topic()).isEqualTo(one).isEqualTo(message.payload());
                subscriber.unsubscribe(one);
            }
        }
    }

    @Test
    @Statement(v5 = "1.5.5-1")
    void numbersThatAreNotShortestEndTheConnection() {
        refused(Version.V5, MALFORMED, bytes(0xc0, 0x80, 0x00));
        refused(Version.V5, MALFORMED, packet(0x30, "a", bytes(0x80, 0x00), 'x'));
        refused(Version.V5, MALFORMED,
                packet(0x82, two(1), properties(0x0b, bytes(0x81, 0x00)), "a", 0));
    }

    @InBothVersions
    @Statement(v3 = "4.8.0-1", v5 = "4.13.1-1")
    void aLengthOfFiveBytesEndsTheConnection(Version version) {
        refused(version, MALFORMED, bytes(0x30, 0x80, 0x80, 0x80, 0x80, 0x01));
    }

    @InBothVersions
    @Statement(v3 = {"2.2.2-1", "2.2.2-2", "3.6.1-1", "3.8.1-1", "3.10.1-1",
            "3.14.1-1"}, v5 = {"2.1.3-1", "3.6.1-1", "3.8.1-1", "3.10.1-1", "3.14.1-1", "3.15.1-1"})
    void reservedFlagsEndTheConnection(Version version) {
        for (int flags = 0; flags < 16; flags++) {
            for (int type : List.of(4, 5, 6, 7, 8, 10, 12, 14, 15)) {
                boolean right = flags == (type == 6 || type == 8 || type == 10 ? 2 : 0);
                if (!right && (type != 15 || version == Version.V5)) {
                    refused(version, MALFORMED, valid(type, flags, version));
                }
            }
        }
    }

    private static byte[] valid(int type, int flags, Version version) {
        int first = type << 4 | flags;
        return switch (type) {
            case 4, 5, 6, 7 -> packet(first, two(1));
            case 8 -> packet(first, two(1), none(version), "a", 0);
            case 10 -> packet(first, two(1), none(version), "a");
            case 15 -> packet(first, 0x19, properties(0x15, "m"));
            default -> packet(first);
        };
    }

    @InBothVersions
    @Statement(v3 = {"2.2.2-2", "4.8.0-1"}, v5 = "4.13.1-1")
    void typesThatAreNotAClientsEndTheConnection(Version version) {
        for (int first : List.of(0x00, 0x20, 0x90, 0xb0, 0xd0)) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "framing")) {
                client.send(packet(first, 0, 0));
                int reason = client.closed();
                assertThat(reason).isIn(version == Version.V5
                        ? List.of(MALFORMED, PROTOCOL_ERROR)
                        : List.of(-1));
            }
        }
    }

    @InBothVersions
    @Statement(v3 = {"2.3.1-1", "4.8.0-1"}, v5 = {"2.2.1-3", "4.13.1-1"})
    void packetIdentifiersAreNeverZero(Version version) {
        for (byte[] wrong : List.of(packet(0x32, "a", two(0), none(version), 'x'),
                packet(0x82, two(0), none(version), "a", 0),
                packet(0xa2, two(0), none(version), "a"))) {
            try (MqttClient client = MqttClient.connected(SERVER, version, "framing")) {
                client.send(wrong);
                assertThat(client.closed()).isIn(version == Version.V5
                        ? List.of(MALFORMED, PROTOCOL_ERROR)
                        : List.of(-1));
            }
        }
    }

    @Test
    @Statement(v5 = "2.2.2-1")
    void packetsWithoutPropertiesSayThatTheyHaveNone() {
        try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "no-properties")) {
            client.subscribe("nothing/beside", 0);
            assertThat(client.body()).containsExactly(0, 1, 0, 0);
            client.publish(0, "nothing/beside", "x");
            assertThat(client.received().properties()).isEqualTo(Properties.NONE);
            client.unsubscribe("nothing/beside");
            assertThat(client.body()).containsExactly(0, 2 + 1, 0, 0);
        }
    }

    /// The reader of these tests takes no PUBLISH with too much or too little in it.
    @InBothVersions
    @Statement(v3 = {"2.3.1-5", "4.3.1-1"}, v5 = {"2.2.1-2", "4.3.1-1"})
    void aMessageOfQos0HasNoPacketIdentifier(Version version) {
        try (MqttClient client = MqttClient.connected(SERVER, version, "no-id")) {
            client.subscribe("qos0/bare", 0);
            client.sendPublish(0, false, 0, "qos0/bare", "x");
            assertThat(client.received().payload()).isEqualTo("x");
            byte[] expected = bytes("qos0/bare", none(version), utf8("x"));
            assertThat(client.body()).isEqualTo(expected);
        }
    }

    @InBothVersions
    @Statement(v3 = "4.8.0-1", v5 = "4.13.1-1")
    @Defect({9, 11})
    void whatIsWrongEndsItsConnectionAndNoOther(Version version) {
        try (MqttClient bystander = MqttClient.connected(SERVER, version, "bystander")) {
            bystander.subscribe("by/stander", 1);
            for (byte[] wrong : List.of(packet(0x82, two(1), none(version), "a/#/b", 0),
                    packet(0x82, two(1), none(version), "$share/g/a/#/b", 0),
                    packet(0x40), packet(0x62, 0), packet(0x82, two(1)), packet(0xc0, 1),
                    packet(0x10), bytes(0xff, 0xff, 0xff, 0xff, 0xff),
                    packet(0x30, two(60_000), none(version)))) {
                try (MqttClient client = MqttClient.connected(SERVER, version, "hostile")) {
                    client.send(wrong);
                    assertThat(client.closed()).isGreaterThanOrEqualTo(
                            version == Version.V5 ? 0x80 : -1);
                }
            }
            bystander.publish(1, "by/stander", "still here");
            assertThat(bystander.received().payload()).isEqualTo("still here");
        }
    }

    @Test
    @Statement(v5 = "4.13.1-1")
    @Defect({9, 11})
    void aBrokenShareEndsItsConnection() {
        for (String filter : List.of("$share/x", "$share//a", "$share/x/", "$share/+/a")) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "hostile")) {
                client.send(packet(0x82, two(1), none(Version.V5), filter, 0));
                assertThat(client.closed()).isEqualTo(0x81);
            }
        }
    }

    @Test
    @Statement(v5 = "4.13.1-1")
    @Defect(9)
    void propertiesThatDoNotBelongOrStandTwiceEndTheConnection() {
        for (byte[] wrong : List.of(packet(0x30, "a", properties(0x11, two(0), two(1)), 'x'),
                packet(0x30, "a", properties(0x01, 1, 0x01, 1), 'x'),
                packet(0x30, "a", properties(0x03, "x", 0x03, "x"), 'x'),
                packet(0x30, "a", properties(0x01, 2), 'x'),
                packet(0x30, "a", properties(0x7f), 'x'),
                packet(0x82, two(1), properties(0x0b, 0), "a", 0),
                packet(0x82, two(1), properties(0x0b, 1, 0x0b, 2), "a", 0),
                packet(0x82, two(1), properties(0x01, 1), "a", 0),
                packet(0xa2, two(1), properties(0x0b, 1), "a"),
                packet(0xe0, 0, properties(0x1c, "elsewhere")))) {
            try (MqttClient client = MqttClient.connected(SERVER, Version.V5, "framing")) {
                client.send(wrong);
                assertThat(client.closed()).isIn(MALFORMED, PROTOCOL_ERROR);
            }
        }
    }
}
