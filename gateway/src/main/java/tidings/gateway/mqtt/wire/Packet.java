package tidings.gateway.mqtt.wire;

/// An MQTT control packet (§2.1), of both versions alike: what 3.1.1 does not have is absent or has
/// the value that 5.0 gives to its absence. All are immutable records but [Publish], which is a
/// view of the bytes received.
public sealed interface Packet permits FromClient, FromServer {}
