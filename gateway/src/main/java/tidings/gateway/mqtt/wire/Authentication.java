package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// A step of an enhanced authentication (MQTT 5.0 §4.12).
///
/// @param data null if there is none
public record Authentication(String method, byte @Nullable [] data) {}
