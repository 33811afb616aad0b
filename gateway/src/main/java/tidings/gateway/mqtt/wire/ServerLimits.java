package tidings.gateway.mqtt.wire;

/// What a server does not do, told in CONNACK (MQTT 5.0 §3.2.2.3). A value that is the standard's
/// own is not sent.
///
/// @param receiveMaximum how many QoS 1 and 2 publishes of the client may be unanswered
/// @param maximumQos 0 to 2
/// @param packetBytesMax the largest packet the server takes; [ConnectProperties#UNLIMITED] is
///     not sent
/// @param topicAliasMaximum the highest alias the client may use; 0 for none
public record ServerLimits(int receiveMaximum, int maximumQos, boolean retainAvailable,
        long packetBytesMax, int topicAliasMaximum, boolean wildcardSubscriptionAvailable,
        boolean subscriptionIdentifierAvailable, boolean sharedSubscriptionAvailable) {
    /// Nothing is limited, and there are no aliases.
    public static final ServerLimits STANDARD = new ServerLimits(ConnectProperties.RECEIVE_MAXIMUM,
            2, true, ConnectProperties.UNLIMITED, 0, true, true, true);
}
