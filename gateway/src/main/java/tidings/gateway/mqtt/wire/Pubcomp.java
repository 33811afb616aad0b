package tidings.gateway.mqtt.wire;

/// PUBCOMP, §3.7: a QoS 2 publish is forgotten. In 3.1.1 only the identifier is sent, and read as success.
public record Pubcomp(int packetId, ReasonCode reason, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {
    public Pubcomp(int packetId, ReasonCode reason) {
        this(packetId, reason, Diagnostics.NONE);
    }
}
