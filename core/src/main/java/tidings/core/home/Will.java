package tidings.core.home;

import tidings.log.ChannelName;
import tidings.log.Message;

/// What is to be published if a client goes without a word (MQTT 5.0 §3.1.2.5).
///
/// @param delayMs after the connection's end, unless the client is back before or its session ends
public record Will(ChannelName channel, Message message, long delayMs) {}
