package tidings.gateway.mqtt;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.gateway.mqtt.wire.PacketReading;

/// What every conversation of a door works with. Immutable.
///
/// @param renderings by loop
/// @param readings by loop
record MqttParts(Tidings tidings, Authenticator authenticator, MqttSettings settings,
        List<Rendering> renderings, List<PacketReading> readings) {

    static MqttParts of(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        return new MqttParts(tidings, authenticator, settings,
                byLoop(tidings, Rendering::new), byLoop(tidings, PacketReading::new));
    }

    private static <T> List<T> byLoop(Tidings tidings, Supplier<T> each) {
        return Stream.generate(each).limit(tidings.loops().size()).toList();
    }
}
