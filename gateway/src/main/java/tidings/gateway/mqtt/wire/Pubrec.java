package tidings.gateway.mqtt.wire;

/// PUBREC, §3.5: a QoS 2 publish has arrived. In 3.1.1 only the identifier is sent, and read as success.
public record Pubrec(int packetId, ReasonCode reason, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {
    public Pubrec(int packetId, ReasonCode reason) {
        this(packetId, reason, Diagnostics.NONE);
    }
}
