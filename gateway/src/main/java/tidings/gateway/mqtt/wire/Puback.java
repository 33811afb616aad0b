package tidings.gateway.mqtt.wire;

/// PUBACK, §3.4: a QoS 1 publish has arrived. In 3.1.1 only the identifier is sent, and read as success.
public record Puback(int packetId, ReasonCode reason, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {
    public Puback(int packetId, ReasonCode reason) {
        this(packetId, reason, Diagnostics.NONE);
    }
}
