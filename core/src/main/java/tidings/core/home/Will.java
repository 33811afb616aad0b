package tidings.core.home;

import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Message;

/// What is to be published if a client goes without a word (MQTT 5.0 §3.1.2.5).
///
/// @param delayMs after the connection's end, or until its session ends; not if the client is back
///     before
/// @param expiryMs of the message, from when it is published; 0 for never
public record Will(ChannelName channel, Message message, long delayMs, long expiryMs) {
    /// As it is published now.
    public Message at(long wallMs) {
        if (expiryMs == 0) {
            return message;
        }
        Attributes before = message.attributes();
        return new Message(message.payload(), message.kind(), message.contentType(),
                message.tags(), message.sender(), new Attributes(before.key(), before.removed(),
                        wallMs + expiryMs, before.qos(), before.properties()));
    }
}
