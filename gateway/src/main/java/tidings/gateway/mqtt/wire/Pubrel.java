package tidings.gateway.mqtt.wire;

/// PUBREL, §3.6: a QoS 2 publish may be forgotten. In 3.1.1 only the identifier is sent, and read as success.
public record Pubrel(int packetId, ReasonCode reason, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {
    public Pubrel(int packetId, ReasonCode reason) {
        this(packetId, reason, Diagnostics.NONE);
    }
}
