package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.gateway.mqtt.wire.Property.Place;

/// The table of properties said once more, and tried in every packet of a client.
class PropertyTest {
    private static final byte[] NOT_UTF_8 = {0, 1, (byte) 0xff};
    private static final String ALL = "auth connack connect disconnect puback pubcomp publish "
            + "pubrec pubrel suback subscribe unsuback unsubscribe will";
    private static final Map<Integer, String> TABLE_2_4 = Map.ofEntries(
            Map.entry(1, "publish will"), Map.entry(2, "publish will"),
            Map.entry(3, "publish will"), Map.entry(8, "publish will"),
            Map.entry(9, "publish will"), Map.entry(11, "publish subscribe"),
            Map.entry(17, "connack connect disconnect"), Map.entry(18, "connack"),
            Map.entry(19, "connack"), Map.entry(21, "auth connack connect"),
            Map.entry(22, "auth connack connect"), Map.entry(23, "connect"),
            Map.entry(24, "will"), Map.entry(25, "connect"), Map.entry(26, "connack"),
            Map.entry(28, "connack disconnect"),
            Map.entry(31, "auth connack disconnect puback pubcomp pubrec pubrel suback unsuback"),
            Map.entry(33, "connack connect"), Map.entry(34, "connack connect"),
            Map.entry(35, "publish"), Map.entry(36, "connack"), Map.entry(37, "connack"),
            Map.entry(38, ALL), Map.entry(39, "connack connect"), Map.entry(40, "connack"),
            Map.entry(41, "connack"), Map.entry(42, "connack"));

    @Test
    void theTableIsTheStandards() {
        Map<Integer, String> found = new TreeMap<>();
        for (Property property : Property.values()) {
            found.put(property.id, Arrays.stream(Place.values()).filter(property::mayStandIn)
                    .map(place -> place.name().toLowerCase(Locale.ROOT)).sorted()
                    .collect(Collectors.joining(" ")));
        }
        assertThat(found).isEqualTo(new TreeMap<>(TABLE_2_4));
    }

    private static byte[] with(Place place, byte[] block) {
        return switch (place) {
            case CONNECT -> packet(0x10, "MQTT", 5, 2, two(60), block, "c");
            case WILL -> packet(0x10, "MQTT", 5, 6, two(60), properties(), "c", block, "w", "x");
            case PUBLISH -> packet(0x30, "t", block);
            case PUBACK -> packet(0x40, two(1), 0, block);
            case PUBREC -> packet(0x50, two(1), 0, block);
            case PUBREL -> packet(0x62, two(1), 0, block);
            case PUBCOMP -> packet(0x70, two(1), 0, block);
            case SUBSCRIBE -> packet(0x82, two(1), block, "a", 0);
            case UNSUBSCRIBE -> packet(0xa2, two(1), block, "a");
            case DISCONNECT -> packet(0xe0, 0, block);
            case AUTH -> packet(0xf0, 0x18, block);
            case CONNACK, SUBACK, UNSUBACK -> throw new IllegalArgumentException("a server's");
        };
    }

    private static Decoding.Seen tried(Place place, byte[] block) {
        byte[] packet = with(place, block);
        return place == Place.CONNECT || place == Place.WILL
                ? Decoding.decoded(packet)
                : Decoding.decoded(Raw.CONNECT_5, packet);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CONNACK", "SUBACK", "UNSUBACK"})
    void everyPropertyIsTriedInEveryPacket(Place place) {
        byte[] method = bytes(Property.AUTHENTICATION_METHOD.id, "m");
        for (Property property : Property.values()) {
            byte[] needed = needsMethod(property, place) ? method : new byte[0];
            byte[] one = Raw.valid(property);
            Decoding.Seen once = tried(place, properties(needed, one));
            Decoding.Seen twice = tried(place, properties(needed, one, one));
            ReasonCode expected = !property.mayStandIn(place)
                    ? ReasonCode.MALFORMED_PACKET
                    : serversOnly(property, place) ? ReasonCode.PROTOCOL_ERROR : null;
            assertThat(once.error()).as("%s in %s: %s", property, place, once.sentence())
                    .isEqualTo(expected);
            assertThat(twice.error()).as("%s twice in %s", property, place)
                    .isEqualTo(expected != null || property == Property.USER_PROPERTY
                            ? expected
                            : ReasonCode.PROTOCOL_ERROR);
        }
    }

    private static boolean needsMethod(Property property, Place place) {
        return place == Place.AUTH
                ? property != Property.AUTHENTICATION_METHOD
                : property == Property.AUTHENTICATION_DATA;
    }

    private static boolean serversOnly(Property property, Place place) {
        return place == Place.PUBLISH
                ? property == Property.SUBSCRIPTION_IDENTIFIER
                : property == Property.SERVER_REFERENCE;
    }

    @Test
    void identifiersThatNobodyHasAreMalformed() {
        List<Integer> known = Arrays.stream(Property.values()).map(p -> p.id).toList();
        for (int id = 0; id < 128; id++) {
            if (!known.contains(id)) {
                assertThat(tried(Place.PUBLISH, properties(id, 0)).error())
                        .isEqualTo(ReasonCode.MALFORMED_PACKET);
            }
        }
    }

    /// §4.13: what can't be read is malformed, also where it may not stand, or not so often.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CONNACK", "SUBACK", "UNSUBACK"})
    void everyPropertyThatCantBeReadIsMalformed(Place place) {
        for (Property property : Property.values()) {
            byte[] whole = Raw.valid(property);
            for (int length = 1; length < whole.length; length++) {
                isMalformed(place, whole, Arrays.copyOf(whole, length));
            }
            switch (property.type) {
                case TEXT -> isMalformed(place, whole, bytes(property.id, NOT_UTF_8));
                case TEXT_PAIR -> {
                    isMalformed(place, whole, bytes(property.id, NOT_UTF_8, "v"));
                    isMalformed(place, whole, bytes(property.id, "n", NOT_UTF_8));
                }
                case VARIABLE -> {
                    isMalformed(place, whole, bytes(property.id, 0x80, 0));
                    isMalformed(place, whole, bytes(property.id, 0x80, 0x80, 0x80, 0x80, 1));
                }
                case BYTE, TWO_BYTES, FOUR_BYTES, BINARY -> {
                }
            }
        }
    }

    /// Alone, and after one that can be read.
    private static void isMalformed(Place place, byte[] whole, byte[] broken) {
        assertThat(tried(place, properties(broken)).error()).as("%s in %s",
                HexFormat.of().formatHex(broken), place).isEqualTo(ReasonCode.MALFORMED_PACKET);
        Property property = Objects.requireNonNull(Property.of(whole[0]));
        if (!serversOnly(property, place)) {
            assertThat(tried(place, properties(whole, broken)).error()).as("%s after %s in %s",
                    HexFormat.of().formatHex(broken), property, place)
                    .isEqualTo(ReasonCode.MALFORMED_PACKET);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CONNACK", "SUBACK", "UNSUBACK"})
    void propertiesThatReachPastTheirPacketAreMalformed(Place place) {
        assertThat(tried(place, bytes(0x7f)).error()).isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(tried(place, bytes(0x7f, Raw.valid(Property.SERVER_REFERENCE))).error())
                .isEqualTo(ReasonCode.MALFORMED_PACKET);
    }
}
