package tidings.gateway.mqtt.wire;

import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.gateway.net.LeakCheck;

@ExtendWith(LeakCheck.class)
class AckDecoderTest {
    /// By the tables 3-4 to 3-7, without what only servers send.
    private static final Set<Integer> OF_PUBLISH = Set.of(0x00, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97,
            0x99);
    private static final Set<Integer> OF_IDENTIFIER = Set.of(0x00, 0x92);

    enum Kind {
        PUBACK(0x40), PUBREC(0x50), PUBREL(0x62), PUBCOMP(0x70);

        private final int firstByte;

        Kind(int firstByte) {
            this.firstByte = firstByte;
        }

        Set<Integer> reasons() {
            return this == PUBACK || this == PUBREC ? OF_PUBLISH : OF_IDENTIFIER;
        }

        Packet of(int packetId, ReasonCode reason, Diagnostics diagnostics) {
            return switch (this) {
                case PUBACK -> new Puback(packetId, reason, diagnostics);
                case PUBREC -> new Pubrec(packetId, reason, diagnostics);
                case PUBREL -> new Pubrel(packetId, reason, diagnostics);
                case PUBCOMP -> new Pubcomp(packetId, reason, diagnostics);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdentifierAloneIsSuccess(Kind kind) {
        Packet success = kind.of(65_535, ReasonCode.SUCCESS, Diagnostics.NONE);
        Decoding.is(V3_1_1, packet(kind.firstByte, two(65_535)), success);
        Decoding.is(V5, packet(kind.firstByte, two(65_535)), success);
        Decoding.is(V5, packet(kind.firstByte, two(65_535), 0), success);
        Decoding.is(V5, packet(kind.firstByte, two(65_535), 0, 0), success);
    }

    @ParameterizedTest
    @EnumSource
    void reasonsAreThoseAClientMayGive(Kind kind) {
        for (int number = 0; number < 256; number++) {
            byte[] packet = packet(kind.firstByte, two(1), number);
            ReasonCode reason = ReasonCode.of(number);
            if (reason != null && kind.reasons().contains(number)) {
                Decoding.is(V5, packet, kind.of(1, reason, Diagnostics.NONE));
            } else {
                Decoding.protocolError(V5, packet);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void diagnosticsAreRead(Kind kind) {
        Decoding.is(V5, packet(kind.firstByte, two(1), 0,
                properties(0x26, "a", "1", 0x1f, "because", 0x26, "a", "2")),
                kind.of(1, ReasonCode.SUCCESS, new Diagnostics("because",
                        List.of(new UserProperty("a", "1"), new UserProperty("a", "2")))));
        Decoding.protocolError(V5,
                packet(kind.firstByte, two(1), 0, properties(0x1f, "a", 0x1f, "b")));
    }

    @ParameterizedTest
    @EnumSource
    void identifiersAreNotZero(Kind kind) {
        Decoding.protocolError(V3_1_1, packet(kind.firstByte, two(0)));
        Decoding.protocolError(V5, packet(kind.firstByte, two(0)));
    }

    @ParameterizedTest
    @EnumSource
    void nothingMayMissAndNothingBeLeft(Kind kind) {
        for (Version version : Version.values()) {
            Decoding.malformed(version, packet(kind.firstByte));
            Decoding.malformed(version, packet(kind.firstByte, 1));
        }
        Decoding.malformed(V3_1_1, packet(kind.firstByte, two(1), 0));
        Decoding.malformed(V5, packet(kind.firstByte, two(1), 0, 1));
        Decoding.malformed(V5, packet(kind.firstByte, two(1), 0, 0, 0));
        Decoding.malformed(V5, packet(kind.firstByte, two(1), 0, bytes(3, 0x1f, two(1)), "x"));
    }

    @ParameterizedTest
    @EnumSource
    void flagsAreFixed(Kind kind) {
        for (int flags = 0; flags < 16; flags++) {
            byte[] packet = packet((kind.firstByte & 0xf0) | flags, two(1));
            if (flags != (kind.firstByte & 0x0f)) {
                Decoding.malformed(V3_1_1, packet);
                Decoding.malformed(V5, packet);
            }
        }
    }

    @Test
    void inVersion3AReasonIsTooMuch() {
        Decoding.malformed(V3_1_1, packet(0x40, two(1), 0x80));
    }
}
