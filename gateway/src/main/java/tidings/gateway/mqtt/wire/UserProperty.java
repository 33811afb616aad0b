package tidings.gateway.mqtt.wire;

/// A User Property (MQTT 5.0 §2.2.2.2). Names may come several times; order counts.
public record UserProperty(String name, String value) {}
