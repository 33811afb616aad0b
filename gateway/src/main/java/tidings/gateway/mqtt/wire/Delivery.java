package tidings.gateway.mqtt.wire;

/// What one subscriber's copy of a PUBLISH has of its own.
///
/// @param packetId 0 with QoS 0
/// @param duplicate the DUP flag: it was sent before
/// @param topicAlias 0 for none
/// @param topicOmitted whether the alias stands for the topic, because the client knows it
/// @param expirySeconds how long the message is good for from now, unsigned; -1 for ever
/// @param subscriptionIds the identifiers of all subscriptions that it is for; not changed after
public record Delivery(int packetId, boolean duplicate, int topicAlias, boolean topicOmitted,
        long expirySeconds, int[] subscriptionIds) {
    private static final int[] NONE = {};

    public Delivery {
        if (topicOmitted && topicAlias == 0) {
            throw new IllegalArgumentException("nothing stands for the topic");
        }
    }

    /// Nothing but an identifier (0 with QoS 0).
    public static Delivery of(int packetId, boolean duplicate) {
        return new Delivery(packetId, duplicate, 0, false, -1, NONE);
    }

    /// Whether there are no properties to write.
    boolean isPlain() {
        return topicAlias == 0 && expirySeconds < 0 && subscriptionIds.length == 0;
    }

    int propertyBytes() {
        int bytes = (topicAlias == 0 ? 0 : 3) + (expirySeconds < 0 ? 0 : 5);
        for (int id : subscriptionIds) {
            bytes += 1 + PacketOut.variableBytes(id);
        }
        return bytes;
    }
}
