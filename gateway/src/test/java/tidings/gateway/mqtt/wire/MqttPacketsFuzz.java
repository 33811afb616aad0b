package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// What a client sends gives the same packets and the same refusal however it is cut into reads,
/// and packets that are written again are read as what they were.
public final class MqttPacketsFuzz {
    private static final int SPLITS_MAX = 24;

    private MqttPacketsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Decoding.Seen whole = Decoding.decoded(List.of(input));
        for (int step : new int[]{1, 3, 16}) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < input.length; at += step) {
                pieces.add(Raw.from(input, at, Math.min(input.length, at + step)));
            }
            Decoding.same(whole, Decoding.decoded(pieces));
        }
        for (int at = 1; at < Math.min(SPLITS_MAX, input.length); at++) {
            Decoding.same(whole, Decoding.decoded(List.of(Raw.from(input, 0, at),
                    Raw.from(input, at, input.length))));
        }
        Version version = whole.version();
        if (version != null && !whole.packets().isEmpty()) {
            byte[] again = ClientPackets.of(whole.packets(), version);
            Decoding.Seen read = Decoding.decoded(List.of(again));
            assertThat(read.sentence()).isNull();
            Decoding.same(new Decoding.Seen(whole.packets(), null, null, version), read);
        }
    }
}
