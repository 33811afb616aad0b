package tidings.gateway.mqtt;

import java.util.List;
import java.util.stream.IntStream;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;

/// What every conversation of a door works with. Immutable.
///
/// @param renderings by loop
record MqttParts(Tidings tidings, Authenticator authenticator, MqttSettings settings,
        List<Rendering> renderings) {

    static MqttParts of(Tidings tidings, Authenticator authenticator, MqttSettings settings) {
        return new MqttParts(tidings, authenticator, settings, IntStream
                .range(0, tidings.loops().size()).mapToObj(_ -> new Rendering()).toList());
    }
}
