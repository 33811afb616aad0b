package tidings.gateway.mqtt.wire;

/// The options of one filter (MQTT 5.0 §3.8.3.1). 3.1.1 has only the QoS.
///
/// @param qos the highest the subscriber wants
/// @param retainHandling what of retained messages is sent: 0 always, 1 if the subscription is
///     new, 2 never
public record SubscriptionOptions(int qos, boolean noLocal, boolean retainAsPublished,
        int retainHandling) {
    private static final int QOS = 0b0000_0011;
    private static final int NO_LOCAL = 0b0000_0100;
    private static final int RETAIN_AS_PUBLISHED = 0b0000_1000;
    private static final int RETAIN_HANDLING_SHIFT = 4;
    private static final int RETAIN_HANDLING = 0b11;
    private static final int RESERVED_5 = 0b1100_0000;
    private static final int RESERVED_3 = ~QOS;

    static SubscriptionOptions read(int octet, Version version) throws DecodeException {
        int reserved = version == Version.V5 ? RESERVED_5 : RESERVED_3;
        if ((octet & reserved) != 0) {
            throw DecodeException.malformed(
                    "subscription options 0x%02x have a reserved bit set".formatted(octet));
        }
        int qos = octet & QOS;
        if (qos == 3) {
            throw DecodeException.protocolError("a subscription asks for QoS 3");
        }
        int retainHandling = (octet >> RETAIN_HANDLING_SHIFT) & RETAIN_HANDLING;
        if (retainHandling == 3) {
            throw DecodeException.protocolError("a subscription asks for retain handling 3");
        }
        return new SubscriptionOptions(qos, (octet & NO_LOCAL) != 0,
                (octet & RETAIN_AS_PUBLISHED) != 0, retainHandling);
    }
}
