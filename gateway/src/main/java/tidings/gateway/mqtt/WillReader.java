package tidings.gateway.mqtt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.home.Will;
import tidings.core.identity.Action;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.gateway.mqtt.wire.Connect;
import tidings.gateway.mqtt.wire.MessageProperties;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;
import tidings.log.Message;

/// The will in a CONNECT (§3.1.2.5): refused there if it could not be published.
final class WillReader {
    private WillReader() {}

    /// One of the two, or neither.
    record Read(@Nullable Will will, @Nullable Refusal refusal) {}

    static Read read(Connect connect, MqttSettings settings, LoopServices services,
            Identity identity) {
        tidings.gateway.mqtt.wire.Will will = connect.will();
        if (will == null) {
            return new Read(null, null);
        }
        ChannelName channel;
        try {
            channel = ChannelName.of(will.topic(), settings.names());
        } catch (IllegalNameException e) {
            return new Read(null, new Refusal.BadName(String.valueOf(e.getMessage())));
        }
        Rule rule = services.rules().of(channel).orElse(null);
        if (rule == null) {
            return new Read(null, new Refusal.UnknownChannel(channel.value()));
        }
        Refusal refusal = Permit.check(Action.PUBLISH, rule, channel, identity, false);
        if (refusal != null) {
            return new Read(null, refusal);
        }
        MessageProperties properties = MessageProperties.read(will.properties());
        long expiryMs = will.messageExpirySeconds() < 0
                ? 0
                : Math.max(1, Duration.ofSeconds(will.messageExpirySeconds()).toMillis());
        Message message = Incoming.message(will.payload(), properties, identity,
                new Attributes(will.retain() ? "" : null,
                        will.retain() && will.payload().length == 0, 0, will.qos(),
                        will.properties()));
        refusal = rule.limits().check(message);
        if (refusal != null) {
            return new Read(null, refusal);
        }
        return new Read(new Will(channel, message,
                Duration.ofSeconds(will.delaySeconds()).toMillis(), expiryMs), null);
    }
}
