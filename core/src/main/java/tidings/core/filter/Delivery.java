package tidings.core.filter;

import tidings.log.ChannelName;
import tidings.log.Message;

/// One message on its way to one session.
///
/// @param qos as it is delivered
/// @param packetId in the session's window; 0 with QoS 0
/// @param duplicate whether it was sent before, as far as we know
/// @param retain whether the retain flag is to be set
/// @param identifiers of the subscriptions that it is for
public record Delivery(ChannelName channel, Message message, int qos, int packetId,
        boolean duplicate, boolean retain, int[] identifiers) {}
