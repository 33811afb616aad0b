package tidings.gateway.mqtt.wire;

import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.gateway.net.LeakCheck;
import tidings.testkit.mqtt.MqttBytes;

/// DISCONNECT, AUTH and PINGREQ.
@ExtendWith(LeakCheck.class)
class DisconnectDecoderTest {
    private static final Set<Integer> REASONS = Set.of(0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x8c,
            0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99);

    private static Disconnect disconnect(ReasonCode reason) {
        return new Disconnect(reason, -1, null, Diagnostics.NONE);
    }

    @Test
    void nothingIsANormalDisconnection() {
        Decoding.is(V3_1_1, packet(0xe0), disconnect(ReasonCode.SUCCESS));
        Decoding.is(V5, packet(0xe0), disconnect(ReasonCode.SUCCESS));
        Decoding.is(V5, packet(0xe0, 4), disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));
        Decoding.is(V5, packet(0xe0, 4, 0), disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));
    }

    @Test
    void reasonsAreThoseAClientMayGive() {
        for (int number = 0; number < 256; number++) {
            ReasonCode reason = ReasonCode.of(number);
            if (reason != null && REASONS.contains(number)) {
                Decoding.is(V5, packet(0xe0, number), disconnect(reason));
            } else {
                Decoding.protocolError(V5, packet(0xe0, number));
            }
        }
    }

    @Test
    void propertiesOfDisconnect() {
        Decoding.is(V5,
                packet(0xe0, 0, properties(0x1f, "why", 0x11, four(0xffffffffL), 0x26, "n", "v")),
                new Disconnect(ReasonCode.SUCCESS, 0xffffffffL, null,
                        new Diagnostics("why", List.of(new UserProperty("n", "v")))));
        Decoding.protocolError(V5, packet(0xe0, 0, properties(0x1c, "elsewhere")));
    }

    @Test
    void nothingMayBeLeft() {
        Decoding.malformed(V3_1_1, packet(0xe0, 0));
        Decoding.malformed(V5, packet(0xe0, 0, 0, 0));
        Decoding.malformed(V5, packet(0xe0, 0, 1));
        Decoding.malformed(V5, packet(0xe0, 0, bytes(4, 0x11, 0, 0, 0)));
        Decoding.malformed(V5, packet(0xf0, 0x18, properties(0x15, "m"), 0));
        for (Version version : Version.values()) {
            Decoding.malformed(version, packet(0xc0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void flagsAreFixed(Version version) {
        for (int flags = 1; flags < 16; flags++) {
            Decoding.malformed(version, packet(0xe0 | flags));
            Decoding.malformed(version, packet(0xf0 | flags));
            Decoding.malformed(version, packet(0xc0 | flags));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pingreqIsEmpty(Version version) {
        Decoding.is(version, packet(0xc0), new Pingreq());
    }

    @Test
    void authHasAReasonAndAMethod() {
        Decoding.is(V5,
                packet(0xf0, 0x18, properties(0x16, "data", 0x15, "SCRAM", 0x1f, "why", 0x26, "n",
                        "v")),
                new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
                        new Authentication("SCRAM", MqttBytes.utf8("data")),
                        new Diagnostics("why", List.of(new UserProperty("n", "v")))));
        Decoding.is(V5, packet(0xf0, 0x19, properties(0x15, "SCRAM")),
                new Auth(ReasonCode.REAUTHENTICATE, new Authentication("SCRAM", null),
                        Diagnostics.NONE));
    }

    @Test
    void authIsRefusedWithoutThem() {
        Decoding.protocolError(V5, packet(0xf0));
        Decoding.protocolError(V5, packet(0xf0, 0x00, properties(0x15, "SCRAM")));
        Decoding.protocolError(V5, packet(0xf0, 0x1a, properties(0x15, "SCRAM")));
        Decoding.protocolError(V5, packet(0xf0, 0x18, properties()));
        Decoding.protocolError(V5, packet(0xf0, 0x18, properties(0x16, "data")));
        Decoding.malformed(V5, packet(0xf0, 0x18));
        Decoding.malformed(V3_1_1, packet(0xf0, 0x18, properties(0x15, "SCRAM")));
    }
}
