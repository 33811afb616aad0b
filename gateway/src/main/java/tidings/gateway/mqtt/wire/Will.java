package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.Nullable;

/// What is published when a session ends without a word (§3.1.2.5, §3.1.3.2 to 3.1.3.4).
///
/// @param delaySeconds unsigned, 0 in 3.1.1
/// @param messageExpirySeconds unsigned; -1 if it never expires
/// @param properties those that go on to subscribers, as [Publish#forwardable] gives them; null if
///     there are none. [MessageProperties#read] reads them.
public record Will(String topic, byte[] payload, int qos, boolean retain, long delaySeconds,
        long messageExpirySeconds, byte @Nullable [] properties) {}
