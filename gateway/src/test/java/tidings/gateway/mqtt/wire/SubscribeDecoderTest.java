package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;
import static tidings.testkit.mqtt.MqttBytes.variable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.gateway.net.LeakCheck;

@ExtendWith(LeakCheck.class)
class SubscribeDecoderTest {
    private static Subscribe.Filter filter(String text, int qos) {
        return new Subscribe.Filter(text, new SubscriptionOptions(qos, false, false, 0));
    }

    private static byte[] subscribe(Version version, Object... filters) {
        return version == V5
                ? packet(0x82, two(1), properties(), bytes(filters))
                : packet(0x82, two(1), bytes(filters));
    }

    @Test
    void filtersOfVersion3HaveAQos() {
        Decoding.is(V3_1_1, packet(0x82, two(65_535), "a/#", 0, "+", 1, "c", 2, "c", 2),
                new Subscribe(65_535, 0, List.of(filter("a/#", 0), filter("+", 1),
                        filter("c", 2), filter("c", 2)), List.of()));
    }

    @Test
    void filtersOfVersion5HaveOptions() {
        Decoding.is(V5, packet(0x82, two(1), properties(0x26, "a", "1", 0x0b,
                variable(268_435_455), 0x26, "a", "2"), "a", 0b0010_1110, "$share/g/b",
                0b0001_1001),
                new Subscribe(1, 268_435_455, List.of(
                        new Subscribe.Filter("a", new SubscriptionOptions(2, true, true, 2)),
                        new Subscribe.Filter("$share/g/b",
                                new SubscriptionOptions(1, false, true, 1))),
                        List.of(new UserProperty("a", "1"), new UserProperty("a", "2"))));
    }

    @Test
    void everyOtherOptionIsRefused() {
        for (int options = 0; options < 256; options++) {
            boolean values = (options & 3) != 3;
            if (options <= 2) {
                Decoding.isPacket(V3_1_1, subscribe(V3_1_1, "a", options));
            } else {
                Decoding.refused(V3_1_1, options == 3
                        ? ReasonCode.PROTOCOL_ERROR
                        : ReasonCode.MALFORMED_PACKET, subscribe(V3_1_1, "a", options));
            }
            if (options >= 0x40) {
                Decoding.malformed(V5, subscribe(V5, "a", options));
            } else if (values && (options & 0x30) != 0x30) {
                Decoding.isPacket(V5, subscribe(V5, "a", options));
            } else {
                Decoding.protocolError(V5, subscribe(V5, "a", options));
            }
        }
    }

    @Test
    void noLocalDoesNotGoWithAShare() {
        Decoding.protocolError(V5, subscribe(V5, "$share/g/a", 0b0100));
        Decoding.isPacket(V5, subscribe(V5, "$shared/g/a", 0b0100));
    }

    @ParameterizedTest
    @EnumSource
    void thereIsAFilter(Version version) {
        Decoding.protocolError(version, subscribe(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "#/a", "a+", "$share/g/a#", "$share/g+/a", "\0"})
    void filtersAreWellFormed(String filter) {
        for (Version version : Version.values()) {
            Decoding.malformed(version, subscribe(version, filter, 0));
            Decoding.malformed(version, subscribe(version, "right", 0, filter, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share/g", "$share//a", "$share/g/"})
    void onlyIn5IsABrokenShareMalformed(String filter) {
        Decoding.malformed(V5, subscribe(V5, filter, 0));
        Decoding.malformed(V5, packet(0xa2, two(1), properties(), filter));
        Decoding.isPacket(V3_1_1, subscribe(V3_1_1, filter, 0));
        Decoding.isPacket(V3_1_1, packet(0xa2, two(1), filter));
    }

    @ParameterizedTest
    @EnumSource
    void filtersAreUtf8(Version version) {
        Decoding.malformed(version, subscribe(version, bytes(two(1), 0xff), 0));
        Decoding.malformed(version, subscribe(version, bytes(two(3), 0xed, 0xa0, 0x80), 0));
    }

    @ParameterizedTest
    @EnumSource
    void nothingMayMiss(Version version) {
        Decoding.malformed(version, packet(0x82));
        Decoding.malformed(version, packet(0x82, 1));
        Decoding.malformed(version, subscribe(version, "a"));
        Decoding.malformed(version, subscribe(version, "a", 0, 0));
        Decoding.malformed(version, subscribe(version, "a", 0, "b"));
        Decoding.malformed(version, subscribe(version, two(2), utf8("a")));
    }

    @Test
    void identifiersAreNotZero() {
        Decoding.protocolError(V3_1_1, packet(0x82, two(0), "a", 0));
        Decoding.protocolError(V5, packet(0x82, two(0), properties(), "a", 0));
        Decoding.protocolError(V5, packet(0x82, two(1), properties(0x0b, 0), "a", 0));
        Decoding.protocolError(V5, packet(0x82, two(1), properties(0x0b, 1, 0x0b, 2), "a", 0));
        Decoding.malformed(V5, packet(0x82, two(1),
                properties(0x0b, 0x80, 0x80, 0x80, 0x80, 0x01), "a", 0));
        Decoding.malformed(V5, packet(0x82, two(1), properties(0x0b, 0x81, 0x00), "a", 0));
    }

    @ParameterizedTest
    @EnumSource
    void flagsAreFixed(Version version) {
        for (int flags = 0; flags < 16; flags++) {
            if (flags != 2) {
                Decoding.malformed(version, packet(0x80 | flags, two(1), "a", 0));
                Decoding.malformed(version, packet(0xa0 | flags, two(1), "a"));
            }
        }
    }

    @Test
    void unsubscribeNamesFilters() {
        Decoding.is(V3_1_1, packet(0xa2, two(1), "a/#", "$share/g/b"),
                new Unsubscribe(1, List.of("a/#", "$share/g/b"), List.of()));
        Decoding.is(V5, packet(0xa2, two(1), properties(0x26, "n", "v"), "a"),
                new Unsubscribe(1, List.of("a"), List.of(new UserProperty("n", "v"))));
    }

    @Test
    void unsubscribeIsJudgedLikeSubscribe() {
        Decoding.protocolError(V3_1_1, packet(0xa2, two(1)));
        Decoding.protocolError(V5, packet(0xa2, two(1), properties()));
        Decoding.protocolError(V3_1_1, packet(0xa2, two(0), "a"));
        Decoding.protocolError(V5, packet(0xa2, two(0), properties(), "a"));
        for (String wrong : new String[]{"", "a#", "+a", "$share/g/#a", "\0"}) {
            Decoding.malformed(V3_1_1, packet(0xa2, two(1), "right", wrong));
            Decoding.malformed(V5, packet(0xa2, two(1), properties(), "right", wrong));
        }
        Decoding.malformed(V3_1_1, packet(0xa2, two(1), "a", 0));
        Decoding.malformed(V5, packet(0xa2, two(1)));
        Decoding.malformed(V5, packet(0xa2, two(1), properties(0x0b, 1), "a"));
    }

    @Test
    void aSentenceNamesTheFilter() {
        assertThat(Decoding.decoded(Raw.CONNECT_3, subscribe(V3_1_1, "a/b#", 0)).sentence())
                .isEqualTo("the topic filter 'a/b#' has a # that is not its whole last level");
    }
}
